# Runs probes in the network namespace that it is started in. stdin: one line `ID METHOD LINK PORT ADDRESS` per probe, with
# `-` for what a method does not need. An empty line ends a lane: lanes run in parallel, the probes of a lane in sequence.
# $1: seconds until a probe without an answer gives up. PATH and LC_ALL come from probe.sh.
set -fu
patience=$1
nl='
'
# shellcheck disable=SC2016 # bash expands it
dial='a=$EPOCHREALTIME; exec 3<>"/dev/tcp/$0/$1" && echo "connected $a $EPOCHREALTIME"'

# probe ID COMMAND...: prints exit status and output on one line, short enough to be written to the pipe in one piece.
probe() {
  id=$1
  shift
  out=$("$@" 2>&1 </dev/null)
  status=$?
  # shellcheck disable=SC2086 # puts all of it on one line
  set -- $out
  printf '@probe\t%s\t%s\t%.600s\n' "$id" "$status" "$*"
}

# ping and arping stop on their own; a connection attempt does not. `timeout` for all would double the cost on a slow host.
tcp() {
  if command -v bash >/dev/null; then
    probe "$1" timeout 3 bash -c "$dial" "$2" "$3"
  else
    probe "$1" timeout 4 nc -zv -w 3 "$2" "$3"
  fi
}

# Two broadcasts, and no early exit, so that two devices with the same address both answer.
arp() { probe "$1" arping -b -c 2 -w "$patience" -I "$2" "$3"; }

# Sets $link to the name of the link with the MAC $1. Without a loop: `read` costs a system call for each character.
find_link() {
  before=${links%%"link/ether $1 "*}
  if [ "$before" = "$links" ]; then
    link=no-such-link
    return
  fi
  link=${before##*"$nl"}
  link=${link#*: }
  link=${link%%[:@]*}
}

run_lane() {
  while read -r id method link port address; do
    case $method in
      ping) probe "$id" ping -n -c 1 -W "$patience" "$address" ;;
      tcp) tcp "$id" "$address" "$port" ;;
      arp) arp "$id" "$link" "$address" ;;
      arp-by-mac)
        find_link "$link"
        arp "$id" "$link" "$address"
        ;;
    esac
  done <<LANE
$1
LANE
}

links=$(ip -o link show)
lane=
while read -r line; do
  if [ -n "$line" ]; then
    lane=$lane$line$nl
  else
    run_lane "$lane" &
    lane=
  fi
done
run_lane "$lane"
wait
