# systemd-networkd runs the LAN's NIC.
: "${nic?}" "${address?}" "${gateway?}"

write_lan() {
  {
    printf '[Match]\nName=%s\n\n[Network]\nAddress=%s\n' "$nic" "$address"
    [ -z "$gateway" ] || printf 'Gateway=%s\n' "$gateway"
    printf 'LinkLocalAddressing=no\nIPv6AcceptRA=no\nLLDP=no\n'
  } >"/etc/systemd/network/20-$nic.network"
  networkctl reload
}

apply_lan() { networkctl reconfigure "$nic"; }
