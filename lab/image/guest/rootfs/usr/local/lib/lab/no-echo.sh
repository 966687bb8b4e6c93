# $1: the NIC on the LAN. Multicast sockets carry the LAN of the lab, and they give every frame back to its sender, which no
# switch does: a host would reach its own macvlan containers over the echo. Frames from a MAC that just sent are dropped.
nft -f - <<END
table netdev lab_no_echo
delete table netdev lab_no_echo
table netdev lab_no_echo {
  set own { type ether_addr; flags dynamic; timeout 2s; }
  chain out { type filter hook egress device "$1" priority 0; update @own { ether saddr }; }
  chain in { type filter hook ingress device "$1" priority 0; ether saddr @own drop; }
}
END
