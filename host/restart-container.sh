# Starts a container of the stack that has stopped, or restarts one that has lost its links.
set -eu
: "${container?}" "${label?}"

apply() {
  [ -n "$(docker ps --all --quiet --filter "label=$label" --filter "name=^/$container\$")" ] ||
    fail "the container $container is not one of this stack"
  docker restart "$container" >/dev/null
}

remove() { :; }

run "$1"
