# Prepares a host: waits for a Docker daemon that answers and is new enough for the plan, then sets the hostname and promiscuous
# mode. Prints the version of the daemon. Firewall and SELinux are left alone: the traffic of macvlan and ipvlan networks
# bypasses the host's firewall. Of what the pre-flight of `npm run up` looks at, it checks what it needs itself, for those who
# run Pulumi directly and for machines that did not exist before.
# nics: a line `NIC PATH` each, with its place in the configuration. promiscuous: those that have to receive frames for other
# MACs than their own, separated by spaces. oldest: the oldest Docker that the configuration accepts, or empty. requirements:
# one line `SINCE BEFORE TEXT` for each thing in the configuration that needs a Docker of at least the version SINCE, or one
# older than BEFORE (`-`: none). binds: a line `PLACE PATH` for each path that containers mount, with its place in the
# configuration; not set where they mount none.
set -eu
: "${name?}" "${nics?}" "${promiscuous?}" "${address?}" "${oldest?}" "${requirements?}" "${state?}" "${stack?}"

# each_nic FUNCTION: calls it with the name and the path of each NIC.
each_nic() {
  while read -r nic path; do
    [ -z "$nic" ] || "$1" "$nic" "$path"
  done <<NICS
$nics
NICS
}

require_nic() {
  [ -d "/sys/class/net/$1" ] ||
    fail "$2: there is no interface $1: correct it; this host has $(cd /sys/class/net && echo *)"
}

# Docker would make an empty folder of what is missing.
require_binds() {
  while read -r place path; do
    [ -z "$path" ] || [ -e "$path" ] ||
      fail "$place: there is no $path: make it ('mkdir -p $path' for a folder), or correct the path"
  done <<BINDS
${binds-}
BINDS
}

bring_up() { ip link set dev "$1" up; }

# at_least VERSION: whether the daemon is as new. await_docker has set $version.
version=
at_least() { printf '%s\n' "$1" "$version" | sort -V -C; }

# Prints everything for which the daemon is too old.
list_unmet() {
  at_least "$oldest" ||
    echo "hosts.$name.docker: Docker on $name ($address) is $version, older than $oldest: upgrade it, or correct hosts.$name.docker"
  while read -r since before text; do
    [ -z "$since" ] || at_least "$since" || { [ "$before" != - ] && ! at_least "$before"; } ||
      echo "hosts.$name: Docker is $version, but $text"
  done <<REQUIREMENTS
$requirements
REQUIREMENTS
}

# wants_of NIC: the links that start its unit, at every boot and whenever the NIC comes back: one that is a bond or a bridge is
# made anew by whatever runs the network.
wants_of() {
  escaped=$(systemd-escape "$1")
  for wanter in multi-user.target "sys-subsystem-net-devices-$escaped.device"; do
    echo "/etc/systemd/system/$wanter.wants/macvlan-fabric-promisc@$escaped.service"
  done
}

# Promiscuous mode, from now on.
listen_to_all() {
  [ -e "$state/before/flags.$1" ] || cat "/sys/class/net/$1/flags" >"$state/before/flags.$1"
  claim "promisc-$1"
  for wants in $(wants_of "$1"); do
    [ ! -L "$wants" ] || continue
    mkdir -p "${wants%/*}"
    ln -s ../macvlan-fabric-promisc@.service "$wants"
    stale=yes
  done
  ip link set dev "$1" promisc on
}

# Prints the NICs that this stack has made promiscuous.
listening() {
  for claim in "$state"/claims/promisc-*/"$stack"; do
    [ -e "$claim" ] || continue
    thing=${claim%/*}
    echo "${thing##*/promisc-}"
  done
}

# Ends it, if we began it and no other stack needs it.
stop_listening() {
  [ -e "$state/before/flags.$1" ] || return 0
  release "promisc-$1" || return 0
  for wants in $(wants_of "$1"); do rm -f "$wants"; done
  rmdir "${wants%/*}" 2>/dev/null || true
  # 0x100 is IFF_PROMISC: a NIC that was promiscuous before us stays so.
  if [ -d "/sys/class/net/$1" ] && [ $(($(cat "$state/before/flags.$1") & 0x100)) -eq 0 ]; then
    ip link set dev "$1" promisc off
  fi
  rm -f "$state/before/flags.$1"
}

# The name under which the stack has made what is on the host, for release.sh, which replaces it once it has freed that.
note_former_name() {
  [ ! -e "$state/claims/name/$stack" ] || return 0
  former=$(grep . "$state/claims/host/$stack" 2>/dev/null) || former=$name
  # In a subshell: it depends on the shell whether such a value outlives the call of a function.
  (owner=$former claim name)
}

apply() {
  each_nic require_nic
  require_binds
  await_docker
  unmet=$(list_unmet)
  [ -z "$unmet" ] || fail "$unmet"

  mkdir -p "$state/before"
  [ -e "$state/before/hostname" ] || uname -n >"$state/before/hostname"
  note_former_name
  claim host

  if [ "$(uname -n)" != "$name" ]; then hostname "$name"; echo "$name" | write /etc/hostname; fi
  # Written up to version 0.1; the kernel loads the module with the first subinterface.
  rm -f /etc/modules-load.d/macvlan-fabric.conf

  write /etc/systemd/system/macvlan-fabric-promisc@.service <<'UNIT'
[Unit]
Description=Promiscuous mode on %I, for the macvlan networks on it
BindsTo=sys-subsystem-net-devices-%i.device
After=sys-subsystem-net-devices-%i.device
Before=docker.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/bin/env ip link set dev %I promisc on
[Install]
WantedBy=multi-user.target
UNIT
  stale=
  each_nic bring_up
  for nic in $promiscuous; do listen_to_all "$nic"; done
  [ -z "$stale" ] || systemctl daemon-reload
  # Also on a NIC that the host has no longer, or no longer uses.
  for nic in $(listening); do
    case " $promiscuous " in *" $nic "*) ;; *) stop_listening "$nic" ;; esac
  done
  echo "$version"
}

remove() {
  for nic in $(listening); do stop_listening "$nic"; done
  release name || true
  if release host; then
    rm -f /etc/systemd/system/macvlan-fabric-promisc@.service /etc/modules-load.d/macvlan-fabric.conf
    if [ -s "$state/before/hostname" ]; then
      hostname "$(cat "$state/before/hostname")"; write /etc/hostname <"$state/before/hostname"
    fi
    rm -rf "$state"
  fi
}

run "$1"
