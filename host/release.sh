# Frees on a host what the plan of its stack gives to somebody else: addresses of containers and of links of ours, and networks
# in whose place the plan has others. Docker refuses an address, a name, a parent or a subnet that is still in use, and two
# owners of one address must never be on the wire together. Touches nothing that does not belong to the stack.
# name: the name of the host in the plan, or the one it had, if it has gone from there; under another name than it was prepared
# with, everything changes its owner. label: KEY=VALUE of everything in Docker that belongs to the stack.
# claims: ADDRESS OWNER@HOST [local], one line for each address; local: no other host can have it on its networks.
# networks: HOST|NAME|DRIVER|PARENT|SUBNET SUBNET…, one line for each network of a host. settles: `yes` when a host is asked alone,
# after which its things are made under the name of the plan; not set when all are asked.
set -eu
: "${name?}" "${label?}" "${claims?}" "${networks?}" "${state?}" "${stack?}"

# is_given_away ADDRESS OWNER: true if the plan has owners for the address, and this is none of them.
is_given_away() {
  printf '%s\n' "$claims" | awk -v address="$1" -v owner="$2" -v host="$host" '
    $1 == address && $2 == owner { mine = 1 }
    $1 == address && ($3 == "" || $2 ~ "@" host "$") { taken = 1 }
    END { exit !(taken && !mine) }'
}

# are_gone FILTER...: true once there are no such containers. While this host frees what moves within it, the update may be
# deleting what has moved to another host.
are_gone() {
  tries=0
  while :; do
    left=$(docker ps --all --quiet "$@") || return 1
    [ -n "$left" ] || return 0
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || return 1
    sleep 1
  done
}

free_containers() {
  ids=$(docker ps --all --quiet --filter "label=$label")
  [ -n "$ids" ] || return 0
  # shellcheck disable=SC2016 # a template
  endpoints='{{range $network, $end := .NetworkSettings.Networks}}{{$.Name}} {{$network}} {{$end.IPAddress}} {{$end.GlobalIPv6Address}} {{with $end.IPAMConfig}}{{.IPv4Address}} {{.IPv6Address}}{{end}}
{{end}}'
  # shellcheck disable=SC2086 # one word for each container
  docker inspect --format "$endpoints" $ids | while read -r container network addresses; do
    for address in $addresses; do
      is_given_away "$address" "${container#/}@$host" || continue
      docker network disconnect --force "$network" "${container#/}" || are_gone --filter "name=^$container\$"
      echo "$host: ${container#/} gives up $address" >&2
      break
    done
  done
}

