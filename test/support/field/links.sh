# Prints what the links of ours, and of the NICs, have: flags, MTU, addresses and routes.
set -eu
for file in /var/lib/macvlan-fabric/links/*.up; do
  link=${file##*/}
  link=${link%.up}
  ip -o link show dev "$link" | sed 's/^[0-9]*: //; s/ qdisc.*//'
  ip -o address show dev "$link" | sed 's/^[0-9]*: //; s/ *\\.*//'
  ip -4 route show dev "$link" | sed "s/^/$link route /"
done
ip -o -4 address show dev ens33 | grep -o '192\.168\.1\.[^ ]*'
