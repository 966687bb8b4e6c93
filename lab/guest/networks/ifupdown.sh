# ifupdown runs the LAN's NIC, as on a Debian without desktop that was installed by hand.
: "${nic?}" "${address?}" "${gateway?}"

write_lan() {
  systemctl --quiet disable --now systemd-networkd.service
  {
    printf 'auto %s\niface %s inet static\n\taddress %s\n' "$nic" "$nic" "$address"
    [ -z "$gateway" ] || printf '\tgateway %s\n' "$gateway"
  } >"/etc/network/interfaces.d/$nic"
  systemctl --quiet enable networking.service
}

apply_lan() {
  ifdown --force "$nic" 2>/dev/null || true
  ifup "$nic"
}
