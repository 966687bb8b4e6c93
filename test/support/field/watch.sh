# Starts what notices whether the NICs lose anything: a record of every change of links, addresses and routes, and an ssh session
# to a neighbour, which prints a line every half second. Before that it gives each NIC what others put there: a virtual address
# and a route. number: of the host's addresses. neighbour: address to log in to.
set -eu
: "${number?}" "${neighbour?}"

session="ssh -i /root/field/key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR root@$neighbour"
tries=0
until $session true 2>/dev/null </dev/null; do
  tries=$((tries + 1))
  [ "$tries" -lt 20 ] || { echo "no login to $neighbour" >&2; exit 1; }
  sleep 2
done
for nic in ens33 ens34 ens35; do
  ip address replace "10.200.${nic#ens}.$number/24" dev "$nic"
  ip route replace "10.201.${nic#ens}.0/24" via "10.200.${nic#ens}.1" dev "$nic"
done
systemctl stop field-monitor field-session 2>/dev/null || true
rm -f /run/field-monitor /run/field-session
systemd-run --quiet --collect --unit=field-monitor sh -c 'exec ip -oneline -tshort monitor link address route >/run/field-monitor'
systemd-run --quiet --collect --unit=field-session sh -c "exec $session 'while sleep 0.5; do date +%s.%N; done' >/run/field-session"
tries=0
until [ -s /run/field-session ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || { echo "no session to $neighbour" >&2; exit 1; }
  sleep 1
done
