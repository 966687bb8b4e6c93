import { hostScript } from "./shell";

export interface ShimSpec {
  /** The shim, as `mv-ens33.10`. */
  readonly link: string;
  /** The link that carries the containers. */
  readonly carrier: string;
  readonly address: string;
  readonly mac: string;
  /** Addresses of the host's own containers on the segment. */
  readonly targets: readonly string[];
}

/**
 * Makes a macvlan link of the host beside its containers, through systemd-networkd: first at run time, confirmed, then on
 * disk. Its address counts for itself alone, and its routes lead to the host's own containers only, so that nothing else of
 * the host's traffic takes another way than before.
 */
export function hostShimScript(stack: string, { targets, address, ...spec }: ShimSpec): string {
  const bits = address.includes(":") ? 128 : 32;
  const values = { ...spec, address: `${address}/${bits}`, source: address, bits, targets: targets.join(" ") };
  return hostScript({ stack, values, apply: APPLY, remove: REMOVE });
}

const FILES = String.raw`
units=/etc/systemd/network
network=$units/06-macvlan-fabric-$link.network
netdev=$units/06-macvlan-fabric-$link.netdev
`.trim();

const APPLY = String.raw`
${FILES}
describe() { ip -d -o link show dev "$link"; }
[ -d "/sys/class/net/$carrier" ] || fail "there is no link $carrier for the shim $link"
systemctl -q is-active systemd-networkd ||
  fail "the network of this host is not run by systemd-networkd, which keeps $link over a reboot: enable systemd-networkd"
if [ -d "/sys/class/net/$link" ]; then
  [ -d "$state/claims/shim-$link" ] || fail "$link exists already and is not ours: rename or delete it ('ip -d link show $link')"
  describe | grep -q " $link@$carrier: .* macvlan mode bridge " || fail "$link is no macvlan link on $carrier: delete it, then run again"
fi
claim "shim-$link"

{
  printf '[Match]\nName=%s\nKind=macvlan\n[Link]\nRequiredForOnline=no\n' "$link"
  printf '[Network]\nAddress=%s\nLinkLocalAddressing=no\nIPv6AcceptRA=no\nConfigureWithoutCarrier=yes\nDefaultRouteOnDevice=no\n' "$address"
  for target in $targets; do
    printf '[Route]\nDestination=%s/%s\nScope=link\nPreferredSource=%s\n' "$target" "$bits" "$source"
  done
} | write "$network"
networkctl reload
[ -d "/sys/class/net/$link" ] || ip link add link "$carrier" name "$link" address "$mac" type macvlan mode bridge
ip link set dev "$link" up
networkctl reconfigure "$link"
routed() { for target in $targets; do ip -o route get "$target" 2>/dev/null | grep -q " dev $link " || return 1; done; }
until=$(($(date +%s) + 15))
until ip -o address show dev "$link" | grep -q " $address " && routed; do
  [ "$(date +%s)" -lt "$until" ] || fail "$link did not get $address and its routes within 15 s: $(networkctl status "$link" 2>&1 | tail -n 3)"
  sleep 0.3
done

printf '[NetDev]\nName=%s\nKind=macvlan\nMACAddress=%s\n[MACVLAN]\nMode=bridge\n' "$link" "$mac" | write "$netdev"
base=$(networkctl status "$carrier" 2>/dev/null | sed -n 's/^ *Network File: //p' | head -n 1)
case $base in
  /*) printf '[Network]\nMACVLAN=%s\n' "$link" | write "$units/$(basename "$base").d/macvlan-fabric-$link.conf" ;;
  *) fail "systemd-networkd does not manage $carrier: give it a .network file in $units, then run again" ;;
esac
`;

const REMOVE = String.raw`
${FILES}
release "shim-$link" || exit 0
rm -f "$network" "$netdev" "$units"/*.network.d/"macvlan-fabric-$link.conf"
rmdir "$units"/*.network.d 2>/dev/null || true
if [ -d "/sys/class/net/$link" ]; then ip link delete dev "$link"; fi
`;
