# How a host keeps a link over a reboot: today with files of systemd-networkd, and a drop-in that lets Docker wait for a
# subinterface. link.sh writes and removes them, probe.sh looks for them; nothing else knows of them. All functions are
# about the link $link, which is a vlan or a shim ($kind).
set -u
: "${state?}"
units=/etc/systemd/network
LINK_SETTINGS='LinkLocalAddressing=no
IPv6AcceptRA=no
ConfigureWithoutCarrier=yes
DefaultRouteOnDevice=no'

name_link_files() {
  : "${kind?}" "${link?}"
  case $kind in
    vlan) order=05 key=VLAN ;;
    shim) order=06 key=MACVLAN ;;
  esac
  network=$units/$order-macvlan-fabric-$link.network
  netdev=$units/$order-macvlan-fabric-$link.netdev
  before_docker=/etc/systemd/system/docker.service.d/macvlan-fabric-$link.conf
}

# Fails on a host that could not keep the link.
require_link_keeper() {
  : "${carrier?}"
  systemctl -q is-active systemd-networkd ||
    fail "systemd-networkd, which keeps $link over a reboot, does not run this host's network: enable it for $carrier"
}

# networkd has to know the link's settings before the link appears, or a catch-all file of the host could take it.
write_link_settings() {
  : "${address?}" "${mtu?}" "${targets?}"
  name_link_files
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

# Has the keeper give a link that exists what is written for it.
apply_link_settings() { networkctl reconfigure "$link"; }

# What the keeper says of a link that does not come up.
link_trouble() { networkctl status "$link" 2>&1 | tail -n 3; }

# Has the link made at each boot; a subinterface before Docker, which would make it itself and count as its owner.
keep_link() {
  : "${vlan?}" "${mac?}"
  name_link_files
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

# networkd does not delete a link whose files go (systemd#6600): link.sh does.
forget_link() {
  name_link_files
  rm -f "$network" "$netdev" "$units"/*.network.d/"macvlan-fabric-$link.conf"
  rmdir "$units"/*.network.d 2>/dev/null || true
  if [ "$kind" = vlan ]; then
    rm -f "$before_docker"
    rmdir "$(dirname "$before_docker")" 2>/dev/null || true
  fi
}

# Prints `present`, or what is missing for the link to come back after a reboot: its definition, and the line that ties it
# to its carrier, whoever wrote them. The files of an adopted link are its owner's, in whatever form.
check_link_files() {
  name_link_files
  [ ! -e "$state/adopted-$link" ] || { echo present; return; }
  lacks=
  case $(grep -rsxF "Name=$link" "$units") in
    *".netdev:Name=$link"*) ;;
    *) lacks=", a .netdev file that defines it" ;;
  esac
  grep -rsqxF "$key=$link" "$units" || lacks="$lacks, $key= in the .network file of its parent"
  if [ -z "$lacks" ]; then echo present; else echo "missing: ${lacks#, }"; fi
}
