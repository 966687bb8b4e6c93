# Runs in a guest. Sets its clock, keys, machine-id and LAN address. It can run again at any time: if a login is cut off,
# another follows. The hostname is left alone: host preparation sets it. Follows a file of networks/, which has write_lan and
# apply_lan for the stack that runs the network. seed: random bytes from the user's machine, in
# hexadecimal digits.
set -eu
: "${now?}" "${seed?}" "${machine_id?}" "${management_nic?}" "${nic?}" "${mac?}" "${address?}" "${gateway?}"
: "${client_key?}" "${host_private_key?}" "${host_public_key?}"

umask 022
# Certificates are checked against the clock, which shows the time when the state was saved.
date -u -s "@$now" >/dev/null
# Guests of one saved state could draw the same ids, MACs and keys. What is only written to /dev/random counts minutes later, so
# the seed is credited (RNDADDENTROPY) and used at once (RNDRESEEDCRNG), also by programs that keep random numbers in store.
printf '%s' "$seed" | perl -e '
  open my $random, "+<", "/dev/random" or die "/dev/random: $!\n";
  my $seed = pack "H*", <STDIN>;
  my $credited = pack "iia*", 8 * length $seed, length $seed, $seed;
  ioctl $random, 0x40085203, $credited or die "RNDADDENTROPY: $!\n";
  ioctl $random, 0x5207, 0 or die "RNDRESEEDCRNG: $!\n";
'
printf '%s\n' "$machine_id" >/etc/machine-id
cat /proc/sys/kernel/random/uuid >/var/lib/docker/engine-id

# Its name and MAC after a reboot, whatever runs it.
printf '[Match]\nPermanentMACAddress=%s\nDriver=virtio_net\n\n[Link]\nName=%s\nMACAddressPolicy=none\n' "$mac" "$nic" \
  >/etc/systemd/network/20-lan.link

# The LAN's NIC is the virtio one that is not for management; its name may be that of an earlier identity.
for path in /sys/class/net/*; do
  name=${path##*/}
  if [ "$name" = "$management_nic" ] || [ ! -e "$path/device/driver" ]; then continue; fi
  ip link set "$name" down
  ip link set "$name" address "$mac"
  [ "$name" = "$nic" ] || ip link set "$name" name "$nic"
  ip link set "$nic" up
done
write_lan
apply_lan
# Guests of version 0.1 filter the echoes of a multicast LAN, and with them frames between their own containers.
rm -f /etc/systemd/system/multi-user.target.wants/lab-no-echo@*
nft delete table netdev lab_no_echo 2>/dev/null || true

umask 077
printf '%s\n' "$client_key" >/root/.ssh/authorized_keys
printf '%s\n' "$host_private_key" >/etc/ssh/ssh_host_ed25519_key.new
printf '%s\n' "$host_public_key" >/etc/ssh/ssh_host_ed25519_key.pub
mv /etc/ssh/ssh_host_ed25519_key.new /etc/ssh/ssh_host_ed25519_key
kill -HUP "$(cat /run/sshd.pid)"

tries=0
until ip -4 -o address show dev "$nic" | grep -q "inet ${address%/*}/"; do
  tries=$((tries + 1))
  [ "$tries" -lt 200 ] || { echo "$nic did not get its address $address" >&2; exit 1; }
  # networkd can miss a request that comes while the link is coming up.
  [ "$((tries % 50))" -ne 0 ] || apply_lan
  sleep 0.1
done
sync
