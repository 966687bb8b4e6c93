# What kept a link over reboots up to version 0.2: files of systemd-networkd, one of them beside those of the carrier. They go
# without a reload: the link keeps what it has, and networkd would otherwise apply the carrier's settings anew, which removes
# addresses and routes that others have added to it.
set -u

forget_former_files() {
  : "${link?}"
  networkd=/etc/systemd/network
  docker=/etc/systemd/system/docker.service.d
  rm -f "$networkd"/0[56]-macvlan-fabric-"$link".netdev "$networkd"/0[56]-macvlan-fabric-"$link".network
  rm -f "$networkd"/*.network.d/"macvlan-fabric-$link.conf"
  rmdir "$networkd"/*.network.d 2>/dev/null || true
  [ -e "$docker/macvlan-fabric-$link.conf" ] || return 0
  rm "$docker/macvlan-fabric-$link.conf"
  rmdir "$docker" 2>/dev/null || true
  systemctl daemon-reload
}