# Prints our links of this host: those that the stack claims.
links() {
  for claim in "$state"/claims/link-*/"$stack" "$state"/claims/shim-*/"$stack"; do
    [ -e "$claim" ] || continue
    thing=${claim%/*}; thing=${thing##*/}; link=${thing#*-}
    [ -e "$state/adopted-$link" ] || echo "$link"
  done
}

free_links() {
  for link in $(links); do
    for address in $(ip -o address show dev "$link" 2>/dev/null | awk '$3 ~ /^inet/ { print $4 }'); do
      is_given_away "${address%/*}" "$link@$host" || continue
      # The kernel may have deleted it with the first one of its subnet.
      ip address delete "$address" dev "$link" || ! ip -o address show dev "$link" | grep -qF " $address "
      echo "$host: $link gives up ${address%/*}" >&2
    done
  done
}

# is_planned ADDRESS OWNER: true if the plan has it for this owner.
is_planned() {
  printf '%s\n' "$claims" | awk -v address="$1" -v owner="$2" '$1 == address && $2 == owner { found = 1 } END { exit !found }'
}

# The link goes, not only its address: the same MAC may be on another host, and a macvlan link would keep its carrier from a
# segment that becomes ipvlan. Whoever has lost it would lose it in this update anyway.
free_routers() {
  for claim in "$state"/claims/router-*/"$stack"; do
    [ -e "$claim" ] || continue
    namespace=${claim%/*}; namespace=${namespace##*/router-}
    ip -n "$namespace" -o address show scope global 2>/dev/null | while read -r _ link _ address _; do
      ! is_planned "${address%/*}" "$namespace@$host" || continue
      ip -n "$namespace" link delete dev "$link" 2>/dev/null || continue
      echo "$host: router $namespace gives up ${address%/*}" >&2
    done
  done
}

# Prints the networks of the stack that the host has, one a line: NAME|DRIVER|PARENT|SUBNET SUBNET…
present() {
  ids=$(docker network ls --quiet --filter "label=$label")
  [ -n "$ids" ] || return 0
  # shellcheck disable=SC2086 # one word for each network
  docker network inspect --format \
    '{{.Name}}|{{.Driver}}|{{index .Options "parent"}}|{{range .IPAM.Config}}{{.Subnet}} {{end}}' $ids
}

# Prints those of the first list that the second does not have, however the subnets are ordered.
missing() {
  awk -F '|' -v first="$1" -v second="$2" '
    function key(line, parts, words, count, i, j, word) {
      split(line, parts, "|"); count = split(parts[4], words, " ")
      for (i = 2; i <= count; i++) for (j = i; j > 1 && words[j] < words[j - 1]; j--) {
        word = words[j]; words[j] = words[j - 1]; words[j - 1] = word
      }
      line = parts[1] "|" parts[2] "|" parts[3]
      for (i = 1; i <= count; i++) line = line "|" words[i]
      return line
    }
    BEGIN {
      count = split(second, lines, "\n"); for (i = 1; i <= count; i++) known[key(lines[i])] = 1
      count = split(first, lines, "\n"); for (i = 1; i <= count; i++) if (lines[i] != "" && !(key(lines[i]) in known)) print lines[i]
    }' </dev/null
}

# A network that the plan does not have as it is will be replaced or deleted in this update, with the containers on it. If the
# plan has one that is not there yet, they go first: any of them may be in its way. The containers go with them, since the
# engine may create one for its new network while the deletion because of its old one is still under way.
free_networks() {
  has=$(present)
  wants=$(printf '%s\n' "$networks" | sed -n "s/^$host|//p")
  [ "$host" != "$name" ] || [ -n "$(missing "$wants" "$has")" ] || return 0
  missing "$has" "$wants" | while IFS='|' read -r network _; do
    strangers=$(docker network inspect --format '{{range .Containers}}{{.Name}}
{{end}}' "$network" | while read -r container; do
      [ -z "$container" ] || [ -n "$(docker ps --quiet --filter "label=$label" --filter "name=^/$container\$")" ] || echo "$container"
    done)
    # Containers of somebody else: the update says so when it comes to the network.
    [ -z "$strangers" ] || continue
    ids=$(docker ps --all --quiet --filter "network=$network" --filter "label=$label")
    # shellcheck disable=SC2086 # one word for each container
    [ -z "$ids" ] || docker rm --force $ids >/dev/null || are_gone --filter "network=$network" --filter "label=$label"
    docker network rm "$network" >/dev/null
    echo "$host: the network $network makes room" >&2
  done
}

# Prints the name under which the stack has made what is on the host. Hosts prepared by earlier versions say it in another place,
# or, up to version 0.1, not at all.
former_name() {
  for claim in name host; do
    ! grep . "$state/claims/$claim/$stack" 2>/dev/null || return 0
  done
  echo "$name"
}

apply() {
  # Nothing of the stack is on a host that it has never prepared; there may be no Docker, either.
  [ -e "$state/claims/host/$stack" ] || return 0
  host=$(former_name)
  await_docker
  free_containers
  free_links
  free_routers
  free_networks
  # Not noted by what prepares the host: that may come before a host under another name has freed anything.
  [ "${settles-}" != yes ] || owner=$name claim name
}

remove() { :; }

run "$1"
