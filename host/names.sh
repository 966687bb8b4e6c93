# Writes the hosts file of each container of a host, which the container has as /etc/hosts. It is the file itself that is
# mounted there, so it is never replaced, only rewritten: its container sees the new names at once.
# containers: one line `NAME VIEW` for each. rows: sorted lines of the files, each behind the views that have it: `*` for all,
# or `,VIEW,VIEW,`.
set -eu
: "${owner?}" "${containers?}" "${rows?}" "${stack?}" "${state?}"
folder=$state/$stack/names

# put FILE: stdin becomes its content. The old one is overwritten and then cut off, so that nobody ever finds it empty.
put() {
  problem=$(cat 2>&1 >"$1.new") || { rm -f "$1.new"; fail "cannot write $1: ${problem#cat: }"; }
  if [ ! -e "$1" ]; then
    chmod 0644 "$1.new"
    # Where SELinux confines containers, it lets them read nothing of /var/lib.
    chcon -t container_file_t "$1.new" 2>/dev/null || true
    mv "$1.new" "$1"
  elif ! cmp -s "$1.new" "$1"; then
    dd if="$1.new" of="$1" conv=notrunc bs=1M 2>/dev/null || fail "cannot write $1: see if the disk is full (df -h /var)"
    truncate -s "$(wc -c <"$1.new")" "$1"
  fi
  rm -f "$1.new"
}

# A container that has gone needs its file as long as Docker has it.
prune() {
  for file in "$folder"/*; do
    name=${file##*/}
    ! printf '%s\n' "$containers" | cut -d' ' -f1 | grep -qxF "$name" || continue
    timeout 30 docker container inspect "$name" >/dev/null 2>&1 || rm -f "$file"
  done
}

apply() {
  claim "names-$stack"
  mkdir -p "$folder"
  while read -r name view; do
    printf '%s\n' "$rows" | awk -v view=",$view," '$1 == "*" || index($1, view) { sub(/^[^ ]* /, ""); print }' |
      put "$folder/$name"
  done <<CONTAINERS
$containers
CONTAINERS
  prune
}

remove() {
  release "names-$stack" || return 0
  rm -rf "$folder"
  rmdir "$state/$stack" 2>/dev/null || true
}

run "$1"
