import { existsSync, readFileSync } from "node:fs";

/** Where Debian's package ieee-data keeps the list of vendors. */
const LIST = "/usr/share/ieee-data/oui.csv";

/** Who makes the device with a MAC, as far as this machine knows; undefined when it does not. */
export function readVendors(file = LIST): (mac: string) => string | undefined {
  let list: string | undefined;
  return (mac) => {
    const digits = mac.replaceAll(":", "").toUpperCase();
    if (((Number.parseInt(digits.slice(1, 2), 16) || 0) & 2) === 2) return "locally administered";
    list ??= existsSync(file) ? readFileSync(file, "utf8") : "";
    return vendorIn(list, digits.slice(0, 6));
  };
}

function vendorIn(list: string, prefix: string): string | undefined {
  const [, quoted, plain] = new RegExp(`^MA-L,${prefix},(?:"((?:[^"]|"")*)"|([^,\\r\\n]*))`, "m").exec(list) ?? [];
  const name = (quoted?.replaceAll('""', '"') ?? plain ?? "").trim();
  return name === "" ? undefined : name;
}
