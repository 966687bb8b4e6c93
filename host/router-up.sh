# Makes a router in its network namespace, and puts right what is there already: first the rules, so that it never forwards
# more than they allow, then the links whose carriers are there. router.sh runs it, and then the router's own systemd unit at
# every boot, and whenever a carrier comes back. namespace: its name. links: CARRIER LINK MAC ADDRESS…, one line for each.
# routes: SUBNET NEXT-HOP, one line for each. rules4, rules6: what iptables-restore reads.
set -eu
: "${namespace?}" "${links?}" "${routes?}" "${rules4?}" "${rules6?}"
PATH=$PATH:/usr/sbin:/sbin
inside() { ip netns exec "$namespace" "$@"; }

# Writes settings, `PATH VALUE` one a line, in one go: a program for each is slow where processors are. IPv6 may be off.
# shellcheck disable=SC2016 # variables of the shell inside
set_all() {
  inside sh -c 'while read -r file value; do [ ! -e "/proc/sys/net/$file" ] || echo "$value" >"/proc/sys/net/$file"; done'
}

# The settings that links inherit as they are made. No routes from elsewhere, no redirects: a way around the router would be
# one around its rules. Neighbours hear at once where a gateway has moved to.
settle() {
  for scope in all default; do
    for setting in ipv4:rp_filter:1 ipv4:send_redirects:0 ipv4:accept_redirects:0 ipv4:arp_ignore:1 ipv4:arp_announce:2 \
      ipv4:arp_notify:1 ipv6:accept_ra:0 ipv6:autoconf:0 ipv6:accept_redirects:0 ipv6:ndisc_notify:1; do
      name=${setting#*:}
      echo "${setting%%:*}/conf/$scope/${name%:*} ${setting##*:}"
    done
  done | set_all
}

# make_link CARRIER LINK MAC ADDRESS…
make_link() {
  carrier=$1 link=$2 mac=$3
  shift 3
  [ -d "/sys/class/net/$carrier" ] || return 0
  if ! ip -n "$namespace" link show dev "$link" >/dev/null 2>&1; then
    # The kernel refuses a name that the host has too, but only as the link is made.
    ip link add link "$carrier" name "mf-$$" address "$mac" netns "$namespace" type macvlan mode bridge
    ip -n "$namespace" link set dev "mf-$$" name "$link"
  fi
  ip -n "$namespace" link set dev "$link" address "$mac" mtu "$(cat "/sys/class/net/$carrier/mtu")"
  ip -n "$namespace" link set dev "$link" up
  for address in "$@"; do ip -n "$namespace" address replace "$address" dev "$link"; done
}

ip netns list | grep -q "^$namespace\( \|\$\)" || ip netns add "$namespace"
printf '%s\n' "$rules4" | inside iptables-nft-restore
[ ! -d /proc/sys/net/ipv6 ] || printf '%s\n' "$rules6" | inside ip6tables-nft-restore
ip -n "$namespace" link set dev lo up
settle
# shellcheck disable=SC2086 # one word for each field
printf '%s\n' "$links" | while read -r line; do make_link $line; done
# A next hop whose link is not there yet is reached once the carrier is, which runs this again.
printf '%s\n' "$routes" | while read -r subnet hop; do
  case $hop in *:*) family=-6 ;; *) family=-4 ;; esac
  [ -z "$subnet" ] || ip -n "$namespace" "$family" route replace "$subnet" via "$hop" 2>/dev/null || true
done
printf 'ipv4/ip_forward 1\nipv6/conf/all/forwarding 1\n' | set_all
