# Makes a link on its carrier, with its addresses and routes, and puts right what is there already. link.sh runs it, and then
# the link's own systemd unit at every boot, and whenever the carrier comes back. kind: vlan or shim. addresses: with prefix
# length, separated by spaces. mtu: empty for that of the carrier. targets: addresses to which a shim has routes.
set -eu
: "${kind?}" "${link?}" "${carrier?}" "${addresses?}" "${vlan?}" "${mtu?}" "${driver?}" "${mode?}" "${mac?}" "${targets?}"
PATH=$PATH:/usr/sbin:/sbin
ours=/sys/class/net/$link

make() {
  case $kind in
    # Loosely bound, it can be up before its carrier, and keeps its addresses and routes when the carrier goes down.
    vlan) ip link add link "$carrier" name "$link" type vlan id "$vlan" loose_binding on ;;
    # Its MAC is set as it is made: udev gives a link that has a random one another, at a moment of its own.
    shim) ip link add link "$carrier" name "$link" ${mac:+address "$mac"} type "$driver" mode "$mode" ;;
  esac
}

# No addresses or routes from router advertisements, not even before the link is up; no link-local address without need. IPv6
# needs one beside its others, for multicast.
settle_ipv6() {
  for setting in accept_ra autoconf; do
    file=/proc/sys/net/ipv6/conf/$link/$setting
    [ ! -e "$file" ] || echo 0 >"$file"
  done
  case $addresses in *:*) how=eui64 ;; *) how=none ;; esac
  ip link set dev "$link" addrgenmode "$how"
}

add_address() {
  case $1 in
    *:* | */32) ip address replace "$1" dev "$link" ;;
    *) ip address replace "$1" broadcast + dev "$link" ;;
  esac
}

# add_route TARGET: from the shim's address of the same family. With IPv6 the kernel takes that by itself, and would refuse it
# in a route as long as it is tentative, which it is until nobody else has answered for it.
add_route() {
  case $1 in *:*) ip route replace "$1/128" dev "$link" scope link; return ;; esac
  for address in $addresses; do
    case $address in *:*) continue ;; esac
    ip route replace "$1/32" dev "$link" scope link src "${address%/*}"
    return
  done
}

if [ ! -d "$ours" ]; then
  make
elif [ "$kind" = vlan ]; then
  # Links of versions up to 0.2 were bound tightly.
  ip link set dev "$link" type vlan loose_binding on
fi
[ -z "$mac" ] || ip link set dev "$link" address "$mac"
ip link set dev "$link" mtu "${mtu:-$(cat "/sys/class/net/$carrier/mtu")}"
settle_ipv6
ip link set dev "$link" up
for address in $addresses; do add_address "$address"; done
for target in $targets; do add_route "$target"; done
