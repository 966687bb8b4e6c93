# Runs in a guest. Gives its NIC on the LAN a MAC and an address.
set -eu
: "${mac?}" "${address?}"
for path in /sys/class/net/*; do
  nic=${path##*/}
  if [ "$nic" = eth0 ] || [ ! -e "$path/device/driver" ]; then continue; fi
  ip link set "$nic" down
  ip link set "$nic" address "$mac"
  ip link set "$nic" up
  ip address add "$address/24" dev "$nic"
done
