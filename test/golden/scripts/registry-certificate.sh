set -eu
PATH=$PATH:/usr/sbin:/sbin
address=192.168.1.11
folder=/var/lib/macvlan-fabric/registry-dev
stack=dev
state=/var/lib/macvlan-fabric
fail() { echo "$(uname -n): $*" >&2; exit 1; }
claim() { mkdir -p "$state/claims/$1"; : >"$state/claims/$1/$stack"; }
release() {
  rm -f "$state/claims/$1/$stack"
  rmdir "$state/claims/$1" 2>/dev/null || [ ! -e "$state/claims/$1" ] || return 1
}
write() {
  mkdir -p "$(dirname "$1")"; cat >"$1.new"
  if cmp -s "$1.new" "$1"; then rm "$1.new"; else chmod 0644 "$1.new"; mv "$1.new" "$1"; fi
}
apply() {
valid() {
  openssl verify -CAfile "$folder/ca.crt" -verify_ip "$address" "$folder/tls.crt" &&
    openssl x509 -checkend 2592000 -noout -in "$folder/tls.crt"
}
if ! valid >/dev/null 2>&1; then
  command -v openssl >/dev/null || fail "openssl is missing: install the package openssl"
  umask 077; rm -rf "$folder.new"; mkdir -p "$folder.new"; cd "$folder.new"
  curve='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
  openssl req -x509 $curve -days 3650 -subj "/CN=macvlan-fabric $stack" -addext keyUsage=critical,keyCertSign \
    -keyout ca.key -out ca.crt 2>/dev/null
  openssl req $curve -subj "/CN=$address" -keyout tls.key -out tls.csr 2>/dev/null
  printf 'subjectAltName=IP:%s\nextendedKeyUsage=serverAuth\n' "$address" >extensions
  openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -days 825 -extfile extensions -out tls.crt 2>/dev/null
  rm tls.csr extensions; cd /; rm -rf "$folder"; mv "$folder.new" "$folder"
fi
cat "$folder/ca.crt"
}
remove() {
rm -rf "$folder"
}
mkdir -p "$state"; exec 9>"$state/lock"; flock -w 90 9 || fail "another run holds $state/lock"; ("$1") </dev/null; sync -f /etc /var
