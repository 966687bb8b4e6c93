# Writes files that a container mounts, and restarts the container when one of those changes that it reads at its start.
# folder: where they are on the host. container, label: the container and what marks it as this stack's. files: a line
# `MODE OWNER ON_CHANGE CONTENT PATH` each, with CONTENT in base64 or `-` for none, and PATH in the container.
set -eu
: "${folder?}" "${container?}" "${label?}" "${files?}" "${state?}" "${stack?}"

# put MODE OWNER ON_CHANGE PATH: brings a file in line with stdin, in place: the container has mounted the file that is there,
# and would keep it if another took its place. Not readable for others before it has its mode.
put() {
  target=$folder$4
  (umask 077 && mkdir -p "${target%/*}" && cat >"$folder.new") || fail "cannot write $target"
  # Docker makes a folder where it finds nothing to mount.
  [ ! -d "$target" ] || rmdir "$target"
  if ! cmp -s "$folder.new" "$target"; then
    # Remembered in case that the script does not get as far as the restart.
    [ ! -e "$target" ] || [ "$3" != restart ] || : >"$folder.restart"
    (umask 077 && cat "$folder.new" >"$target") || fail "cannot write $target"
    # Where SELinux confines containers, it lets them read nothing of /var/lib.
    chcon -t container_file_t "$target" 2>/dev/null || :
  fi
  chown "$2" "$target"
  chmod "$1" "$target"
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
  trap 'rm -f "$folder.new"' EXIT
  while read -r mode owner on_change content path; do
    [ "$content" != - ] || content=
    printf %s "$content" | base64 -d | put "$mode" "$owner" "$on_change" "$path"
  done <<FILES
$files
FILES
  tidy
  [ ! -e "$folder.restart" ] || restart
}

remove() {
  rm -rf "$folder" "$folder.restart" "$folder.new"
  rmdir "${folder%/*}" "$state/$stack" 2>/dev/null || :
}

run "$1"
