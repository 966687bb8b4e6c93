# Makes the registry's next certificate authority, when another rotation is asked for, and prints the certificates of all
# authorities that a client has to trust in the meantime: the present one's first. registry-issue.sh goes over to the next
# one. The keys never leave the host.
set -eu
: "${folder?}" "${rotation?}" "${stack?}"

# rotation_in FOLDER: the rotation that brought the authority there, or nothing.
rotation_in() { cat "$1/rotation" 2>/dev/null || :; }

apply() {
  next=$folder/next
  if [ "$(rotation_in "$folder")" != "$rotation" ] && [ "$(rotation_in "$next")" != "$rotation" ]; then
    umask 077; rm -rf "$next.new" "$next"; mkdir -p "$next.new"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
      -subj "/CN=macvlan-fabric $stack $rotation" -addext keyUsage=critical,keyCertSign \
      -keyout "$next.new/ca.key" -out "$next.new/ca.crt" 2>/dev/null
    echo "$rotation" >"$next.new/rotation"
    mv "$next.new" "$next"
  fi
  cat "$folder/ca.crt"
  [ ! -e "$next" ] || cat "$next/ca.crt"
}

remove() { rm -rf "$folder/next"; }

run "$1"
