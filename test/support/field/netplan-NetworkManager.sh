# netplan over NetworkManager, after netplan.sh: a match of it has only one NIC come up, so each has one that fits its VLANs too.
configure() {
  write_side \
    'east: {match: {name: "ens34*"}, dhcp4: true, link-local: [], accept-ra: false}' \
    'west: {match: {name: "ens35*"}, dhcp4: true, link-local: [], accept-ra: false}'
}
