# NetworkManager
: "${number?}"

configure() {
  cd /etc/NetworkManager/system-connections || exit
  printf '[connection]\nid=en\ntype=ethernet\nmulti-connect=3\n[match]\ninterface-name=en*;\n' >en.nmconnection
  printf '[ipv4]\nmethod=auto\n[ipv6]\nmethod=disabled\n' >>en.nmconnection
  printf '[connection]\nid=iot\ntype=vlan\ninterface-name=iot\n[vlan]\nid=20\nparent=ens33\n' >iot.nmconnection
  printf '[ipv4]\nmethod=manual\naddress1=%s\n[ipv6]\nmethod=disabled\n' "192.168.20.$number/24" >>iot.nmconnection
  chmod 0600 en.nmconnection iot.nmconnection
  # A rule of its own leaves NICs alone that are one end of a pair.
  echo 'SUBSYSTEM=="net", KERNEL=="ens3[45]", ENV{NM_UNMANAGED}="0"' >/etc/udev/rules.d/90-side.rules
  udevadm control --reload
}

settle() { nmcli connection reload; }
