#!/usr/bin/env bash
# The ProxyCommand of ssh below the Docker provider; $0 is the host and $1 its port. What follows is the command that leads
# there through a bastion, if one does. An `up` opens dozens of connections to a host at once, and a stock sshd turns new ones
# away while ten are still logging in (MaxStartups), always before its banner. So the connections of this user to one host
# queue up: each waits for the banner of the one before, and tries again until it has its own. Nothing is sent before, so
# trying again is safe. Without flock (macOS) they only try again.
# A message of the provider quotes the whole command, so docker-ssh.ts puts it on one line: end each line to suit.
# The shell of the user starts it, and shells differ about single quotes, backslashes, and a "!" before anything but a blank.
file=${XDG_CACHE_HOME:-$HOME/.cache}/macvlan-fabric/ssh/$0:$1;
port=$1;
shift;
way=("$@");
since=$(date +%s) tries=0;
fail() { echo "no ssh server answers on port $port of $0, or it turns all connections away" >&2; };
if mkdir -p "${file%/*}" && exec 9>>"$file" && type flock; then
  until flock -w 5 9; do kill -0 "$PPID" || exit; done;
fi >/dev/null 2>&1;
# One that gave up meanwhile has waited long enough for all that queue up behind it. A time that is still to come is from
# before the clock was set.
read -r failed 2>/dev/null <"$file";
[[ $failed < $since || $failed > $(date +%s) ]] || { fail; exit 1; };
# Ends this process with ssh, or after so many seconds.
watch() {
  (
    for ((i = 0; i < $1; i++)); do
      sleep 1;
      kill -0 "$PPID" || { kill $$; exit; };
    done 2>/dev/null;
    fail;
    date +%s 2>/dev/null >"$file";
    kill $$;
  ) >&- 3>&- 4>&- 9>&- & disown;
  watcher=$! ;
};
# Opens 3 to read and 4 to write. bash 3 (macOS) has no coprocesses.
reach() {
  exec 3>&- 4>&-;
  if [[ ${#way[@]} == 0 ]]; then
    { exec 3<>"/dev/tcp/$0/$port"; } 2>/dev/null && exec 4>&3;
    return;
  fi;
  pipe=$(mktemp -u) && mkfifo -m 600 "$pipe" || return;
  exec 4> >(exec "${way[@]}" >"$pipe" 9>&-);
  exec 3<"$pipe";
  rm "$pipe";
};
# A host that takes connections is only slow: it has as long as sshd gives a login.
dial() {
  reach || return;
  ((tries++)) || { kill $watcher; watch 120; };
  while IFS= read -r banner <&3; do [[ $banner == SSH-* ]] && return; done;
  false;
};
watch 30;
until dial; do sleep 2; done;
kill $watcher;
exec 9>&-;
trap "" HUP;
echo "$banner";
cat <&3 4>&- & disown;
reader=$! ;
exec >&4 3>&- 4>&-;
cat;
exec >&-;
kill $reader 2>/dev/null
