# NetworkManager runs the LAN's NIC, as on RHEL and its relatives, and on Raspberry Pi OS.
: "${nic?}" "${address?}" "${gateway?}"

write_lan() {
  systemctl --quiet disable --now systemd-networkd.service
  file=/etc/NetworkManager/system-connections/$nic.nmconnection
  {
    printf '[connection]\nid=%s\ntype=ethernet\ninterface-name=%s\n\n' "$nic" "$nic"
    printf '[ipv4]\nmethod=manual\naddress1=%s\n\n[ipv6]\nmethod=disabled\n' "$address${gateway:+,$gateway}"
  } >"$file"
  chmod 0600 "$file"
  systemctl --quiet enable NetworkManager.service NetworkManager-dispatcher.service NetworkManager-wait-online.service
  systemctl start NetworkManager.service
  nmcli connection reload
}

apply_lan() { nmcli connection up "$nic" >/dev/null || true; }
