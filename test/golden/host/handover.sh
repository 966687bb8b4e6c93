hosts='docker01	192.0.2.7 22	timeout 120 sh -s -- apply	-i	/my keys/lab	-o	IdentitiesOnly=yes	-o	BatchMode=yes	-o	StrictHostKeyChecking=yes	-o	UserKnownHostsFile=none	-o	GlobalKnownHostsFile=none	-o	HostKeyAlgorithms=ssh-ed25519	-o	KnownHostsCommand=/bin/echo %H ssh-ed25519 AAAA	-o	ConnectTimeout=10	-p	22	-l	root	--	192.0.2.7'
release='label=macvlan-fabric.stack=dev
claims='\''172.16.10.10 bbox10@docker01'\''
networks='\''docker01|mac_net10|macvlan|ens33.10|172.16.10.0/24'\''
stack=dev
state=/var/lib/macvlan-fabric
# host/prelude.sh
set -eu
: "${host?}" "${renamed?}" "${label?}" "${claims?}" "${networks?}" "${state?}" "${stack?}"
is_given_away() {
  printf '\''%s\n'\'' "$claims" | awk -v address="$1" -v owner="$2" -v host="$host" '\''
    $1 == address && $2 == owner { mine = 1 }
    $1 == address && ($3 == "" || $2 ~ "@" host "$") { taken = 1 }
    END { exit !(taken && !mine) }'\''
}
free_containers() {
  ids=$(docker ps --all --quiet --filter "label=$label")
  [ -n "$ids" ] || return 0
  endpoints='\''{{range $network, $end := .NetworkSettings.Networks}}{{$.Name}} {{$network}} {{$end.IPAddress}} {{$end.GlobalIPv6Address}} {{with $end.IPAMConfig}}{{.IPv4Address}} {{.IPv6Address}}{{end}}
{{end}}'\''
  docker inspect --format "$endpoints" $ids | while read -r container network addresses; do
    for address in $addresses; do
      is_given_away "$address" "${container#/}@$host" || continue
      docker network disconnect --force "$network" "${container#/}"
      echo "$host: ${container#/} gives up $address" >&2
      break
    done
  done
}
links() {
  for claim in "$state"/claims/link-*/"$stack" "$state"/claims/shim-*/"$stack"; do
    [ -e "$claim" ] || continue
    thing=${claim%/*}; thing=${thing##*/}; link=${thing#*-}
    [ -e "$state/adopted-$link" ] || echo "$link"
  done
}
free_links() {
  for link in $(links); do
    for address in $(ip -o address show dev "$link" 2>/dev/null | awk '\''$3 ~ /^inet/ { print $4 }'\''); do
      is_given_away "${address%/*}" "$link@$host" || continue
      ip address delete "$address" dev "$link"
      echo "$host: $link gives up ${address%/*}" >&2
    done
  done
}
present() {
  ids=$(docker network ls --quiet --filter "label=$label")
  [ -n "$ids" ] || return 0
  docker network inspect --format \
    '\''{{.Name}}|{{.Driver}}|{{index .Options "parent"}}|{{range .IPAM.Config}}{{.Subnet}} {{end}}'\'' $ids
}
missing() {
  awk -F '\''|'\'' -v first="$1" -v second="$2" '\''
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
    }'\'' </dev/null
}
free_networks() {
  has=$(present)
  wants=$(printf '\''%s\n'\'' "$networks" | sed -n "s/^$host|//p")
  [ "$renamed" = yes ] || [ -n "$(missing "$wants" "$has")" ] || return 0
  missing "$has" "$wants" | while IFS='\''|'\'' read -r network _; do
    strangers=$(docker network inspect --format '\''{{range .Containers}}{{.Name}}
{{end}}'\'' "$network" | while read -r container; do
      [ -z "$container" ] || [ -n "$(docker ps --quiet --filter "label=$label" --filter "name=^/$container\$")" ] || echo "$container"
    done)
    [ -z "$strangers" ] || continue
    docker ps --all --quiet --filter "network=$network" --filter "label=$label" | while read -r container; do
      docker rm --force "$container" >/dev/null
    done
    docker network rm "$network" >/dev/null
    echo "$host: the network $network makes room" >&2
  done
}
apply() {
  free_containers
  free_links
  free_networks
}
remove() { :; }
run "$1"
'
# host/handover.sh
