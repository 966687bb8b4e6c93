# Opens a shell of the host, as root, in the network namespace of a container, with the container's name in the prompt.
: "${container?}"
pid=$(docker inspect --type container --format '{{.State.Pid}}' "$container") || exit 1
[ "$pid" != 0 ] || { echo "$container is not running" >&2; exit 1; }
shell=$(command -v bash || command -v sh)
if [ "$(id -u)" = 0 ]; then exec nsenter --target "$pid" --net --uts "$shell"; fi
exec sudo -n nsenter --target "$pid" --net --uts "$shell"
