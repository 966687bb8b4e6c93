# Gives a guest what hosts in the field have: two more NICs, ens34 and ens35, on networks of their own with a DHCP server, which
# files of the host's network stack match together; and a VLAN of its own, iot. Follows the file of the stack, which has
# configure and settle. server: dhcp-server.pl. number: of the host's addresses. public_key: may log in.
set -eu
: "${server?}" "${number?}" "${public_key?}" "${private_key?}"

mkdir -p /root/field
printf '%s\n' "$server" >/root/field/dhcp-server.pl
printf '%s\n' "$public_key" >>/root/.ssh/authorized_keys
(umask 077; printf '%s\n' "$private_key" >/root/field/key)
cat >/root/field/side.sh <<'SIDE'
set -eu
[ -e /run/netns/side ] || ip netns add side
for net in 34 35; do
  [ -e /sys/class/net/ens$net ] ||
    ip link add ens$net address 02:5e:00:00:$net:01 type veth peer name wire$net address 02:5e:00:00:$net:02 netns side
  ip -n side address replace 192.168.$net.1/24 dev wire$net
  ip -n side link set wire$net up
done
SIDE
cat >/etc/systemd/system/side.service <<'UNIT'
[Unit]
DefaultDependencies=no
After=systemd-udevd.service
Before=network-pre.target
Wants=network-pre.target
[Service]
Type=exec
ExecStartPre=/bin/sh /root/field/side.sh
ExecStart=/usr/sbin/ip netns exec side perl /root/field/dhcp-server.pl
[Install]
WantedBy=multi-user.target
UNIT
configure
systemctl daemon-reload
systemctl --quiet enable --now side
settle
