# Prepares a host: hostname, promiscuous NICs, `8021q` now and at boot. Then waits for a Docker daemon that answers and is new
# enough, and prints its version. Firewall and SELinux are left alone: macvlan traffic bypasses the host's firewall.
# nics: names separated by spaces. oldest: the oldest Docker that the configuration accepts, or empty.
set -eu
: "${name?}" "${nics?}" "${address?}" "${oldest?}" "${state?}"

apply() {
  for nic in $nics; do
    [ -d "/sys/class/net/$nic" ] ||
      fail "hosts.$name.nic: there is no interface $nic: correct it; this host has $(cd /sys/class/net && echo *)"
  done
  mkdir -p "$state/before"
  [ -e "$state/before/hostname" ] || uname -n >"$state/before/hostname"
  [ -e "$state/before/8021q" ] || { [ -d /sys/module/8021q ] && echo loaded || echo absent; } >"$state/before/8021q"
  claim host

  if [ "$(uname -n)" != "$name" ]; then hostname "$name"; echo "$name" | write /etc/hostname; fi
  modprobe 8021q || fail "the kernel has no module 8021q: install the package with the kernel's extra modules"
  echo 8021q | write /etc/modules-load.d/macvlan-fabric.conf

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
  mkdir -p /etc/systemd/system/multi-user.target.wants
  for nic in $nics; do
    [ -e "$state/before/flags.$nic" ] || cat "/sys/class/net/$nic/flags" >"$state/before/flags.$nic"
    claim "promisc-$nic"
    unit="macvlan-fabric-promisc@$(systemd-escape "$nic").service"
    ln -sf ../macvlan-fabric-promisc@.service "/etc/systemd/system/multi-user.target.wants/$unit"
    ip link set dev "$nic" up promisc on
  done

  command -v docker >/dev/null || fail "hosts.$name: Docker is not installed: install docker-ce or docker.io"
  until=$(($(date +%s) + 60))
  until version=$(timeout 20 docker version --format '{{.Server.Version}}' 2>&1); do
    case $(systemctl is-active docker) in
      active | activating | reloading) ;;
      *) fail "hosts.$name: Docker is not running on $name ($address): start it with 'systemctl start docker', and see 'journalctl -u docker'" ;;
    esac
    [ "$(date +%s)" -lt "$until" ] || fail "hosts.$name: Docker on $name ($address) has not answered for 60 s: $version"
    sleep 1
  done
  printf '%s\n' "$oldest" "$version" | sort -V -C ||
    fail "hosts.$name.docker: Docker on $name ($address) is $version, older than $oldest: upgrade it, or correct hosts.$name.docker"
  echo "$version"
}

remove() {
  for nic in $nics; do
    release "promisc-$nic" || continue
    rm -f "/etc/systemd/system/multi-user.target.wants/macvlan-fabric-promisc@$(systemd-escape "$nic").service"
    # 0x100 is IFF_PROMISC: a NIC that was promiscuous before us stays so.
    if [ -d "/sys/class/net/$nic" ] && [ $(($(cat "$state/before/flags.$nic" 2>/dev/null || echo 0) & 0x100)) -eq 0 ]; then
      ip link set dev "$nic" promisc off
    fi
    rm -f "$state/before/flags.$nic"
  done
  if release host; then
    rm -f /etc/systemd/system/macvlan-fabric-promisc@.service /etc/modules-load.d/macvlan-fabric.conf
    if [ "$(cat "$state/before/8021q" 2>/dev/null)" = absent ]; then modprobe -r 8021q 2>/dev/null || true; fi
    if [ -s "$state/before/hostname" ]; then
      hostname "$(cat "$state/before/hostname")"; write /etc/hostname <"$state/before/hostname"
    fi
    rm -rf "$state"
  fi
}

run "$1"
