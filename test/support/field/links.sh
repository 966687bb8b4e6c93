# Prints what our links have, flags, MTU, addresses and routes, and the host's address on the LAN.
set -eu
for file in /var/lib/macvlan-fabric/links/*.up; do
  link=${file##*/}
  link=${link%.up}
  ip -o link show dev "$link" | sed 's/^[0-9]*: //; s/ qdisc.*//'
  ip -o address show dev "$link" | sed 's/^[0-9]*: //; s/ *\\.*//'
  ip -4 route show dev "$link" | sed "s/^/$link route /"
done
ip -o -4 address | grep -o '192\.168\.1\.[^ ]*'
