# netplan has networkd run the LAN's NIC, as on Ubuntu Server and in Debian's cloud images.
: "${nic?}" "${address?}" "${gateway?}"

write_lan() { write_netplan networkd; }

apply_lan() { netplan apply; }

# write_netplan RENDERER
write_netplan() {
  {
    printf 'network:\n  version: 2\n  renderer: %s\n  ethernets:\n    %s:\n' "$1" "$nic"
    printf '      addresses: [%s]\n      link-local: []\n      accept-ra: false\n' "$address"
    [ -z "$gateway" ] || printf '      routes: [{to: default, via: %s}]\n' "$gateway"
  } >/etc/netplan/50-lan.yaml
  chmod 0600 /etc/netplan/50-lan.yaml
}
