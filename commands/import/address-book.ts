import type { Network } from "./networks";
import { freeAddress } from "./spaces";

/** Hands out addresses that no service has, each once. */
export class AddressBook {
  private readonly given = new Map<string, string[]>();

  /** The next free address of a network, from one end; empty if there is none. */
  next({ key, subnets, taken }: Network, end: "first" | "last"): string {
    const given = this.given.get(key) ?? [];
    const address = freeAddress(subnets[0] ?? "", [...taken, ...given], end) ?? "";
    this.given.set(key, [...given, address]);
    return address;
  }
}
