# Examines a host for verify, and changes nothing. Prints lines `@kind<TAB>field...` and leaves their interpretation to the
# reader. probe_lanes: the text of probe-lanes.sh. host_probes: its input for the host's own namespace. containers, networks,
# links (`KIND LINK`): names, one per line. with_state: empty if only the probes are wanted.
set -fu
: "${probe_lanes?}" "${patience?}" "${host_probes?}" "${containers?}" "${networks?}" "${links?}" "${with_state?}"
PATH=$PATH:/usr/sbin:/sbin LC_ALL=C
export PATH LC_ALL
tab=$(printf '\t')
nl='
'
# "|" between values, so that an empty one does not shift the others; newer Dockers print `invalid IP` for a missing address.
# shellcheck disable=SC2016 # a Docker template
container_format='@container{{"\t"}}{{.Name}}{{"\t"}}{{.State.Status}}{{"\t"}}{{.State.Pid}}{{"\t"}}{{.Config.Image}}'\
'{{range $name, $end := .NetworkSettings.Networks}}'\
'{{"\t"}}{{$name}}|{{$end.IPAddress}}|{{$end.GlobalIPv6Address}}|{{$end.MacAddress}}{{end}}'
# shellcheck disable=SC2016
network_format='@network{{"\t"}}{{.Name}}{{"\t"}}{{.Driver}}{{"\t"}}{{index .Options "parent"}}'\
'{{range .IPAM.Config}}{{"\t"}}{{.Subnet}}|{{.Gateway}}|{{.IPRange}}{{end}}'

check_tools() {
  for tool in timeout ping arping nsenter ip docker; do
    command -v "$tool" >/dev/null || printf '@missing\t%s\n' "$tool"
  done
  command -v bash >/dev/null || command -v nc >/dev/null || printf '@missing\tbash\n'
  case $(arping -V 2>&1) in *iputils* | *"not found"*) ;; *) printf '@missing\tarping\n' ;; esac
}

# with_lines LINES COMMAND...: runs a command with each line as an additional argument.
with_lines() {
  lines=$1
  shift
  while IFS= read -r line; do set -- "$@" "$line"; done <<LINES
$lines
LINES
  "$@" 2>&1
}

# Marks Docker's other output, such as errors.
mark() { sed "/^@/!s/^/@docker-says$tab/"; }

# inside CONTAINER PROBES: runs them in its network namespace, with the host's tools: the container needs none.
inside() {
  case $inspected in *"@container$tab/$1$tab"*) ;; *) return ;; esac
  pid=${inspected#*"@container$tab/$1$tab"*"$tab"}
  pid=${pid%%"$tab"*}
  [ "$pid" = 0 ] || printf '%s\n' "$2" | nsenter -t "$pid" -n sh -c "$probe_lanes" sh "$patience"
}

read_state() {
  ip -d -o link show | sed "s/^/@link$tab/"
  ip -o address show | sed "s/^/@address$tab/"
  ip -4 route show default | sed "s/^/@default$tab/"
  # shellcheck disable=SC2034 # check_link_files reads it
  while read -r kind link; do
    [ -z "$link" ] || printf '@kept\t%s\t%s\n' "$link" "$(check_link_files)"
  done <<LINKS
$links
LINKS
  [ -z "$networks" ] || with_lines "$networks" timeout 30 docker network inspect --format "$network_format" | mark
}

main() {
  printf '@begin\n'
  check_tools
  [ -z "$host_probes" ] || printf '%s\n' "$host_probes" | sh -c "$probe_lanes" sh "$patience" &
  seen=
  if [ -n "$containers" ]; then
    # A single call: the probes need the process IDs, the state needs the rest.
    inspected=$(with_lines "$containers" timeout 30 docker inspect --type container --format "$container_format")
    seen="@docker$tab$?$nl"$(printf '%s' "$inspected" | mark)$nl
    probe_containers
  fi
  [ -z "$with_state" ] || seen=$seen$(read_state)$nl
  wait
  printf '%s' "$seen"
  printf '@end\n'
}
