# Starts a container of the stack that has stopped, or restarts one that has lost its links.
# docker_may_restart: `yes` if Docker itself may be restarted where only that helps. left_to_the_user: the exit code where that
# would restart containers of others, too.
set -eu
: "${container?}" "${label?}" "${docker_may_restart?}" "${left_to_the_user?}"

apply() {
  [ -n "$(docker ps --all --quiet --filter "label=$label" --filter "name=^/$container\$")" ] ||
    fail "the container $container is not one of this stack"
  if problem=$(docker restart "$container" 2>&1 >/dev/null); then return; fi
  case $problem in
    *"network id "*" not found"*) relearn ;;
    *) printf '%s\n' "$problem" >&2; exit 1 ;;
  esac
}

# A Docker that has started before a NIC was there lists the networks on it, and its drivers do not know them until it starts
# again. Removed and made anew, they would stay in what the drivers remember, and from the next start on might keep the NIC from
# those of now: with macvlan before Docker 27, with ipvlan on each.
relearn() {
  [ "$docker_may_restart" = yes ] ||
    fail "Docker started before a NIC was there, and does not know the networks on that NIC: \`npm run heal\` repairs it"
  ours=$(docker ps --filter "label=$label" --format '{{.Names}}')
  others=$(docker ps --format '{{.Names}}' | { grep -vxF "$ours" || :; } | tr '\n' ' ')
  if [ -n "$others" ]; then
    echo "Docker started before a NIC was there, and does not know the networks on that NIC: run \`sudo systemctl restart" \
      "docker\` there. It is not done from here because it restarts containers of others, too: ${others% }" >&2
    exit "$left_to_the_user"
  fi
  timeout 120 systemctl restart docker || fail "Docker does not start again: see \`journalctl -u docker\` there"
  docker restart "$container" >/dev/null
}

remove() { :; }

run "$1"
