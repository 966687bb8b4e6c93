import type { Problem } from "../../support/problem";
import { contains, parseAddress, parseRange, parseSubnet } from "../ip";
import type { Topology, UserTest } from "../model/topology";
import { isForeign, type AddressPlan } from "../plan/address-plan";

/** Tests whose target nobody has according to the plan: whatever they showed, it would prove nothing. */
export function findTargetProblems({ tests }: Pick<Topology, "tests">, plan: AddressPlan): Problem[] {
  return tests.flatMap((test) => findTargetProblem(test, plan));
}

function findTargetProblem({ name, from, to, addresses }: UserTest, plan: AddressPlan): Problem[] {
  const path = `tests.${name}.to`;
  if (to === undefined) return [];
  if (to.kind !== "address")
    return addresses.length > 0
      ? []
      : [{ path, message: `${from.name} and ${to.name} have no addresses of one family: give an address` }];
  const address = parseAddress(to.name);
  if (address === undefined || plan.addresses.some((entry) => entry.address === address.text)) return [];
  const isInside = (text: string): boolean => {
    const range = parseRange(text);
    return range !== undefined && contains(range, address);
  };
  const subnet = plan.subnets.find(({ kind, subnet: text }) => {
    const parsed = parseSubnet(text);
    return !isForeign(kind) && parsed !== undefined && contains(parsed, address);
  });
  if (subnet === undefined) return [];
  const others = [
    ...plan.ranges.filter(({ kind }) => kind === "reserved" || kind === "dhcp").map(({ range }) => range),
    ...plan.subnets.filter(({ kind }) => kind === "foreign").map((entry) => entry.subnet),
  ];
  if (others.some(isInside)) return [];
  const message = `${address.text} lies in ${subnet.subnet} (${subnet.path}), where the plan gives it to nobody: name a container or host, or add the address and its owner to reserved there`;
  return [{ path, message }];
}
