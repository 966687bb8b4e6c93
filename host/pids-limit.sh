# Limits the processes of running containers: the Docker provider has no argument for it.
# limits: one line `ID PROCESSES NAME` per container.
set -eu
: "${limits?}"

apply() {
  while read -r id pids name; do
    [ -n "$id" ] || continue
    docker update --pids-limit "$pids" "$id" >/dev/null </dev/null ||
      fail "container $name: Docker cannot limit it to $pids processes"
  done <<LIMITS
$limits
LIMITS
}

# The limits disappear with the containers.
remove() { :; }

run "$1"
