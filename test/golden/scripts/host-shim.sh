set -eu
PATH=$PATH:/usr/sbin:/sbin
link=mv-ens33.10
carrier=ens33.10
mac=02:42:ac:10:0a:fa
address=172.16.10.250/32
source=172.16.10.250
bits=32
targets='172.16.10.10 172.16.10.12'
stack=dev
state=/var/lib/macvlan-fabric
fail() { echo "$(uname -n): $*" >&2; exit 1; }
claim() { mkdir -p "$state/claims/$1"; : >"$state/claims/$1/$stack"; }
release() {
  rm -f "$state/claims/$1/$stack"
  rmdir "$state/claims/$1" 2>/dev/null || [ ! -e "$state/claims/$1" ] || return 1
}
write() {
  mkdir -p "$(dirname "$1")"; cat >"$1.new"
  if cmp -s "$1.new" "$1"; then rm "$1.new"; else chmod 0644 "$1.new"; mv "$1.new" "$1"; fi
}
apply() {
units=/etc/systemd/network
network=$units/06-macvlan-fabric-$link.network
netdev=$units/06-macvlan-fabric-$link.netdev
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
}
remove() {
units=/etc/systemd/network
network=$units/06-macvlan-fabric-$link.network
netdev=$units/06-macvlan-fabric-$link.netdev
release "shim-$link" || exit 0
rm -f "$network" "$netdev" "$units"/*.network.d/"macvlan-fabric-$link.conf"
rmdir "$units"/*.network.d 2>/dev/null || true
if [ -d "/sys/class/net/$link" ]; then ip link delete dev "$link"; fi
}
mkdir -p "$state"; exec 9>"$state/lock"; flock -w 90 9 || fail "another run holds $state/lock"; ("$1") </dev/null; sync -f /etc /var
