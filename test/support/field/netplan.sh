# netplan over systemd-networkd
: "${number?}"

configure() {
  write_side 'side: {match: {name: "en*"}, dhcp4: true, link-local: [], accept-ra: false}'
}

settle() { netplan apply; }

# write_side NIC…: with their settings, in YAML.
write_side() {
  {
    printf 'network:\n  version: 2\n  ethernets:\n'
    printf '    %s\n' "$@"
    printf '  vlans:\n    iot: {id: 20, link: ens33, addresses: [%s], link-local: [], accept-ra: false}\n' \
      "192.168.20.$number/24"
  } >/etc/netplan/60-side.yaml
  chmod 0600 /etc/netplan/60-side.yaml
}
