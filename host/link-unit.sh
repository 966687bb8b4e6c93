# How a host keeps a link over reboots, whatever runs its network: a systemd unit of the link's own, which runs link-up.sh before
# Docker starts and whenever the carrier comes back, and a udev rule that tells NetworkManager and networkd to leave the link
# alone. No file of the carrier is touched, and no network stack reloaded, but for a networkd older than 255, once. link.sh
# writes and removes these files, probe.sh checks them; nothing else knows about them. All functions work on the link $link.
set -u
: "${state?}"
units=/etc/systemd/system
rules=/etc/udev/rules.d
template=macvlan-fabric-link@.service
networkd_file=/etc/systemd/network/05-macvlan-fabric.network

# unit_of LINK: the name of its unit.
unit_of() { printf 'macvlan-fabric-link@%s.service' "$(systemd-escape "$1")"; }

# rule_of LINK: its udev rule. It comes after 90-netplan.rules, which gives NetworkManager every link whose name fits a match of
# netplan, such as en*.
rule_of() { printf '%s/95-macvlan-fabric-%s.rules' "$rules" "$1"; }

# Sets what the other functions need. A carrier of ours is known by its unit: the device of a VLAN may never become active, if a
# .link file of the host takes it for the NIC (systemd#11992).
set_unit_names() {
  : "${link?}" "${carrier?}"
  unit=$(unit_of "$link")
  up_file=$state/links/$link.up
  rule=$(rule_of "$link")
  if [ -e "$state/links/$carrier.up" ]; then
    parent=$(unit_of "$carrier")
  else
    parent=sys-subsystem-net-devices-$(systemd-escape "$carrier").device
  fi
}

# Fails if the host could not keep the link.
require_link_keeper() {
  command -v systemctl >/dev/null || fail "this host has no systemd, so $link would not survive a reboot"
}

# Before the link is made: what NetworkManager has taken it does not give back for a rule.
keep_others_away() {
  set_unit_names
  # Where it was before, netplan's rule came after it.
  rm -f "$rules/84-macvlan-fabric-$link.rules"
  [ -e "$rule" ] && return
  printf 'SUBSYSTEM=="net", KERNEL=="%s", ENV{NM_UNMANAGED}="1", ENV{ID_NET_MANAGED_BY}="macvlan-fabric"\n' "$link" |
    write "$rule"
  udevadm control --reload
  needs_networkd_file || return 0
  printf '[Match]\nProperty=ID_NET_MANAGED_BY=macvlan-fabric\n[Link]\nUnmanaged=yes\n' | write "$networkd_file"
  networkctl reload
}

# Whether networkd runs here and is older than 255, so that it does not know ID_NET_MANAGED_BY and must be told once.
needs_networkd_file() {
  [ ! -e "$networkd_file" ] && systemctl is-active --quiet systemd-networkd || return 1
  version=$(networkctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
  [ "${version:-255}" -lt 255 ]
}

# Has the link made at every boot, and whenever its carrier comes back. up: the commands that make it.
keep_link() {
  : "${up?}"
  set_unit_names
  printf '%s\n' "$up" | write "$up_file"
  before=$(list_unit "$template" "$unit")
  write "$units/$template" <<UNIT
[Unit]
Description=Link %I of macvlan-fabric
Before=docker.service
[Service]
Type=oneshot
RemainAfterExit=yes
TimeoutStartSec=90
ExecStart=/bin/sh $state/links/%I.up
UNIT
  printf '[Unit]\nBindsTo=%s\nAfter=%s\n' "$parent" "$parent" | write "$units/$unit.d/carrier.conf"
  want_unit "$template" "$unit" "$parent"
  [ "$before" = "$(list_unit "$template" "$unit")" ] || systemctl daemon-reload
  systemctl start "$unit" ||
    fail "$unit did not start, so $link would not survive a reboot: 'systemctl status $unit $parent' says why"
}

# want_unit TEMPLATE UNIT PARENT…: has it started at boot, and when one of its parents is.
want_unit() {
  from=$1 wanted=$2
  shift 2
  for wanter in multi-user.target "$@"; do
    mkdir -p "$units/$wanter.wants"
    ln -sf "../$from" "$units/$wanter.wants/$wanted"
  done
}

# list_unit TEMPLATE UNIT: prints what systemd would have to read again.
list_unit() {
  cat "$units/$1" "$units/$2.d"/*.conf 2>/dev/null || true
  ls -d "$units"/*.wants/"$2" 2>/dev/null || true
}

forget_link() {
  set_unit_names
  rm -rf "$up_file" "$rule" "$units/$unit.d"
  rm -f "$units"/*.wants/"$unit"
  rmdir "$units/$parent.wants" "$state/links" 2>/dev/null || true
  [ -e "$state/links" ] || rm -f "$units/$template" "$networkd_file"
  systemctl stop "$unit" 2>/dev/null || true
  systemctl daemon-reload
  udevadm control --reload
}

# Prints `present`, or what is missing for the link to come back after a reboot. An adopted link is left to its owner.
check_link_unit() {
  [ ! -e "$state/adopted-$link" ] || { echo present; return; }
  unit=$(unit_of "$link")
  missing=
  [ -e "$state/links/$link.up" ] || missing=", its commands ($state/links/$link.up)"
  [ -e "$units/$template" ] || missing="$missing, its unit ($units/$template)"
  [ -e "$units/$unit.d/carrier.conf" ] || missing="$missing, the tie to its carrier ($units/$unit.d/carrier.conf)"
  [ -e "$units/multi-user.target.wants/$unit" ] || missing="$missing, the link that enables its unit ($units/multi-user.target.wants/$unit)"
  [ -e "$(rule_of "$link")" ] || missing="$missing, the rule that keeps others off it ($(rule_of "$link"))"
  if [ -z "$missing" ]; then echo present; else echo "missing: ${missing#, }"; fi
}
