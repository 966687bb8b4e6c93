# How a host keeps a link across reboots: with files for systemd-networkd, and a drop-in that makes Docker wait for a
# subinterface. link.sh writes and removes them, probe.sh checks them; nothing else knows about them. All functions work on
# the link $link, which is a vlan or a shim ($kind).
set -u
: "${state?}"
units=/etc/systemd/network
LINK_SETTINGS='LinkLocalAddressing=no
IPv6AcceptRA=no
ConfigureWithoutCarrier=yes
DefaultRouteOnDevice=no'

set_link_file_names() {
  : "${kind?}" "${link?}"
  case $kind in
    vlan) order=05 key=VLAN ;;
    shim) order=06 key=MACVLAN ;;
  esac
  network=$units/$order-macvlan-fabric-$link.network
  netdev=$units/$order-macvlan-fabric-$link.netdev
  before_docker=/etc/systemd/system/docker.service.d/macvlan-fabric-$link.conf
}

# Fails if the host could not keep the link.
require_link_keeper() {
  : "${carrier?}"
  systemctl -q is-active systemd-networkd ||
    fail "systemd-networkd is not running, so $link would not survive a reboot: enable it for $carrier"
}

# networkd must know the link's settings before the link appears, or a catch-all file of the host could apply to it.
write_link_settings() {
  : "${address?}" "${mtu?}" "${targets?}"
  set_link_file_names
  case $kind in
    vlan)
      printf '[Match]\nName=%s\nType=vlan\n[Link]\nRequiredForOnline=no\n' "$link"
      [ -z "$mtu" ] || printf 'MTUBytes=%s\n' "$mtu"
      printf '[Network]\n%s\n' "$LINK_SETTINGS"
      [ -z "$address" ] || printf 'Address=%s\n' "$address"
      ;;
    shim)
      printf '[Match]\nName=%s\nKind=macvlan\n[Link]\nRequiredForOnline=no\n' "$link"
      printf '[Network]\nAddress=%s\n%s\n' "$address" "$LINK_SETTINGS"
      for target in $targets; do
        printf '[Route]\nDestination=%s/%s\nScope=link\nPreferredSource=%s\n' "$target" "${address#*/}" "${address%/*}"
      done
      ;;
  esac | write "$network"
  networkctl reload
}

# Applies the written settings to a link that exists.
apply_link_settings() { networkctl reconfigure "$link"; }

# Prints why a link does not come up.
explain_link() { networkctl status "$link" 2>&1 | tail -n 3; }

# Has the link created at every boot; a subinterface before Docker starts, which would otherwise create and own it.
keep_link() {
  : "${vlan?}" "${mac?}"
  set_link_file_names
  case $kind in
    vlan) printf '[NetDev]\nName=%s\nKind=vlan\n[VLAN]\nId=%s\n' "$link" "$vlan" ;;
    shim) printf '[NetDev]\nName=%s\nKind=macvlan\nMACAddress=%s\n[MACVLAN]\nMode=bridge\n' "$link" "$mac" ;;
  esac | write "$netdev"
  base=$(networkctl status "$carrier" 2>/dev/null | sed -n 's/^ *Network File: //p' | head -n 1)
  case $base in
    /*) printf '[Network]\n%s=%s\n' "$key" "$link" | write "$units/$(basename "$base").d/macvlan-fabric-$link.conf" ;;
    *) fail "systemd-networkd does not manage $carrier: give it a .network file in $units, then run again" ;;
  esac
  if [ "$kind" = vlan ]; then
    device=sys-subsystem-net-devices-$(systemd-escape "$link").device
    printf '[Unit]\nWants=%s\nAfter=%s\n' "$device" "$device" | write "$before_docker"
  fi
}

# networkd does not delete a link when its files are removed (systemd#6600): link.sh does.
forget_link() {
  set_link_file_names
  rm -f "$network" "$netdev" "$units"/*.network.d/"macvlan-fabric-$link.conf"
  rmdir "$units"/*.network.d 2>/dev/null || true
  if [ "$kind" = vlan ]; then
    rm -f "$before_docker"
    rmdir "$(dirname "$before_docker")" 2>/dev/null || true
  fi
}

# Prints `present`, or what is missing for the link to come back after a reboot: its definition, and the line that ties it
# to its carrier, whoever wrote them. An adopted link is left to its owner, whose files may take any form.
check_link_files() {
  set_link_file_names
  [ ! -e "$state/adopted-$link" ] || { echo present; return; }
  missing=
  case $(grep -rsxF "Name=$link" "$units") in
    *".netdev:Name=$link"*) ;;
    *) missing=", a .netdev file that defines it" ;;
  esac
  grep -rsqxF "$key=$link" "$units" || missing="$missing, $key= in the .network file of its carrier"
  if [ -z "$missing" ]; then echo present; else echo "missing: ${missing#, }"; fi
}
