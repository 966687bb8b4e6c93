# How a host keeps a router over reboots: a systemd unit of its own, which runs router-up.sh after the links below the router,
# before Docker starts, and whenever one of them comes back. Unlike that of a link, it runs to its end and is then inactive:
# a router of several links must work with those that are there. Beside link-unit.sh, whose functions it uses.
set -u
: "${state?}" "${units?}"
router_template=macvlan-fabric-router@.service

# router_unit NAMESPACE
router_unit() { printf 'macvlan-fabric-router@%s.service' "$(systemd-escape "$1")"; }

# Prints the units that bring the carriers, one a line: see set_unit_names in link-unit.sh.
carrier_units() {
  : "${links?}"
  printf '%s\n' "$links" | while read -r carrier _; do
    if [ -e "$state/links/$carrier.up" ]; then unit_of "$carrier"; echo
    else echo "sys-subsystem-net-devices-$(systemd-escape "$carrier").device"
    fi
  done | sort -u
}

# up: the commands that make the router.
keep_router() {
  : "${up?}" "${namespace?}"
  unit=$(router_unit "$namespace")
  parents=$(carrier_units)
  before=$(list_unit "$router_template" "$unit")
  printf '%s\n' "$up" | write "$state/routers/$namespace.up"
  write "$units/$router_template" <<UNIT
[Unit]
Description=Router %I of macvlan-fabric
Before=docker.service
[Service]
Type=oneshot
TimeoutStartSec=150
ExecStart=/bin/sh $state/routers/%I.up
UNIT
  { echo '[Unit]'; printf '%s\n' "$parents" | sed 's/^/After=/'; } | write "$units/$unit.d/carriers.conf"
  rm -f "$units"/*.wants/"$unit"
  # shellcheck disable=SC2086 # one word for each
  want_unit "$router_template" "$unit" $parents
  [ "$before" = "$(list_unit "$router_template" "$unit")" ] || systemctl daemon-reload
}

forget_router() {
  unit=$(router_unit "$namespace")
  rm -rf "$state/routers/$namespace.up" "$units/$unit.d"
  rm -f "$units"/*.wants/"$unit"
  for parent in $(carrier_units); do rmdir "$units/$parent.wants" 2>/dev/null || true; done
  rmdir "$state/routers" 2>/dev/null || true
  [ -e "$state/routers" ] || rm -f "$units/$router_template"
  systemctl daemon-reload
}

# check_router_unit NAMESPACE: prints `present`, or what is missing for the router to come back after a reboot.
check_router_unit() {
  unit=$(router_unit "$1")
  missing=
  for file in "$state/routers/$1.up" "$units/$router_template" "$units/$unit.d/carriers.conf" "$units/multi-user.target.wants/$unit"; do
    [ -e "$file" ] || missing="$missing, $file"
  done
  if [ -z "$missing" ]; then echo present; else echo "missing: ${missing#, }"; fi
}
