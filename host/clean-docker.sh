# Removes from a host everything that a stack has in Docker there. label: KEY=VALUE of all of it.
set -u
: "${label?}"
PATH=$PATH:/usr/sbin:/sbin

# remove LIST-COMMAND REMOVE-COMMAND
remove_all() {
  # shellcheck disable=SC2086 # several words each
  timeout 30 docker $1 --quiet --filter "label=$label" </dev/null | while read -r id; do
    timeout 60 docker $2 "$id" </dev/null
  done
}

remove_all 'container ls --all' 'container rm --force'
remove_all 'network ls' 'network rm'
remove_all 'volume ls' 'volume rm'
