import { afterEach, beforeEach, expect, it } from "vitest";
import { prepareHostScript } from "../../host/scripts";
import { FolderHost } from "./fake-host-tools";

let host: FolderHost;
beforeEach(() => {
  host = new FolderHost({});
});
afterEach(() => {
  host.close();
});

it("refuses a script that would use a file of the machine itself", () => {
  const script = prepareHostScript("dev", { name: "docker01", address: "192.0.2.1", nics: [], promiscuous: [] });
  expect(() => host.run(script, "apply")).toThrow(/would use \/etc\//);
});

it("finds no program of the machine that could change it", () => {
  expect(host.run("PATH=$PATH:/usr/sbin:/sbin\nreboot", "apply")).toMatchObject({ status: 127 });
});
