import type { Problem } from "../../support/problem";
import { endsNamed, namesOf } from "../model/tests";
import type { FabricConfiguration, TestConfiguration } from "../schema/fabric-schema";
import { findUnknownName } from "./unknown-name";

const KINDS = ["ping", "tcp", "http", "dns", "command"] as const;

/** Tests that could not run, or would prove nothing. */
export function findTestProblems(configuration: FabricConfiguration): Problem[] {
  return Object.entries(configuration.tests).flatMap(([name, test]) => {
    const path = `tests.${name}`;
    return [
      ...findEndProblems(`${path}.from`, test.from, "from", configuration),
      ...(test.to === undefined ? [] : findEndProblems(`${path}.to`, test.to, "to", configuration)),
      ...findKindProblems(path, test),
    ];
  });
}

function findKindProblems(path: string, test: TestConfiguration): Problem[] {
  const kinds = KINDS.filter((kind) => test[kind] !== undefined);
  const [kind, ...others] = kinds;
  if (kind === undefined) return [{ path, message: `says nothing to do: add one of ${KINDS.join(", ")}` }];
  if (others.length > 0)
    return [{ path, message: `has ${kinds.join(" and ")}: keep one, and write a test of its own for each` }];
  if (kind !== "command")
    return test.to === undefined
      ? [{ path: `${path}.to`, message: "is missing: name a container, host or router, or give an address" }]
      : [];
  return [
    ...(test.to === undefined
      ? []
      : [{ path: `${path}.to`, message: "a command has no target: remove it, and name the target in command.run" }]),
    ...(test.expect === undefined
      ? []
      : [{ path: `${path}.expect`, message: "a command is judged by its status and output: remove expect" }]),
  ];
}

type Given = TestConfiguration["from"] | NonNullable<TestConfiguration["to"]>;

function findEndProblems(
  path: string,
  given: Given,
  place: "from" | "to",
  configuration: FabricConfiguration,
): Problem[] {
  const ends = endsNamed(given, place, configuration);
  const [end, ...others] = ends;
  const forms = place === "from" ? ["container", "host"] : ["container", "host", "router", "gateway"];
  if (typeof given !== "string") {
    if (end === undefined || others.length > 0)
      return [
        { path, message: `names ${ends.length === 0 ? "nothing" : "several things"}: give one of ${forms.join(", ")}` },
      ];
    if (end.kind === "address") return [];
    if (end.kind === "gateway") return findGatewayProblems(`${path}.gateway`, end.name, configuration);
    return findUnknownName(`${path}.${end.kind}`, end.kind, end.name, namesOf(end.kind, configuration));
  }
  if (end === undefined) {
    const known = Object.keys({ ...configuration.containers, ...configuration.hosts }).join(", ");
    const what = place === "from" ? "neither a container nor a host" : "no address, container, host or router";
    return [{ path, message: `"${given}" is ${what} of this stack: name one of ${known}` }];
  }
  if (others.length === 0) return [];
  const kinds = ends.map(({ kind }) => kind);
  const choices = kinds.map((kind) => `{ ${kind}: ${given} }`).join(" or ");
  return [{ path, message: `"${given}" is a ${kinds.join(" and a ")}: write ${choices}` }];
}

function findGatewayProblems(path: string, name: string, { segments }: FabricConfiguration): Problem[] {
  const segment = segments[name];
  if (segment === undefined) return findUnknownName(path, "segment", name, segments);
  if (!segment.internal) return [];
  return [{ path, message: `segment "${name}" is internal, and has no gateway: name another, or remove the test` }];
}
