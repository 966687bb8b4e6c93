# Gives the registry a server certificate for its address and all its names, from the next authority if there is one: every
# client trusts that by now. Renews one that expires within 30 days. The registry reads its certificate when it starts.
# names: separated by spaces, perhaps none. servers: the containers of the registry.
set -eu
: "${address?}" "${names?}" "${folder?}" "${servers?}"

valid() {
  openssl x509 -checkend 2592000 -noout -in tls.crt && openssl verify -CAfile ca.crt -verify_ip "$address" tls.crt || return 1
  for name in $names; do openssl verify -CAfile ca.crt -verify_hostname "$name" tls.crt || return 1; done
}

# issue AUTHORITY: what it makes takes effect with tls.crt, which comes last.
issue() {
  umask 077; rm -rf new; mkdir new
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$address" \
    -keyout new/tls.key -out new/tls.csr 2>/dev/null
  { printf 'subjectAltName=IP:%s' "$address"; for name in $names; do printf ',DNS:%s' "$name"; done; } >new/extensions
  printf '\nextendedKeyUsage=serverAuth\n' >>new/extensions
  openssl x509 -req -in new/tls.csr -CA "$1/ca.crt" -CAkey "$1/ca.key" -days 825 -extfile new/extensions -out new/tls.crt \
    2>/dev/null
  : >unread
  for file in ca.key ca.crt rotation; do
    [ "$1" = . ] || { cat "$1/$file" >"new/$file"; mv "new/$file" "$file"; }
  done
  mv new/tls.key tls.key; mv new/tls.crt tls.crt
}

apply() {
  cd "$folder"
  if [ -e next ]; then issue next; elif ! valid >/dev/null 2>&1; then issue .; fi
  if [ -e unread ]; then
    for server in $servers; do
      [ -z "$(docker ps --quiet --filter "name=^/$server\$")" ] || docker restart "$server" >/dev/null
    done
    rm -rf next new unread
  fi
}

# registry-certificate.sh removes the folder.
remove() { :; }

run "$1"
