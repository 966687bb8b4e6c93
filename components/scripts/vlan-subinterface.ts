import { hostScript } from "./shell";

export interface SubinterfaceSpec {
  /** The subinterface, as `ens33.10`. */
  readonly link: string;
  /** The NIC that carries it. */
  readonly nic: string;
  readonly vlan: number;
  /** The host's own address on the VLAN, with prefix length; empty for none. */
  readonly address: string;
  /** In bytes. Default: that of the NIC. */
  readonly mtu?: number | undefined;
}

/**
 * Makes an 802.1Q subinterface through systemd-networkd: first at run time, confirmed, then on disk, so that a crash in
 * between leaves a host that boots as before. No default route comes with its address. A link that was there before is
 * adopted when it is the same VLAN, refused when not, and never deleted. networkd does not delete links whose files go
 * (systemd#6600), so `remove` does.
 */
export function subinterfaceScript(stack: string, spec: SubinterfaceSpec): string {
  return hostScript({ stack, values: { ...spec, mtu: spec.mtu ?? "" }, apply: APPLY, remove: REMOVE });
}

const FILES = String.raw`
units=/etc/systemd/network
network=$units/05-macvlan-fabric-$link.network
netdev=$units/05-macvlan-fabric-$link.netdev
order=/etc/systemd/system/docker.service.d/macvlan-fabric-$link.conf
device=sys-subsystem-net-devices-$(systemd-escape "$link").device
`.trim();

const APPLY = String.raw`
${FILES}
describe() { ip -d -o link show dev "$link"; }
[ -d "/sys/class/net/$nic" ] || fail "there is no interface $nic: mend nic, or bring it up"
systemctl -q is-active systemd-networkd ||
  fail "the network of this host is not run by systemd-networkd, which keeps $link over a reboot: enable systemd-networkd for $nic"

if [ -d "/sys/class/net/$link" ]; then
  describe | grep -q " $link@$nic: .* vlan protocol 802.1Q id $vlan " ||
    fail "$link exists and is not VLAN $vlan on $nic: rename or delete it ('ip -d link show $link')"
  [ -e "$state/ours-$link" ] || [ -d "$state/claims/link-$link" ] || echo adopted >"$state/adopted-$link"
else
  other=$(ip -d -o link show type vlan | grep "@$nic: .* vlan protocol 802.1Q id $vlan " | cut -d' ' -f2 || true)
  [ -z "$other" ] || fail "VLAN $vlan on $nic exists already as $other: delete that link, Linux allows one for each VLAN ID"
  rm -f "$state/adopted-$link"; : >"$state/ours-$link"
fi
claim "link-$link"

if [ -e "$state/adopted-$link" ]; then
  ip link set dev "$link" up
  [ -z "$address" ] || ip -o address show dev "$link" | grep -q " $address " ||
    fail "$link was made by somebody else and lacks the address $address: add it there, or delete the link and let this stack make it"
  exit 0
fi

# networkd has to know the link's settings before the link appears, or a catch-all file of the host could take it.
{
  printf '[Match]\nName=%s\nType=vlan\n[Link]\nRequiredForOnline=no\n' "$link"
  [ -z "$mtu" ] || printf 'MTUBytes=%s\n' "$mtu"
  printf '[Network]\nLinkLocalAddressing=no\nIPv6AcceptRA=no\nConfigureWithoutCarrier=yes\nDefaultRouteOnDevice=no\n'
  [ -z "$address" ] || printf 'Address=%s\n' "$address"
} | write "$network"
networkctl reload
[ -d "/sys/class/net/$link" ] || ip link add link "$nic" name "$link" type vlan id "$vlan"
ip link set dev "$link" up
[ -z "$mtu" ] || ip link set dev "$link" mtu "$mtu"
until=$(($(date +%s) + 15))
until describe | grep -q '[<,]UP[,>]' && { [ -z "$address" ] || ip -o address show dev "$link" | grep -q " $address "; }; do
  [ "$(date +%s)" -lt "$until" ] || fail "$link did not come up with $address within 15 s: $(networkctl status "$link" 2>&1 | tail -n 3)"
  sleep 0.3
done

printf '[NetDev]\nName=%s\nKind=vlan\n[VLAN]\nId=%s\n' "$link" "$vlan" | write "$netdev"
base=$(networkctl status "$nic" 2>/dev/null | sed -n 's/^ *Network File: //p' | head -n 1)
case $base in
  /*) printf '[Network]\nVLAN=%s\n' "$link" | write "$units/$(basename "$base").d/macvlan-fabric-$link.conf" ;;
  *) fail "systemd-networkd does not manage $nic: give it a .network file in $units, then run again" ;;
esac
# Without this Docker may start first, make the link itself and count as its owner.
printf '[Unit]\nWants=%s\nAfter=%s\n' "$device" "$device" | write "$order"
`;

const REMOVE = String.raw`
${FILES}
release "link-$link" || exit 0
rm -f "$network" "$netdev" "$order" "$units"/*.network.d/"macvlan-fabric-$link.conf"
rmdir "$units"/*.network.d "$(dirname "$order")" 2>/dev/null || true
if [ -e "$state/ours-$link" ] && [ -d "/sys/class/net/$link" ]; then ip link delete dev "$link"; fi
rm -f "$state/ours-$link" "$state/adopted-$link"
`;
