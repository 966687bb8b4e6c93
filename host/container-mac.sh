# Gives a container the MACs that the configuration asks for, which Docker's provider cannot: it speaks an API in which Docker
# ignores a MAC when a container joins a network. A container that has them already is left alone.
# id: of the container. container: its name. macs: one line `NETWORK MAC PATH` for each; the path is that of the configuration.
set -eu
: "${id?}" "${container?}" "${macs?}" "${host?}" "${state?}"
# API with which Docker honours a MAC at joining (Docker 29.3).
api=1.54

# The endpoint on the network $1 as Docker's API takes it, without addresses that it chose itself.
read_endpoint() {
  # shellcheck disable=SC2016 # a Docker template
  format='{{with index .NetworkSettings.Networks "NETWORK"}}"IPAMConfig":{{json .IPAMConfig}},"Links":{{json .Links}},'\
'"Aliases":{{json .Aliases}},"DriverOpts":{{json .DriverOpts}},"GwPriority":{{json .GwPriority}}{{end}}'
  timeout 30 docker container inspect --format "$(echo "$format" | sed "s/NETWORK/$1/")" "$id" </dev/null
}

read_mac() {
  timeout 30 docker container inspect \
    --format "{{with index .NetworkSettings.Networks \"$1\"}}{{.MacAddress}}{{end}}" "$id" </dev/null
}

is_running() { [ "$(timeout 30 docker container inspect --format '{{.State.Running}}' "$id" </dev/null)" = true ]; }

# Fails unless Docker honours MACs.
require_api() {
  found=$(timeout 30 docker version --format '{{.Server.APIVersion}} {{.Server.Version}}' </dev/null)
  printf '%s\n' "$api" "${found% *}" | sort -V -C ||
    fail "$1: Docker on $host is ${found#* }, which chooses the MACs of containers itself: upgrade it to 29.3 or later, or remove the MAC"
}

# post PATH JSON: sends a request to the Docker daemon and prints the answer. `docker system dial-stdio` is the one client of
# the API that every host has; the request stays open until the answer is there, because Docker ends an abandoned one.
post() {
  mkfifo "$folder/request"
  timeout 60 docker system dial-stdio <"$folder/request" >"$folder/answer" 2>&1 &
  exec 8>"$folder/request"
  {
    printf 'POST /v%s%s HTTP/1.1\r\nHost: docker\r\nConnection: close\r\nContent-Type: application/json\r\n' "$api" "$1"
    printf 'Content-Length: %s\r\n\r\n%s' "$(printf %s "$2" | wc -c)" "$2"
  } >&8 || true
  wait $! || true
  exec 8>&-
  rm "$folder/request"
  cat "$folder/answer"
}

# rejoin NETWORK MAC PATH: joins the network again, with everything else as before.
rejoin() {
  saved=$state/endpoint-$id-$1
  endpoint=$(read_endpoint "$1")
  # A run that was interrupted between the two steps has left the endpoint here.
  if [ -z "$endpoint" ]; then
    [ -e "$saved" ] || fail "$3: container $container is not on the network $1: run 'npm run up' again"
    endpoint=$(cat "$saved")
  else
    printf '%s\n' "$endpoint" | write "$saved"
    timeout 60 docker network disconnect "$1" "$id" </dev/null
  fi
  answer=$(post "/networks/$1/connect" "{\"Container\":\"$id\",\"EndpointConfig\":{$endpoint,\"MacAddress\":\"$2\"}}")
  case $answer in
    HTTP/1.1\ 20*) rm "$saved" ;;
    *) fail "$3: Docker on $host did not connect container $container to $1 again: $(echo "$answer" | tail -n 1): run 'npm run up' again" ;;
  esac
}

apply() {
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  # A client that ends early is noticed by its answer.
  trap '' PIPE
  while read -r network mac path; do
    [ -n "$network" ] || continue
    [ "$(read_mac "$network")" != "$mac" ] || continue
    require_api "$path"
    rejoin "$network" "$mac" "$path"
    ! is_running || [ "$(read_mac "$network")" = "$mac" ] ||
      fail "$path: container $container has the MAC $(read_mac "$network") on $network instead of $mac: remove the MAC, or report this as a fault"
  done <<MACS
$macs
MACS
}

# The MAC disappears with the container.
remove() { rm -f "$state/endpoint-$id-"*; }

run "$1"
