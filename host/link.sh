# Creates a link on its carrier: first at run time, verified, then on disk, so that a crash in between leaves a host that
# boots as before. kind=vlan: an 802.1Q subinterface with VLAN ID $vlan. One that already exists is adopted if it is the same
# VLAN, refused if it is not, and never deleted. kind=shim: a macvlan link through which the host reaches its own containers.
# It has a single address (/32 or /128) and routes to those containers alone ($targets), so that the host's other traffic
# goes the same way as before. Neither adds a default route. address: with prefix length, or empty.
set -eu
: "${kind?}" "${link?}" "${carrier?}" "${address?}" "${vlan?}" "${mtu?}" "${mac?}" "${targets?}" "${state?}"
case $kind in vlan) thing=link-$link ;; shim) thing=shim-$link ;; esac

describe() { ip -d -o link show dev "$link"; }
exists() { [ -d "/sys/class/net/$link" ]; }
has_address() { ip -o address show dev "$link" | grep -q " $address "; }

# Fails if something else is in the way; notes whether the subinterface is adopted or ours.
take_vlan() {
  if exists; then
    describe | grep -q " $link@$carrier: .* vlan protocol 802.1Q id $vlan " ||
      fail "$link exists and is not VLAN $vlan on $carrier: rename or delete it ('ip -d link show $link')"
    [ -e "$state/ours-$link" ] || [ -d "$state/claims/$thing" ] || echo adopted >"$state/adopted-$link"
  else
    other=$(ip -d -o link show type vlan | grep "@$carrier: .* vlan protocol 802.1Q id $vlan " | sed 's/^[0-9]*: //; s/@.*//')
    [ -z "$other" ] ||
      fail "VLAN $vlan on $carrier already exists as $other: delete that link, Linux allows only one per VLAN ID"
    rm -f "$state/adopted-$link"; : >"$state/ours-$link"
  fi
}

take_shim() {
  exists || return 0
  [ -d "$state/claims/$thing" ] ||
    fail "$link exists and was not made by macvlan-fabric: rename or delete it ('ip -d link show $link')"
  describe | grep -q " $link@$carrier: .* macvlan mode bridge " ||
    fail "$link is not a macvlan link on $carrier: delete it, then run again"
}

make_vlan() {
  exists || ip link add link "$carrier" name "$link" type vlan id "$vlan"
  ip link set dev "$link" up
  [ -z "$mtu" ] || ip link set dev "$link" mtu "$mtu"
}

make_shim() {
  exists || ip link add link "$carrier" name "$link" address "$mac" type macvlan mode bridge
  ip link set dev "$link" up
  apply_link_settings
}

works_vlan() { describe | grep -q '[<,]UP[,>]' && { [ -z "$address" ] || has_address; }; }

works_shim() {
  has_address || return 1
  for target in $targets; do ip -o route get "$target" 2>/dev/null | grep -q " dev $link " || return 1; done
}

apply() {
  [ -d "/sys/class/net/$carrier" ] ||
    fail "there is no interface $carrier to carry $link: correct its name in the configuration, or create it"
  require_link_keeper
  "take_$kind"
  claim "$thing"
  if [ "$kind" = vlan ] && [ -e "$state/adopted-$link" ]; then
    ip link set dev "$link" up
    [ -z "$address" ] || has_address ||
      fail "$link was not made by macvlan-fabric and lacks the address $address: add it, or delete $link and run again"
    return
  fi
  write_link_settings
  "make_$kind"
  until=$(($(date +%s) + 15))
  until "works_$kind"; do
    [ "$(date +%s)" -lt "$until" ] ||
      fail "$link did not come up${address:+ with $address}${targets:+ and routes to $targets} within 15 s: $(explain_link)"
    sleep 0.3
  done
  keep_link
}

remove() {
  release "$thing" || exit 0
  forget_link
  if exists && { [ "$kind" = shim ] || [ -e "$state/ours-$link" ]; }; then ip link delete dev "$link"; fi
  if [ "$kind" = vlan ]; then rm -f "$state/ours-$link" "$state/adopted-$link"; fi
}

run "$1"
