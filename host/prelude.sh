# Precedes every script that has the verbs apply and remove. Only one such script runs on a host at a time.
set -eu
: "${stack?}" "${state?}"
PATH=$PATH:/usr/sbin:/sbin

# fail WORD...: ends the script with a message.
fail() { echo "$(uname -n): $*" >&2; exit 1; }

# claim THING: this stack uses it, and in it $owner, if there is one.
claim() { mkdir -p "$state/claims/$1"; printf %s "${owner-}" >"$state/claims/$1/$stack"; }

# release THING: this stack no longer uses it; true when no other stack does either. What another owner in this stack has
# claimed in the meantime is left to it: an update creates for the new owner before it deletes for the old one.
release() {
  by=$(cat "$state/claims/$1/$stack" 2>/dev/null) || by=
  [ "${by:-${owner-}}" = "${owner-}" ] || return 1
  rm -f "$state/claims/$1/$stack"
  rmdir "$state/claims/$1" 2>/dev/null || [ ! -e "$state/claims/$1" ] || return 1
}

# write FILE: replaces the file with stdin in one step, so that a full disk leaves what was there; leaves an identical file
# alone.
write() {
  mkdir -p "$(dirname "$1")"
  problem=$(cat 2>&1 >"$1.new") || { rm -f "$1.new"; fail "cannot write $1: ${problem#cat: }"; }
  if cmp -s "$1.new" "$1"; then rm "$1.new"; else chmod 0644 "$1.new"; mv "$1.new" "$1"; fi
}

# run VERB: the last line of every script, so that the shell has read all of it and no command can consume the rest from
# stdin. Everything is flushed to disk before the script succeeds: a power cut must not take files that the stack's state
# says are there.
run() {
  verb=$1
  mkdir -p "$state"
  exec 9>"$state/lock"
  flock -w 90 9 || fail "another run has held $state/lock for 90 s: wait for it to end, then run again"
  ("$verb") </dev/null
  sync -f /etc /var
}
