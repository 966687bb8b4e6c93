# Writes the hosts file of each container of a host, which the container has as /etc/hosts: it sees new names at once.
# containers: one line `NAME VIEW` for each. rows: sorted lines of the files, each behind the views that have it: `*` for all,
# or `,VIEW,VIEW,`.
set -eu
: "${owner?}" "${containers?}" "${rows?}" "${stack?}" "${state?}"
folder=$state/$stack/names

# put FILE: stdin becomes its content.
put() { stage "$1" && rewrite "$1" && chmod 0644 "$1"; }

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
