# Prints facts about a host, before anything on it is changed: a line `@NAME<tab>VALUE` each, and `@end`. Runs as the user who
# logs in, who must be able to use Docker and sudo, and changes nothing.
# modules, tools: what to look for, separated by spaces. paths: the same, a line each. carriers: subinterfaces of the plan, of which nobody asks who keeps them.
set -u
: "${modules?}" "${tools?}" "${paths?}" "${carriers?}" "${state?}"
PATH=$PATH:/usr/sbin:/sbin

fact() { printf '@%s\t%s\n' "$1" "$2"; }
one_line() { tr '\n\t' '  ' | cut -c 1-1000; }

# keeper LINK: what made it and keeps it, where that can be told.
keeper() {
  index=$(cat "/sys/class/net/$1/ifindex" 2>/dev/null)
  file=$(sed -n 's/^NETWORK_FILE=//p' "/run/systemd/netif/links/$index" 2>/dev/null)
  if [ -n "$file" ]; then
    echo "systemd-networkd ($file)"
  elif connection=$(timeout 5 nmcli -g GENERAL.CONNECTION device show "$1" 2>/dev/null) && [ -n "$connection" ]; then
    echo "NetworkManager (connection $connection)"
  elif grep -q "^$1=" /run/network/ifstate 2>/dev/null; then
    echo ifupdown
  fi
}

# The same as `docker info`, which takes seconds to start on a slow machine.
# shellcheck disable=SC2016 # variables of Perl
ask='
  my $docker = IO::Socket::UNIX->new("/var/run/docker.sock") or exit 1;
  print $docker "GET /info HTTP/1.0\r\n\r\n";
  local $/;
  my ($body) = <$docker> =~ /^HTTP\S+ 200 .*?\r\n\r\n(.*)/s or exit 1;
  print $body;
'

docker_facts() {
  client=$(command -v docker) || client=
  fact docker-client "$client"
  case $(readlink -f "${client:-/}") in */snap | */snap/*) fact docker-snap yes ;; esac
  [ -n "$client" ] || [ ! -e /snap/bin/docker ] || fact docker-snap yes
  fact docker-service "$(systemctl is-active docker 2>/dev/null)"
  [ -n "$client" ] || return 0
  info=$(timeout 15 perl -MIO::Socket::UNIX -e "$ask" 2>/dev/null) ||
    info=$(timeout 15 docker info --format '{{json .}}' 2>"$said") || :
  fact docker-info "$(printf %s "$info" | tr -d '\n')"
  fact docker-says "$(one_line <"$said")"
  docker_root=$(printf %s "$info" | sed -n 's/.*"DockerRootDir":"\([^"]*\)".*/\1/p')
}

said=$(mktemp)
trap 'rm -f "$said"' EXIT
docker_root=
fact kernel "$(uname -r)"
[ ! -d /run/systemd/system ] || fact systemd yes
systemctl list-units --full --plain --no-legend --type=device --state=active 'sys-subsystem-net-devices-*' 2>/dev/null |
  while read -r unit _; do unit=${unit#sys-subsystem-net-devices-}; fact device "${unit%.device}"; done
fact login "${SSH_CONNECTION-}"
if [ "$(id -u)" != 0 ]; then sudo -n true 2>"$said" || fact sudo "$(one_line <"$said")"; fi
for tool in $tools; do command -v "$tool" >/dev/null || fact no-tool "$tool"; done
while read -r path; do
  [ -z "$path" ] || [ -e "$path" ] || sudo -n test -e "$path" 2>/dev/null || fact no-path "$path"
done <<PATHS
$paths
PATHS
[ ! -d "/lib/modules/$(uname -r)" ] || fact module-folder yes
for module in $modules; do
  [ -d "/sys/module/$module" ] || modprobe -n -q "$module" 2>/dev/null || fact no-module "$module"
done
links=$(ip -j -d address show 2>/dev/null)
fact links "$(printf %s "$links" | tr -d '\n')"
if grep -qs 1 /sys/class/net/*/bridge/vlan_filtering; then
  fact bridge-vlans "$(bridge -compressvlans -j vlan show 2>/dev/null | tr -d '\n')"
fi
for folder in /sys/class/net/*/phy80211 /sys/class/net/*/wireless; do
  [ ! -e "$folder" ] || { link=${folder%/*}; fact wireless "${link##*/}"; }
done
for file in /proc/net/vlan/*; do
  link=${file##*/}
  for claim in "$state/claims/link-$link"/*; do [ ! -e "$claim" ] || fact claim "$link ${claim##*/}"; done
  [ ! -e "$state/ours-$link" ] || fact made "$link"
  case " config $carriers " in *" $link "*) continue ;; esac
  kept=$(keeper "$link")
  [ -z "$kept" ] || fact keeper "$link $kept"
done
docker_facts
df -Pk /var/lib /etc ${docker_root:+"$docker_root"} 2>/dev/null | awk 'NR > 1 { print $4, $6 }' | sort -u |
  while read -r free mount; do fact disk "$free $mount"; done
# Last, as it is compared with the time of its arrival.
fact clock "$(date +%s)"
echo @end
