# Gives the registry a certificate that its user has from elsewhere. The registry reads it when it starts.
# certificate: with those of the authorities in between. ca: of the authority, or empty.
set -eu
: "${certificate?}" "${key?}" "${ca?}" "${folder?}" "${servers?}"

# keep FILE: replaces it with stdin, and notes that the registry has not read it; leaves an identical one alone.
keep() {
  cat >"$1.new"
  if cmp -s "$1.new" "$1"; then rm "$1.new"; else : >unread; mv "$1.new" "$1"; fi
}

apply() {
  command -v openssl >/dev/null || fail "openssl is missing: install the package openssl"
  public=$(printf '%s\n' "$key" | openssl pkey -passin pass: -pubout 2>/dev/null) ||
    fail "registry.certificate.key: is not a private key in PEM without a passphrase: set another one"
  [ "$public" = "$(printf '%s\n' "$certificate" | openssl x509 -pubkey -noout)" ] ||
    fail "registry.certificate.key: does not belong to the certificate: set the key of the first one in registry.certificate.certificate"
  umask 077; mkdir -p "$folder"; cd "$folder"
  # Those of an authority of the stack's own, from before.
  rm -rf ca.key ca.crt rotation next
  printf '%s\n' "$ca" | keep given-ca.crt
  printf '%s\n' "$key" | keep tls.key
  printf '%s\n' "$certificate" | keep tls.crt
  if [ -e unread ]; then
    for server in $servers; do
      [ -z "$(docker ps --quiet --filter "name=^/$server\$")" ] || docker restart "$server" >/dev/null
    done
    rm unread
  fi
}

remove() { rm -rf "$folder"; }

run "$1"
