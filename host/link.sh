# Creates a link on its carrier: first at run time, verified, then on disk, so that a crash in between leaves a host that
# boots as before. kind=vlan: an 802.1Q subinterface with VLAN ID $vlan. One that already exists is adopted if it is the same
# VLAN, refused if it is not, and never deleted. kind=shim: a link of the type $driver (macvlan or ipvlan) through which the
# host reaches its own containers. It has host addresses (/32 or /128) and routes to those containers alone ($targets), so that
# the host's other traffic goes the same way as before. Neither adds a default route, or listens to router advertisements.
# What could cut off this login is done under login-guard.sh. up: the commands that make the link (link-up.sh). addresses: with
# prefix length, of either family, separated by spaces. mac: of a macvlan shim; ipvlan links have the carrier's.
set -eu
: "${kind?}" "${link?}" "${carrier?}" "${addresses?}" "${vlan?}" "${mtu?}" "${driver?}" "${mode?}" "${mac?}" "${targets?}"
: "${up?}" "${stack?}" "${state?}"
case $kind in vlan) thing=link-$link ;; shim) thing=shim-$link ;; esac

describe() { ip -d -o link show dev "$link"; }
exists() { [ -d "/sys/class/net/$link" ]; }

# Prints the addresses that the link lacks, or cannot use yet: IPv6 addresses are tentative until nobody else has answered
# for them.
missing_addresses() {
  present=$(ip -o address show dev "$link" | grep -v ' tentative ' || true)
  for address in $addresses; do
    case $present in *" $address "*) ;; *) printf ' %s' "$address" ;; esac
  done
}

# Removes what nobody planned: an address that the link once had may be another device's now.
drop_other_addresses() {
  for address in $(ip -o address show dev "$link" | grep -v -e ' dynamic ' -e ' scope link ' | sed -n 's/.* inet6\{0,1\} \([^ ]*\) .*/\1/p'); do
    case " $addresses " in *" $address "*) ;; *) ip address delete "$address" dev "$link" ;; esac
  done
}

# Fails if another device has answered for an address.
refuse_duplicates() {
  taken=$(ip -o address show dev "$link" | sed -n 's/.* inet6 \([^ ]*\) .* dadfailed .*/\1/p')
  [ -z "$taken" ] || fail "another device on the network has ${taken%%/*}: change the address of $link, or of that device"
}

# Fails if something else is in the way; notes whether the subinterface is adopted or ours.
take_vlan() {
  exists || follow_new_name
  if exists; then
    describe | grep -q " $link@$carrier: .* vlan protocol 802.1Q id $vlan " ||
      fail "$link exists and is not VLAN $vlan on $carrier ('ip -d link show $link'): give the segment's link another name with links in its configuration"
    [ -e "$state/ours-$link" ] || [ -d "$state/claims/$thing" ] || echo adopted >"$state/adopted-$link"
  else
    rm -f "$state/adopted-$link"; : >"$state/ours-$link"
  fi
}

# Linux allows one link per NIC and VLAN ID. One that this stack alone made under another name is renamed; another stack's, or
# somebody else's, stays what it is.
follow_new_name() {
  other=$(ip -d -o link show type vlan | grep "@$carrier: .* vlan protocol 802.1Q id $vlan " | sed 's/^[0-9]*: //; s/@.*//')
  [ -n "$other" ] || return 0
  users=
  for claim in "$state/claims/link-$other"/*; do [ ! -e "$claim" ] || users="$users ${claim##*/}"; done
  if [ "$users" != " $stack" ] || [ ! -e "$state/ours-$other" ]; then
    fail "VLAN $vlan on $carrier already exists as $other${users:+, which stack$users uses}, and Linux allows only one: use it with 'links: { <host>: $other }' in the segment's configuration"
  fi
  refuse_cut "$other"
  drop_shims
  ip link set dev "$other" down
  ip link set dev "$other" name "$link"
  : >"$state/ours-$link"
}

# The new name's shims could not have the MACs of the former ones beside them.
drop_shims() {
  for claimed in "$state"/claims/shim-*; do
    shim=${claimed##*/shim-}
    [ -d "/sys/class/net/$shim" ] || continue
    if ip -d -o link show dev "$shim" | grep -q " $shim@$other: "; then ip link delete dev "$shim"; fi
  done
}

take_shim() {
  exists || return 0
  [ -d "$state/claims/$thing" ] ||
    fail "$link exists and was not made by macvlan-fabric ('ip -d link show $link'): rename it, or remove the host's shim"
  describe | grep -q " $link@$carrier: .* $driver  *mode $mode " ||
    fail "$link is not a link of type $driver on $carrier: delete it, then run again"
}

# Removes routes to containers that are no longer the host's.
drop_other_routes() {
  for family in -4 -6; do
    for protocol in boot static; do
      ip "$family" route show dev "$link" proto "$protocol" | while read -r target _; do
        case " $targets " in *" ${target%/*} "*) ;; *) ip "$family" route delete "$target" dev "$link" ;; esac
      done
    done
  done
}

works_vlan() { describe | grep -q '[<,]UP[,>]' && [ -z "$(missing_addresses)" ]; }

works_shim() {
  [ -z "$(missing_addresses)" ] || return 1
  for target in $targets; do ip -o route get "$target" 2>/dev/null | grep -q " dev $link " || return 1; done
}

apply() {
  [ -d "/sys/class/net/$carrier" ] ||
    fail "there is no interface $carrier to carry $link: correct its name in the configuration, or create it"
  require_link_keeper
  settle_former_change
  "take_$kind"
  claim "$thing"
  if [ "$kind" = vlan ] && [ -e "$state/adopted-$link" ]; then
    ip link set dev "$link" up
    lacks=$(missing_addresses)
    [ -z "$lacks" ] ||
      fail "$link was not made by macvlan-fabric and lacks the address$lacks: add it where that link is configured, or remove it from hostAddresses"
    return
  fi
  set_unit_names
  begin_change "$state/claims/$thing/$stack" "$state/ours-$link" "${rule?}"
  keep_others_away
  printf '%s\n' "$up" | sh || {
    refuse_duplicates
    fail "cannot make $link on $carrier: if the kernel lacks 8021q, macvlan or ipvlan, install the package with its extra modules"
  }
  drop_other_addresses
  # Unless promote_secondaries is set, the kernel removes with an address those of its subnet that came after it.
  [ -z "$(missing_addresses)" ] || printf '%s\n' "$up" | sh || true
  [ "$kind" = vlan ] || drop_other_routes
  until=$(($(date +%s) + 15))
  until "works_$kind"; do
    refuse_duplicates
    [ "$(date +%s)" -lt "$until" ] ||
      fail "$link did not come up${addresses:+ with $addresses}${targets:+ and routes to $targets} within 15 s: $(ip -o address show dev "$link" 2>&1 | head -n 3)"
    sleep 0.3
  done
  end_change
  keep_link
  forget_former_files
}

remove() {
  release "$thing" || exit 0
  [ ! -e "${guard?}" ] || take_back
  [ -e "$state/adopted-$link" ] || refuse_cut "$link"
  forget_link
  forget_former_files
  if exists && { [ "$kind" = shim ] || [ -e "$state/ours-$link" ]; }; then ip link delete dev "$link"; fi
  if [ "$kind" = vlan ]; then rm -f "$state/ours-$link" "$state/adopted-$link"; fi
}

run "$1"
