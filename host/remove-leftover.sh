# Removes a Docker network or container of a stack, if it is there. kind: network or container. label: KEY=VALUE, which it
# must carry.
set -eu
: "${kind?}" "${name?}" "${label?}"

case $kind in
  network) list='network ls' remove='network rm' ;;
  container) list='container ls --all' remove='container rm --force' ;;
esac
# Not a pipe: its exit code would hide that the list failed.
# shellcheck disable=SC2086 # several words each
found=$(timeout 30 docker $list --quiet --filter "label=$label" --filter "name=^/?$name\$" </dev/null)
# shellcheck disable=SC2086
[ -z "$found" ] || timeout 30 docker $remove $found </dev/null
