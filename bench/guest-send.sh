# Runs in a guest. Prints the TCP throughput to an address in Mbit/s, then the times of some pings.
set -eu
: "${address?}" "${seconds?}" "${program?}"
printf 'rate=%s\n' "$(perl -e "$program" send "$address" "$seconds")"
ping -c 20 -i 0.2 "$address" | grep -o 'time=[0-9.]*'
