# How a host keeps a link across reboots: with files for systemd-networkd, and a drop-in that makes Docker wait for a
# subinterface. link.sh writes and removes them, probe.sh checks them; nothing else knows about them. All functions work on
# the link $link, which is a vlan or a shim ($kind).
set -u
: "${state?}"
units=/etc/systemd/network
LINK_SETTINGS='IPv6AcceptRA=no
ConfigureWithoutCarrier=yes
DefaultRouteOnDevice=no'

# The key of networkd that ties a shim to its carrier; it is also the section with the shim's mode.
shim_key() { printf %s "${driver:-macvlan}" | tr '[:lower:]' '[:upper:]'; }

set_link_file_names() {
  : "${kind?}" "${link?}"
  case $kind in
    vlan) order=05 key=VLAN ;;
    shim) order=06 key=$(shim_key) ;;
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
  : "${addresses?}" "${mtu?}" "${driver?}" "${targets?}"
  set_link_file_names
  case $kind in
    vlan)
      printf '[Match]\nName=%s\nType=vlan\n[Link]\nRequiredForOnline=no\n' "$link"
      [ -z "$mtu" ] || printf 'MTUBytes=%s\n' "$mtu"
      echo '[Network]'
      print_link_settings
      print_addresses
      ;;
    shim)
      printf '[Match]\nName=%s\nKind=%s\n[Link]\nRequiredForOnline=no\n' "$link" "$driver"
      echo '[Network]'
      print_addresses
      print_link_settings
      for target in $targets; do print_route "$target"; done
      ;;
  esac | write "$network"
  networkctl reload
}

# IPv6 needs a link-local address beside its others, for multicast; a link without IPv6 needs none.
print_link_settings() {
  case $addresses in *:*) local=ipv6 ;; *) local=no ;; esac
  printf 'LinkLocalAddressing=%s\n%s\n' "$local" "$LINK_SETTINGS"
}

print_addresses() { for address in $addresses; do printf 'Address=%s\n' "$address"; done; }

# print_route TARGET: the route to a container, from the shim's address of the same family.
print_route() {
  for address in $addresses; do
    case $1/$address in *:*/*:* | *.*/*.*) ;; *) continue ;; esac
    printf '[Route]\nDestination=%s/%s\nScope=link\nPreferredSource=%s\n' "$1" "${address#*/}" "${address%/*}"
    return
  done
}

# Applies the written settings to a link that exists.
apply_link_settings() { networkctl reconfigure "$link"; }

# Prints why a link does not come up.
explain_link() { networkctl status "$link" 2>&1 | tail -n 3; }

# Has the link created at every boot; a subinterface before Docker starts, which would otherwise create and own it.
keep_link() {
  : "${vlan?}" "${mode?}" "${mac?}"
  set_link_file_names
  case $kind in
    vlan) printf '[NetDev]\nName=%s\nKind=vlan\n[VLAN]\nId=%s\n' "$link" "$vlan" ;;
    shim)
      printf '[NetDev]\nName=%s\nKind=%s\n' "$link" "$driver"
      [ -z "$mac" ] || printf 'MACAddress=%s\n' "$mac"
      printf '[%s]\nMode=%s\n' "$key" "$(networkd_mode)"
      ;;
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

# networkd writes ipvlan's modes in capitals.
networkd_mode() { case $driver in ipvlan) echo "$mode" | tr '[:lower:]' '[:upper:]' ;; *) echo "$mode" ;; esac; }

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
  # Of a shim only the name is known here, not the driver.
  case $kind in
    vlan) tied="VLAN=$link" ;;
    shim) tied="MACVLAN=$link
IPVLAN=$link" ;;
  esac
  grep -rsqxF "$tied" "$units" || missing="$missing, ${tied%%=*}= in the .network file of its carrier"
  if [ -z "$missing" ]; then echo present; else echo "missing: ${missing#, }"; fi
}
