import { heading, type OutputKind } from "./kind";
import { namedAddresses } from "../names/named-addresses";

export const hosts: OutputKind = {
  reader: "`/etc/hosts`",
  description: "names of hosts and containers: `bbox10`, and `bbox10.vlan10` on each of its segments",
  files: ["hosts"],
  usage: ["npm run outputs -- hosts --output lab.hosts", "cat lab.hosts | sudo tee -a /etc/hosts"],
  from: "stack output",
  render: (fabric) => {
    const lines = namedAddresses(fabric).map(({ address, names }) => `${address}\t${names.join(" ")}\n`);
    return { hosts: heading(fabric) + lines.join("") };
  },
};
