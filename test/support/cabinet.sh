# Runs in a guest of the lab, which has one NIC on the LAN. wire: puts that NIC into a cabinet, a network namespace with a switch of
# its own, from which the guest gets three cables: lan0 and lan1, which carry all VLANs of the LAN, and storage0, from another
# switch, which VLAN 300 of the LAN connects to those of other guests. systemd-networkd makes bond0 of the two, puts it into br0
# if that is the parent, gives the parent the guest's address, and makes VLAN 100 (802.1ad) on it. cut: lan0 breaks. anew:
# the parent is deleted, and systemd-networkd makes it again. unwire: the guest is as it was.
# parent: bond0 or br0. mode: of the bond; with 802.3ad the switch speaks LACP on both cables.
set -eu
: "${verb?}" "${parent?}" "${mode?}" "${address?}"
files=/run/systemd/network

in_cabinet() { ip netns exec cabinet "$@"; }
file() { cat >"$files/10-cabinet-$1"; }

# plug PORT SWITCH: in the cabinet.
plug() {
  in_cabinet ip link set dev "$1" master "$2"
  in_cabinet ip link set dev "$1" up
}

# Takes everything off the NIC, which would otherwise stay on it wherever it goes.
strip() {
  device=$(readlink -f /sys/class/net/ens33/device)
  for verb in unbind bind; do echo "${device##*/}" >"/sys/bus/virtio/drivers/virtio_net/$verb"; done
  until [ -d /sys/class/net/ens33 ]; do sleep 0.1; done
}

wire() {
  ip netns add cabinet
  strip
  ip link set dev ens33 netns cabinet
  for switch in switch other; do in_cabinet ip link add name "$switch" up type bridge mcast_snooping 0; done
  plug ens33 switch
  in_cabinet ip link add link ens33 name ens33.300 type vlan id 300
  plug ens33.300 other
  for nic in lan0 lan1 storage0; do ip link add name "$nic" type veth peer name "to-$nic" netns cabinet; done
  plug to-storage0 other
  if [ "$mode" = 802.3ad ]; then
    in_cabinet ip link add name lacp type bond mode 802.3ad miimon 100 lacp_rate fast
    for nic in lan0 lan1; do in_cabinet ip link set dev "to-$nic" master lacp; done
    plug lacp switch
  else
    for nic in lan0 lan1; do plug "to-$nic" switch; done
  fi
  mkdir -p "$files"
  file bond0.netdev <<FILE
[NetDev]
Name=bond0
Kind=bond
[Bond]
Mode=$mode
MIIMonitorSec=100ms
LACPTransmitRate=fast
FILE
  printf '[Match]\nName=lan0 lan1\n[Network]\nBond=bond0\n' | file lan.network
  if [ "$parent" = br0 ]; then
    printf '[NetDev]\nName=br0\nKind=bridge\n[Bridge]\nSTP=no\nForwardDelaySec=0\n' | file br0.netdev
    printf '[Match]\nName=bond0\n[Network]\nBridge=br0\n' | file bond0.network
  fi
  printf '[NetDev]\nName=%s.100\nKind=vlan\n[VLAN]\nId=100\nProtocol=802.1ad\n' "$parent" | file outer.netdev
  printf '[Match]\nName=%s.100 storage0\n[Network]\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n' "$parent" | file outer.network
  printf '[Match]\nName=%s\n[Network]\nAddress=%s/24\nVLAN=%s.100\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n' \
    "$parent" "$address" "$parent" | file parent.network
  networkctl reload
  await_parent
  # What the NIC's return has started.
  for link in /proc/net/vlan/ens33.*; do ip link delete dev "${link##*/}" 2>/dev/null || true; done
}

await_address() { until ip -4 -o address show dev "$1" 2>/dev/null | grep -q " $address/"; do sleep 0.3; done; }

await_parent() {
  await_address "$parent"
  until [ -d "/sys/class/net/$parent.100" ]; do sleep 0.3; done
}

anew() {
  ip link delete dev "$parent"
  systemctl restart systemd-networkd
  await_parent
}

cut() { in_cabinet ip link set dev to-lan0 down; }

unwire() {
  rm -f "$files"/10-cabinet-*
  rmdir "$files" 2>/dev/null || true
  for link in "$parent.100" br0 bond0 lan0 lan1 storage0; do ip link delete dev "$link" 2>/dev/null || true; done
  in_cabinet ip link delete dev ens33.300
  in_cabinet ip link set dev ens33 nomaster promisc off
  in_cabinet ip link set dev ens33 netns 1
  ip netns delete cabinet
  networkctl reload
  ip link set dev ens33 up
  networkctl reconfigure ens33
  await_address ens33
}

"$verb"
