# netplan has NetworkManager run the LAN's NIC, as on Ubuntu Desktop. After netplan.sh.
write_lan() {
  systemctl --quiet disable --now systemd-networkd.service
  write_netplan NetworkManager
  systemctl --quiet enable NetworkManager.service NetworkManager-dispatcher.service NetworkManager-wait-online.service
  netplan generate
  systemctl start NetworkManager.service
}
