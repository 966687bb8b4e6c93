# Runs on the user's machine. Proves that a host answers ssh with its pinned key and accepts the login, within the time, and
# says which of the three fails. The command plugin alone would wait forever for a host that accepts the connection in silence.
# arguments: those of ssh, one on a line. where: the host, for messages. starts_within: seconds that a machine just made may
# need until it answers; until then a silent one is tried again. keyed_within: seconds that one which answers may need until
# cloud-init has given it its keys. within: the longer of starts_within and the time for one answer.
set -eu
: "${arguments?}" "${where?}" "${starts_within?}" "${keyed_within?}" "${within?}" "${pause?}"
: "${host_key_remedy?}" "${login_remedy?}"

set --
while IFS= read -r argument; do set -- "$@" "$argument"; done <<ARGUMENTS
$arguments
ARGUMENTS

try() { said=$(ssh -F none "$@" true 2>&1 </dev/null); }

since=$(date +%s)
answered=
until try "$@"; do
  now=$(date +%s)
  case $said in
    *'Host key verification failed'* | *'host key'*)
      answered=${answered:-$now} patience=$keyed_within
      why="shows another host key than the pinned one: $host_key_remedy"
      ;;
    *'Permission denied'*)
      answered=${answered:-$now} patience=$keyed_within
      why="refuses the login: $login_remedy"
      ;;
    *)
      answered='' patience=$starts_within
      why="does not answer within $within s: check that it is on, its address, and the route to it"
      ;;
  esac
  [ "$now" -lt $((${answered:-$since} + patience)) ] || {
    echo "$where $why ($said)" >&2
    exit 1
  }
  sleep "$pause"
done
