# Starts a container of the stack that has stopped, or restarts one that has lost its links.
# left_to_the_user: the exit code where only that helps which would restart containers of others, too.
set -eu
: "${container?}" "${label?}" "${left_to_the_user?}"

apply() {
  [ -n "$(docker ps --all --quiet --filter "label=$label" --filter "name=^/$container\$")" ] ||
    fail "the container $container is not one of this stack"
  if problem=$(docker restart "$container" 2>&1 >/dev/null); then return; fi
  case $problem in
    *"network id "*" not found"*) relearn ;;
    *) fail "$problem" ;;
  esac
}

# A Docker that has started before a NIC was there lists the networks on it, and its drivers do not know them until it starts
# again. Removed and made anew, they would stay in what the drivers remember, and from the next start on might keep the NIC from
# those of now: with macvlan before Docker 27, with ipvlan on each.
relearn() {
  ours=$(docker ps --filter "label=$label" --format '{{.Names}}')
  others=$(docker ps --format '{{.Names}}' | { grep -vxF "$ours" || :; } | tr '\n' ' ')
  if [ -n "$others" ]; then
    echo "Docker started before a NIC was there, and does not know the networks on it until it starts again: run" \
      "\`sudo systemctl restart docker\` there, which also restarts what is not of this stack (${others% })" >&2
    exit "$left_to_the_user"
  fi
  timeout 120 systemctl restart docker || fail "Docker does not start again: see \`journalctl -u docker\` there"
  docker restart "$container" >/dev/null
}

remove() { :; }

run "$1"
