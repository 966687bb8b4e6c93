# Creates a certificate authority and the registry's server certificate, and prints the CA's certificate. The keys never leave
# the host. A server certificate that expires within 30 days or is for another address is replaced, by the same CA as long as
# that is valid: Docker on the other hosts trusts it. The registry reads its certificate when it starts.
set -eu
: "${address?}" "${folder?}" "${server?}" "${stack?}"

is_lasting() { openssl x509 -checkend 2592000 -noout -in "$folder/$1"; }

valid() { openssl verify -CAfile "$folder/ca.crt" -verify_ip "$address" "$folder/tls.crt" && is_lasting tls.crt; }

make_key() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "$@" 2>/dev/null; }

apply() {
  if ! valid >/dev/null 2>&1; then
    command -v openssl >/dev/null || fail "openssl is missing: install the package openssl"
    umask 077; rm -rf "$folder.new"; mkdir -p "$folder.new"
    if is_lasting ca.crt >/dev/null 2>&1; then
      for file in ca.key ca.crt; do cat "$folder/$file" >"$folder.new/$file"; done
      cd "$folder.new"
    else
      cd "$folder.new"
      make_key -x509 -days 3650 -subj "/CN=macvlan-fabric $stack" -addext keyUsage=critical,keyCertSign \
        -keyout ca.key -out ca.crt
    fi
    make_key -subj "/CN=$address" -keyout tls.key -out tls.csr
    printf 'subjectAltName=IP:%s\nextendedKeyUsage=serverAuth\n' "$address" >extensions
    openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -days 825 -extfile extensions -out tls.crt 2>/dev/null
    rm tls.csr extensions; cd /; rm -rf "$folder"; mv "$folder.new" "$folder"
    [ -z "$(docker ps --quiet --filter "name=^/$server\$")" ] || docker restart "$server" >/dev/null
  fi
  cat "$folder/ca.crt"
}

remove() { rm -rf "$folder"; }

run "$1"
