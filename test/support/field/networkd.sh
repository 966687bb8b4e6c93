# systemd-networkd
: "${number?}"

configure() {
  cd /etc/systemd/network || exit
  printf '[Match]\nName=en*\n[Network]\nDHCP=ipv4\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n' >30-en.network
  printf '[NetDev]\nName=iot\nKind=vlan\n[VLAN]\nId=20\n' >40-iot.netdev
  printf '[Match]\nName=iot\n[Network]\nAddress=%s\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n' \
    "192.168.20.$number/24" >40-iot.network
  echo VLAN=iot >>20-ens33.network
}

settle() { networkctl reload; }
