set -eu
PATH=$PATH:/usr/sbin:/sbin
source=busybox
repository=192.168.1.11:5000/busybox
tag=v1
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
docker image inspect "$source" >/dev/null 2>&1 || docker pull -q "$source" >&2 ||
  fail "image $source is neither on this host nor can it be pulled: load it with 'docker load', or mend images"
docker tag "$source" "$repository:$tag"
until=$(($(date +%s) + 60))
until pushed=$(docker push "$repository:$tag" 2>&1); do
  [ "$(date +%s)" -lt "$until" ] || fail "pushing $repository:$tag failed for 60 s: $pushed"
  sleep 1
done
digest=$(printf '%s\n' "$pushed" | sed -n 's/.*digest: \(sha256:[0-9a-f]*\) .*/\1/p')
[ -n "$digest" ] || fail "docker push named no digest: $pushed"
echo "$repository@$digest"
}
remove() {
docker image rm "$repository:$tag" || true
}
mkdir -p "$state"; exec 9>"$state/lock"; flock -w 90 9 || fail "another run holds $state/lock"; ("$1") </dev/null; sync -f /etc /var
