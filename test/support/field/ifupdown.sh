# ifupdown
: "${number?}"

configure() {
  printf 'auto /ens3[45]=en\niface en inet dhcp\n' >/etc/network/interfaces.d/en
  {
    printf 'auto iot\niface iot inet static\n\taddress %s\n' "192.168.20.$number/24"
    printf '\tpre-up ip link add link ens33 name iot type vlan id 20\n\tpost-down ip link delete iot\n'
  } >/etc/network/interfaces.d/iot
  printf 'ipv4only\nnoipv4ll\n' >>/etc/dhcpcd.conf
}

settle() { ifup -a; }
