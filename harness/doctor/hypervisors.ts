/** What a hypervisor may block, and the setting for it on each; docs/hypervisors.md has the details. */
export type BlockedTraffic = "carrier" | "plain" | "forged" | "limit" | "foreign" | "tagged";

interface Hypervisor {
  readonly name: string;
  /** Matches how the firmware describes itself. */
  readonly vendor: RegExp;
  readonly settings: Readonly<Record<BlockedTraffic, string>>;
}

const NO_LAYER_2 =
  "its network delivers only frames for addresses that its own API assigned; use machines on a switch that you control, or guests on one large machine";

const PORT_SECURITY = "raise the limit of MACs on the port of the physical switch (port security)";

const HYPERVISORS: readonly Hypervisor[] = [
  {
    // Azure runs on Hyper-V; the asset tag of the chassis tells the two apart.
    name: "This is a public cloud",
    vendor: /amazon|google|7783-7084-3265-9085-8269-3286-77/i,
    settings: {
      carrier: "attach the network interface to the machine",
      ...{ plain: NO_LAYER_2, forged: NO_LAYER_2, limit: NO_LAYER_2, foreign: NO_LAYER_2, tagged: NO_LAYER_2 },
    },
  },
  {
    name: "VMware",
    vendor: /vmware/i,
    settings: {
      carrier: "select Connected for the VM's network adapter",
      plain: "connect the NIC to a bridged network (Workstation, Fusion) or to the LAN's port group (vSphere)",
      limit: `raise the limit of MAC learning on the port group (vSphere), or ${PORT_SECURITY}`,
      forged: "set Forged transmits to Accept on the port group (vSphere)",
      foreign:
        "set Promiscuous mode to Accept on the port group, or enable MAC learning (vSphere); let the user open /dev/vmnet* (Workstation on Linux)",
      tagged:
        "make the port group a trunk that carries the VLAN: 4095, or a range (vSphere); bridge to a NIC that keeps tags",
    },
  },
  {
    name: "VirtualBox",
    vendor: /innotek|virtualbox/i,
    settings: {
      carrier: "select Cable Connected for the adapter",
      plain: "attach the adapter to a bridged network",
      limit: PORT_SECURITY,
      forged: "attach the adapter to a bridged network, but not over Wi-Fi, which sends from one MAC only",
      foreign: "set the adapter's Promiscuous Mode to Allow All",
      tagged: "use the virtio-net adapter, and disable VLAN stripping in the driver of the physical NIC",
    },
  },
  {
    name: "Hyper-V",
    vendor: /microsoft/i,
    settings: {
      carrier: "connect the adapter to a virtual switch",
      plain: "connect the adapter to an external virtual switch",
      limit: PORT_SECURITY,
      forged: "Set-VMNetworkAdapter -MacAddressSpoofing On",
      foreign: "Set-VMNetworkAdapter -MacAddressSpoofing On",
      tagged: "Set-VMNetworkAdapterVlan -Trunk -NativeVlanId 0 -AllowedVlanIdList with the VLAN",
    },
  },
  {
    name: "KVM",
    vendor: /qemu|kvm|proxmox|red hat|bochs/i,
    settings: {
      carrier: "set the link of the interface up (`virsh domif-setlink`; in Proxmox, clear Disconnect)",
      limit: `raise the limit of learned MACs on the bridge (fdb_max_learned), or ${PORT_SECURITY}`,
      plain:
        "connect the interface to a bridge that contains the LAN's NIC, not to a NAT network, and remove filterref clean-traffic, which passes only IPv4 and ARP",
      forged:
        "remove filterref clean-traffic or no-mac-spoofing (libvirt); disable the MAC filter of the VM's firewall (Proxmox)",
      foreign: "use a bridge, or macvtap in passthrough mode (libvirt); leave unicast flooding enabled on the port",
      tagged: "let the bridge carry the VLAN: vlan_filtering with the VID on both ports, or VLAN aware (Proxmox)",
    },
  },
];

/** For a machine whose firmware names none of them: hardware, or a cloud. */
const UNKNOWN: Omit<Hypervisor, "vendor"> = {
  name: "Its hypervisor or switch",
  settings: {
    carrier: "plug in the cable, and enable the port of the switch",
    plain: "connect both to one layer-2 network",
    limit: PORT_SECURITY,
    forged: "allow it to send from MACs other than its own (port security, MAC spoofing)",
    foreign: "allow it to receive frames for MACs other than its own (promiscuous mode, unknown unicast)",
    tagged: "make the port a trunk that carries the VLAN",
  },
};

/** The name of the hypervisor that a machine's firmware indicates, and what to set there. */
export function hypervisorSetting(
  vendor: string,
  block: BlockedTraffic,
): { readonly name: string; readonly setting: string } {
  const found = HYPERVISORS.find((each) => each.vendor.test(vendor)) ?? UNKNOWN;
  return { name: found.name, setting: found.settings[block] };
}
