# In front of every script with the verbs apply and remove. One script at a time runs on a host.
set -eu
: "${stack?}" "${state?}"
PATH=$PATH:/usr/sbin:/sbin

# fail WORD...: ends the script with a message.
fail() { echo "$(uname -n): $*" >&2; exit 1; }

# claim THING: this stack uses it.
claim() { mkdir -p "$state/claims/$1"; : >"$state/claims/$1/$stack"; }

# release THING: this stack no longer uses it; true when no other stack does either.
release() {
  rm -f "$state/claims/$1/$stack"
  rmdir "$state/claims/$1" 2>/dev/null || [ ! -e "$state/claims/$1" ] || return 1
}

# write FILE: replaces the file by stdin in one step; an equal file is left alone.
write() {
  mkdir -p "$(dirname "$1")"; cat >"$1.new"
  if cmp -s "$1.new" "$1"; then rm "$1.new"; else chmod 0644 "$1.new"; mv "$1.new" "$1"; fi
}

# run VERB: the last line of every script, so that the shell has read all of it and no command can swallow the rest from
# stdin. What the verb wrote is on the disk before the script succeeds: the stack's state would go on to say "done" after a
# power cut that took the files.
run() {
  verb=$1
  mkdir -p "$state"
  exec 9>"$state/lock"
  flock -w 90 9 || fail "another run has held $state/lock for 90 s: wait for it to end, then run again"
  ("$verb") </dev/null
  sync -f /etc /var
}
