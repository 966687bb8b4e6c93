# Writes files that a container mounts, and restarts the container when one of those changes that it reads at its start.
# folder: where they are on the host. container, label: the container and what marks it as this stack's. files: a line
# `MODE OWNER ON_CHANGE CONTENT PATH` each, with CONTENT in base64 or `-` for none, and PATH in the container.
set -eu
: "${folder?}" "${container?}" "${label?}" "${files?}" "${state?}" "${stack?}"

# put MODE OWNER ON_CHANGE PATH: brings a file in line with stdin. Not readable for others before it has its mode.
put() {
  target=$folder$4
  (umask 077 && mkdir -p "${target%/*}") || fail "cannot make ${target%/*}"
  # Docker makes a folder where it finds nothing to mount.
  [ ! -d "$target" ] || rmdir "$target"
  stage "$target"
  # Remembered in case that the script does not get as far as the restart.
  ! differs "$target" || [ "$3" != restart ] || : >"$folder.restart"
  rewrite "$target"
  chown "$2" "$target"
  chmod "$1" "$target"
}

# Keeps what the files are to be, for verify: a line `MODE OWNER SHA256 PATH` each. Root's alone, as some have secrets.
note() {
  printf '%s\n' "$files" | while read -r mode owner _ content path; do
    [ "$content" != - ] || content=
    printf '%s %s %s %s\n' "$mode" "$owner" "$(printf %s "$content" | base64 -d | sha256sum | cut -d ' ' -f 1)" "$path"
  done | (umask 077 && cat >"$folder.planned") || fail "cannot write $folder.planned"
}

# Files that the container has no longer.
tidy() {
  find "$folder" -type f | while read -r found; do
    printf '%s\n' "$files" | cut -d ' ' -f 5- | grep -qxF "${found#"$folder"}" || rm -f "$found"
  done
}

restart() {
  running=$(docker ps --quiet --filter "label=$label" --filter "name=^/$container\$")
  [ -z "$running" ] || timeout 120 docker restart "$running" >/dev/null
  rm -f "$folder.restart"
}

apply() {
  while read -r mode owner on_change content path; do
    [ "$content" != - ] || content=
    printf %s "$content" | base64 -d | put "$mode" "$owner" "$on_change" "$path"
  done <<FILES
$files
FILES
  tidy
  note
  [ ! -e "$folder.restart" ] || restart
}

remove() {
  rm -rf "$folder" "$folder.restart" "$folder.planned"
  rmdir "${folder%/*}" "$state/$stack" 2>/dev/null || :
}

run "$1"
