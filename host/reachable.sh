# Runs on the user's machine. Proves that a host answers over ssh in time, with its pinned key, accepts the login, and lets the
# user be root, or says which of the four fails. The command plugin alone would wait forever for a host that accepts connections and stays silent.
# arguments: for ssh, one per line. where: the host, for messages. starts_within: seconds that a new machine may take to
# answer; a silent one is retried until then. keyed_within: seconds that a machine which answers may take until cloud-init has
# installed its keys. check: the command that shows it. within: the longer of starts_within and the time for one answer.
set -eu
: "${arguments?}" "${where?}" "${starts_within?}" "${keyed_within?}" "${within?}" "${pause?}"
: "${host_key_remedy?}" "${login_remedy?}" "${sudo_remedy?}" "${check?}"

set --
while IFS= read -r argument; do set -- "$@" "$argument"; done <<ARGUMENTS
$arguments
ARGUMENTS

try() { said=$(ssh -F none "$@" "$check" 2>&1 </dev/null); }

since=$(date +%s)
answered=
until try "$@"; do
  now=$(date +%s)
  case $said in
    *'Host key verification failed'* | *'host key'*)
      answered=${answered:-$now} patience=$keyed_within
      why="presents a host key other than the pinned one: $host_key_remedy"
      ;;
    *sudo:*)
      answered=${answered:-$now} patience=$keyed_within
      why="accepts the login, but sudo does not work without a password: $sudo_remedy"
      ;;
    *'Permission denied'*)
      answered=${answered:-$now} patience=$keyed_within
      why="rejects the login: $login_remedy"
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
