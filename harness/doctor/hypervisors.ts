/** What can keep frames back, and where each hypervisor sets it; docs/hypervisors.md says the same at length. */
export type BlockedTraffic = "plain" | "forged" | "foreign" | "tagged";

interface Hypervisor {
  readonly name: string;
  /** In what the firmware says of itself. */
  readonly vendor: RegExp;
  readonly settings: Readonly<Record<BlockedTraffic, string>>;
}

const NO_LAYER_2 =
  "its network hands over what its own API gave an address to, and no other frame; use machines on a switch of yours, or guests of one large machine";

const HYPERVISORS: readonly Hypervisor[] = [
  {
    // Azure runs on Hyper-V, and is told from it by the asset tag of its chassis.
    name: "This is a public cloud",
    vendor: /amazon|google|7783-7084-3265-9085-8269-3286-77/i,
    settings: { plain: NO_LAYER_2, forged: NO_LAYER_2, foreign: NO_LAYER_2, tagged: NO_LAYER_2 },
  },
  {
    name: "VMware",
    vendor: /vmware/i,
    settings: {
      plain: "connect the NIC to a bridged network (Workstation, Fusion) or to the LAN's port group (vSphere)",
      forged: "set Forged transmits to Accept on the port group (vSphere)",
      foreign:
        "set Promiscuous mode to Accept on the port group, or switch MAC learning on (vSphere); let the user open /dev/vmnet* (Workstation on Linux)",
      tagged:
        "make the port group a trunk that carries the VLAN: 4095, or a range (vSphere); bridge to a NIC that keeps tags",
    },
  },
  {
    name: "VirtualBox",
    vendor: /innotek|virtualbox/i,
    settings: {
      plain: "attach the adapter to a bridged network",
      forged: "attach the adapter to a bridged network, and not over Wi-Fi, which sends from one MAC alone",
      foreign: "set the adapter's Promiscuous Mode to Allow All",
      tagged: "use the virtio-net adapter, and switch VLAN stripping of the physical NIC's driver off",
    },
  },
  {
    name: "Hyper-V",
    vendor: /microsoft/i,
    settings: {
      plain: "connect the adapter to an external virtual switch",
      forged: "Set-VMNetworkAdapter -MacAddressSpoofing On",
      foreign: "Set-VMNetworkAdapter -MacAddressSpoofing On",
      tagged: "Set-VMNetworkAdapterVlan -Trunk -NativeVlanId 0 -AllowedVlanIdList with the VLAN",
    },
  },
  {
    name: "KVM",
    vendor: /qemu|kvm|proxmox|red hat|bochs/i,
    settings: {
      plain:
        "connect the interface to a bridge that holds the LAN's NIC, not to a NAT network, and take filterref clean-traffic off, which passes IPv4 and ARP alone",
      forged:
        "take filterref clean-traffic or no-mac-spoofing off (libvirt); switch the MAC filter of the VM's firewall off (Proxmox)",
      foreign: "use a bridge, or macvtap in mode passthrough (libvirt); do not switch unicast flood of the port off",
      tagged: "let the bridge carry the VLAN: vlan_filtering with the VID on both ports, or VLAN aware (Proxmox)",
    },
  },
];

/** Of a machine whose firmware names none of them: hardware, or a cloud. */
const UNKNOWN: Omit<Hypervisor, "vendor"> = {
  name: "Its hypervisor or switch",
  settings: {
    plain: "connect both to one layer-2 network",
    forged: "let it send from MACs that are not its own (port security, MAC spoofing)",
    foreign: "let it get frames for MACs that are not its own (promiscuous mode, unknown unicast)",
    tagged: "make the port a trunk that carries the VLAN",
  },
};

/** The name of the hypervisor that a machine's firmware speaks of, and what to set there. */
export function hypervisorSetting(
  vendor: string,
  block: BlockedTraffic,
): { readonly name: string; readonly setting: string } {
  const found = HYPERVISORS.find((each) => each.vendor.test(vendor)) ?? UNKNOWN;
  return { name: found.name, setting: found.settings[block] };
}
