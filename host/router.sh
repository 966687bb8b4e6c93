# Makes a router: a network namespace with a macvlan link on each carrier, the gateway addresses, and rules that forward only
# what is planned. In a namespace of its own, since Docker keeps gateway addresses to itself on the host, and the host's own
# forwarding and firewall stay as they are. First at run time, verified, then on disk.
# up: the commands that make it (router-up.sh). namespace: its name. links: CARRIER LINK MAC ADDRESS…, one line for each.
# routes: SUBNET NEXT-HOP, one line for each.
set -eu
: "${up?}" "${namespace?}" "${links?}" "${routes?}" "${state?}" "${stack?}"
thing=router-$namespace

exists() { ip netns list | grep -q "^$namespace\( \|\$\)"; }
within() { ip -n "$namespace" "$@"; }

require_tools() {
  command -v systemctl >/dev/null || fail "this host has no systemd, so router $namespace would not survive a reboot"
  for tool in iptables-nft-restore ip6tables-nft-restore; do
    command -v "$tool" >/dev/null || fail "this host has no $tool, which sets the rules of router $namespace: install iptables 1.8 or later"
  done
}

require_carriers() {
  printf '%s\n' "$links" | while read -r carrier _; do
    [ -d "/sys/class/net/$carrier" ] ||
      fail "there is no interface $carrier for router $namespace: correct its name in the configuration, or create it"
  done
}

# A MAC is on a carrier once: what another router of the stack had goes, in an edit that gives its segment to this one.
take_over() {
  for other in $(ip netns list | sed -n "s/^\($stack\.[^ ]*\).*/\1/p"); do
    [ "$other" != "$namespace" ] || continue
    [ -e "$state/claims/router-$other/$stack" ] || continue
    printf '%s\n' "$links" | while read -r _ link mac _; do
      ip -n "$other" -o link show dev "$link" 2>/dev/null | grep -q " $mac " || continue
      ip -n "$other" link delete dev "$link"
    done
  done
}

# Removes links, addresses and routes that nobody planned.
drop_others() {
  within -o link show | sed 's/^[0-9]*: //; s/[@:].*//' | while read -r link; do
    [ "$link" = lo ] || printf '%s\n' "$links" | grep -q "^[^ ]* $link " || within link delete dev "$link"
  done
  within -o address show scope global | while read -r _ link _ address _; do
    printf '%s\n' "$links" | grep -q "^[^ ]* $link .* $address\( \|\$\)" || within address delete "$address" dev "$link"
  done
  for family in -4 -6; do
    within "$family" route show proto boot | while read -r subnet _ hop _; do
      printf '%s\n' "$routes" | grep -qx "$subnet $hop" || within "$family" route delete "$subnet" via "$hop"
    done
  done
}

# Prints what is not as planned yet. IPv6 addresses are tentative until nobody else has answered for them.
missing() {
  present=$(within -o address show | grep -v ' tentative ' || true)
  printf '%s\n' "$links" | while read -r _ link _ addresses; do
    for address in $addresses; do
      case $present in *" $link "*" $address "*) ;; *) printf ' %s on %s' "$address" "$link" ;; esac
    done
  done
  printf '%s\n' "$routes" | while read -r subnet hop; do
    case $hop in *:*) family=-6 ;; *) family=-4 ;; esac
    [ -z "$subnet" ] || within "$family" route show "$subnet" | grep -q "via $hop " || printf ' a route to %s' "$subnet"
  done
}

refuse_duplicates() {
  taken=$(within -o address show | sed -n 's/.* inet6 \([^ ]*\) .* dadfailed .*/\1/p')
  [ -z "$taken" ] || fail "another device on the network has ${taken%%/*}, the gateway of router $namespace: change one of the two"
}

apply() {
  require_tools
  require_carriers
  ! exists || [ -d "$state/claims/$thing" ] ||
    fail "there is a network namespace $namespace that was not made by macvlan-fabric: delete it ('ip netns delete $namespace')"
  claim "$thing"
  take_over
  # First what goes: a link whose carrier was renamed still has the MAC of the one that comes.
  ! exists || drop_others
  printf '%s\n' "$up" | sh
  until=$(($(date +%s) + 15))
  while lacks=$(missing) && [ -n "$lacks" ]; do
    refuse_duplicates
    [ "$(date +%s)" -lt "$until" ] || fail "router $namespace lacks$lacks after 15 s: see 'ip -n $namespace address', and run again"
    sleep 0.3
  done
  keep_router
}

remove() {
  release "$thing" || exit 0
  forget_router
  ! exists || ip netns delete "$namespace"
}

run "$1"
