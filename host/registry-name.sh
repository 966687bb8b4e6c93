# Precedes registry-trust.sh where hosts call the registry by a name: refuses a host that cannot resolve it.
: "${name?}" "${address?}"
[ "$1" = remove ] || getent ahosts "$name" >/dev/null ||
  fail "registry: this host cannot resolve $name: have its DNS server, or its hosts file, lead that name to $address"
