import { UserError } from "../../support/errors";
import { domainOf, type Domain } from "../causes/ways";
import type { FabricOutput } from "../contract";
import type { Cell } from "../probes";
import { neighbourMethod, type Endpoint } from "../reachability/cell";

/** A part of a way whose frames stay on one segment, or on the LAN. */
export interface Leg {
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** What `to` has there. */
  readonly address: string;
  readonly domain: Domain;
}

/** The legs of a cell in order: one, or two over a router of the stack. @throws UserError where the plan knows no way */
export function legsOf(cell: Cell, output: FabricOutput): Leg[] {
  const { from, to, address, via, expect, why } = cell;
  const domain = domainOf(cell, output);
  if (domain !== undefined && via !== undefined && to.kind !== "router") {
    const router: Endpoint = { kind: "router", name: via };
    const gateway = gatewayOf(from.name, via, address, output);
    const before = gateway && domainOf({ ...cell, to: router, address: gateway }, output);
    if (gateway && before)
      return [
        { from, to: router, address: gateway, domain: before },
        { from: router, to, address, domain },
      ];
  }
  if (domain !== undefined && isOn(from, domain.segment, output)) return [{ from, to, address, domain }];
  const reason =
    expect === "blocked" ? why : "they are not on one segment, and no router of the stack leads from one to the other";
  throw new UserError(`${from.name} -> ${to.name} (${address}): there is no way to trace, because ${reason}`);
}

/** The address of the router, in a family, on the segment of a container's default route. */
function gatewayOf(
  container: string,
  router: string,
  address: string,
  { containers, routers }: FabricOutput,
): string | undefined {
  const { attach = {}, defaultGateway } = containers[container] ?? {};
  const segments = defaultGateway === undefined ? Object.keys(attach) : [defaultGateway];
  const all = segments.flatMap((segment) => routers?.[router]?.segments[segment]?.addresses ?? []);
  return all.map((text) => text.split("/")[0] ?? "").find((own) => neighbourMethod(own) === neighbourMethod(address));
}

function isOn({ kind, name }: Endpoint, segment: string | undefined, { containers }: FabricOutput): boolean {
  return kind !== "container" || (segment !== undefined && containers[name]?.attach[segment] !== undefined);
}
