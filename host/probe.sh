# Examines a host for verify, and changes nothing. Prints lines `@kind<TAB>field...` and leaves their interpretation to the
# reader. program: the text of probe.pl. rate: packets per second. host_probes, container_probes: its requests. containers,
# networks, links (`KIND LINK`), routers (namespaces): names, one per line. with_state: empty if only the probes are wanted.
# files: folder with those of containers. certificate: folder with that of a registry, or empty; registry_login, registry_mirror:
# endpoint of one, or empty; see registry-check.sh.
set -fu
: "${program?}" "${rate?}" "${host_probes?}" "${container_probes?}" "${containers?}" "${networks?}" "${links?}" "${routers?}"
: "${with_state?}" "${state?}" "${files?}" "${certificate?}" "${registry_login?}" "${registry_mirror?}"
PATH=$PATH:/usr/sbin:/sbin LC_ALL=C
export PATH LC_ALL
tab=$(printf '\t')
nl='
'
# JSON for what has no fixed number of parts. Older engines lack some keys, and newer ones print `invalid IP`.
# shellcheck disable=SC2016 # a Docker template
container_format='@container{{"\t"}}{{.Name}}{{"\t"}}{{.State.Status}}{{"\t"}}{{.State.Pid}}{{"\t"}}{{.Config.Image}}'\
'{{"\t"}}{{json .NetworkSettings.Networks}}{{"\t"}}{{range .Mounts}}{{if eq .Destination "/etc/hosts"}}{{.Source}}{{end}}{{end}}'\
'{{"\t"}}{{with .State.Health}}{{.Status}}{{end}}{{"\t"}}{{.State.ExitCode}}{{"\t"}}{{json .State.Error}}'
# shellcheck disable=SC2016
network_format='@network{{"\t"}}{{.Name}}{{"\t"}}{{.Driver}}{{"\t"}}{{.Internal}}{{"\t"}}{{json .Options}}'\
'{{"\t"}}{{json .IPAM.Config}}'

check_tools() {
  for tool in timeout perl ip docker; do
    command -v "$tool" >/dev/null || printf '@missing\t%s\n' "$tool"
  done
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

# mark KIND: marks other output, such as errors.
mark() { sed "/^@/!s/^/@$1$tab/"; }

# Sets inspected to what Docker says about the containers, and docker_status.
inspect() {
  docker_status=0
  inspected=$(with_lines "$containers" timeout 30 docker inspect --type container --format "$container_format") || docker_status=$?
}

# Whether a container has still to pass its first health check.
is_starting() { printf '%s\n' "$inspected" | cut -f 8 | grep -qx starting; }

# Sends the probes on stdin.
probe() { perl -e "$program" "$(uname -m)" "$rate" 2>&1 | mark prober-says; }

read_state() {
  printf '@links\t%s\n' "$(ip -d -j address show)"
  ip -4 route show default | sed "s/^/@default$tab/"
  # shellcheck disable=SC2034 # check_link_unit reads it
  while read -r kind link; do
    [ -z "$link" ] || printf '@kept\t%s\t%s\n' "$link" "$(check_link_unit)"
    [ ! -e "$state/adopted-$link" ] || printf '@adopted\t%s\n' "$link"
  done <<LINKS
$links
LINKS
  [ ! -e "$certificate/tls.crt" ] || printf '@certificate\t%s\n' "$(check_certificate)"
  [ -z "$registry_login" ] || printf '@registry\t%s\n' "$(check_login)"
  [ -z "$registry_mirror" ] || printf '@mirror\t%s\n' "$(check_mirror)"
  for router in $routers; do read_router "$router"; done
  [ -z "$networks" ] || with_lines "$networks" timeout 30 docker network inspect --format "$network_format" | mark docker-says
  printf '@engine\t%s\n' "$(timeout 30 docker version --format '{{.Server.Version}}' 2>/dev/null)"
}

# What each container with a hosts file of its own has in it: on the host, and as its programs see it.
read_names() {
  printf '%s\n' "$inspected" | awk -F "$tab" '$1 == "@container" && $7 != "" { print substr($2, 2), $4, $7 }' |
    while read -r name pid file; do
      printf '@names\t%s\t%s\t%s\t%s\n' "$name" "$file" "$(digest "$file")" "$(digest "/proc/$pid/root/etc/hosts")"
    done
}

# The files that were written for each container: as they are to be, as the host has them, and what the container sees.
read_files() {
  printf '%s\n' "$inspected" | awk -F "$tab" '$1 == "@container" { print substr($2, 2), $4 }' |
    while read -r name pid; do
      [ -e "$files/$name.planned" ] || continue
      while read -r mode owner sum path; do
        file=$files/$name$path
        printf '@file\t%s\t%s\t%s %s %s\t%s %s\t%s\n' "$name" "$path" "$mode" "$owner" "$sum" \
          "$(stat -c '%a %u:%g' "$file" 2>/dev/null)" "$(digest "$file")" "$(digest "/proc/$pid/root$path")"
      done <"$files/$name.planned"
    done
}

# Why each unhealthy container is.
read_unhealthy() {
  printf '%s\n' "$inspected" | awk -F "$tab" '$1 == "@container" && $8 == "unhealthy" { print substr($2, 2) }' |
    while read -r name; do explain_health "$name" | sed "s/^/@unhealthy$tab$name$tab/"; done
}

# digest FILE
digest() { sha256sum 2>/dev/null <"$1" | cut -d' ' -f1; }

# read_router NAMESPACE
read_router() {
  links_inside=$(ip -n "$1" -d -j address show 2>/dev/null) || return 0
  printf '@router\t%s\t%s\t%s\n' "$1" "$(check_router_unit "$1")" "$links_inside"
  line=@router-line$tab$1$tab
  for setting in ipv4/ip_forward ipv6/conf/all/forwarding; do
    printf '%ssetting\t%s=%s\n' "$line" "$setting" "$(ip netns exec "$1" cat "/proc/sys/net/$setting" 2>/dev/null)"
  done
  for tool in 4:iptables 6:ip6tables; do
    timeout 30 ip netns exec "$1" "${tool#*:}-nft-save" 2>/dev/null |
      awk -v line="${line}rule${tool%%:*}$tab" '
        /^\*/ { table = substr($0, 2) } /^:/ { sub(/ \[.*/, "") } /^[:-]/ { print line table " " $0 }'
  done
  for family in -4 -6; do
    ip -n "$1" "$family" route show | awk -v line="${line}route$tab" '$2 == "via" { print line $1 " " $3 }'
  done
}

main() {
  printf '@begin\n'
  check_tools
  [ -z "$host_probes" ] || printf '%s\n' "$host_probes" | probe &
  seen=
  if [ -n "$containers" ]; then
    # A single call: the probes need the process IDs, the state needs the rest.
    inspect
    printf '%s\n%s\n' "$inspected" "$container_probes" | probe &
    # One that has just started gets a minute for its first check.
    rounds=30
    while [ -n "$with_state" ] && [ "$((rounds -= 1))" -ge 0 ] && is_starting; do
      sleep 2
      inspect
    done
    seen="@docker$tab$docker_status$nl"$(printf '%s' "$inspected" | mark docker-says)$nl
    [ -z "$with_state" ] || seen=$seen$(read_names)$nl$(read_files)$nl$(read_unhealthy)$nl
  fi
  [ -z "$with_state" ] || seen=$seen$(read_state)$nl
  wait
  printf '%s' "$seen"
  printf '@end\n'
}
