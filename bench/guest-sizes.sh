# Runs in a guest. Prints which packets reach an address with don't-fragment set: those of $mtu bytes, and of one more.
set -eu
: "${address?}" "${mtu?}"
for size in "$mtu" $((mtu + 1)); do
  # Without the headers of IPv4 and ICMP.
  if ping -M 'do' -s $((size - 28)) -c 3 -w 9 "$address" >/dev/null 2>&1; then echo "$size"; fi
done
