# Limits the processes of running containers: the Docker provider has no argument for it. All containers with one limit take one
# call: a program for each takes minutes on a slow host with a hundred of them.
# limits: one line `PROCESSES ID ID…` for each limit.
set -eu
: "${limits?}"

apply() {
  while read -r pids ids; do
    [ -n "$ids" ] || continue
    # shellcheck disable=SC2086 # one word for each container
    docker update --pids-limit "$pids" $ids >/dev/null </dev/null ||
      fail "Docker cannot limit its containers to $pids processes (see above which)"
  done <<LIMITS
$limits
LIMITS
}

# The limits disappear with the containers.
remove() { :; }

run "$1"
