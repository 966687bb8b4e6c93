set -eu
PATH=$PATH:/usr/sbin:/sbin
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
docker update --pids-limit 64 abc >/dev/null # bbox1
}
remove() {
:
}
mkdir -p "$state"; exec 9>"$state/lock"; flock -w 90 9 || fail "another run holds $state/lock"; ("$1") </dev/null; sync -f /etc /var
