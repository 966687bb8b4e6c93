# Keeps a change of a link from locking out whoever made it. Before the change, a timer is armed on the host that takes it back;
# it is disarmed when answers to this login leave by the same way as before. Where they do not, the change stays as it is for
# $grace seconds, and only a run of the same script in a new login, which has then come through, makes it last. All of this is in
# memory, in the folder $guard: a host that reboots in between comes up as it was. undo: link-undo.sh, rendered.
: "${link?}" "${state?}" "${up?}" "${guard?}" "${undo?}"
grace=90

guard_unit() { printf 'macvlan-fabric-undo-%s' "$(systemd-escape "$link")"; }

# Sets login to `CLIENT PORT ADDRESS PORT` of the ssh connection that runs this script, or to nothing. sudo does not pass it on,
# but a process that started sudo has it.
find_login() {
  login='' pid=$$
  while [ -z "$login" ] && [ "${pid:-1}" -gt 1 ]; do
    login=$(tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | sed -n 's/^SSH_CONNECTION=//p')
    pid=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$pid/status" 2>/dev/null)
  done
}

# The address that the login came to, without a zone.
login_address() { printf '%s\n' "$login" | sed 's/^[^ ]* [^ ]* \([^ %]*\).*/\1/'; }

# The interface through which answers to the login leave, and the next hop: `ens33 via 192.168.1.1`.
way_to_login() {
  client=${login%% *}
  ip route get "${client%%%*}" from "$(login_address)" 2>/dev/null | grep -oE '(via [^ ]+ )?dev [^ ]+' |
    sed 's/\(.*\) dev \(.*\)/\2 \1/; s/^dev //'
}

# has_login_address LINK: whether this login came to an address of that link.
has_login_address() { ip -o address show dev "$1" 2>/dev/null | grep -qF " $(login_address)/"; }

# refuse_cut LINK: fails if this login uses a link that is to be removed or taken down.
refuse_cut() {
  find_login
  [ -n "$login" ] && [ -d "/sys/class/net/$1" ] || return 0
  way=$(way_to_login)
  if [ "${way%% *}" = "$1" ] || has_login_address "$1"; then
    fail "this login comes through $1, which cannot be taken away under it: log in to the host another way, such as at another of its addresses"
  fi
}

# Fails if the link would lose the address that this login came to.
refuse_lost_address() {
  at=$(login_address)
  case "$at $addresses" in fe80:* | *" $at/"*) return ;; esac
  ! has_login_address "$link" ||
    fail "this login came to $at, an address that $link would lose: log in to the host at another of its addresses, then run again"
}

# is_change FILE: whether it holds the commands that make the link as it is to be.
is_change() { printf '%s\n' "$up" | cmp -s - "$1"; }

# What a run before this one has left: a change that this login confirms, one that was cut off, or one that was taken back.
settle_former_change() {
  confirmed=
  find_login
  [ -e "$guard" ] || return 0
  if [ -e "$guard/taken-back" ]; then
    way=$(cat "$guard/way") now=$(cat "$guard/taken-back")
    is_change "$guard/change" || { rm -rf "$guard"; return; }
    rm -rf "$guard"
    fail "no new login reached this host within $grace s after $link had changed, and it has taken the change back: answers to ${login%% *} left through ${now:-no link} instead of $way. Change the addresses of $link, or log in from elsewhere"
  elif [ -e "$guard/waits" ] && [ "$(cat "$guard/waits")" != "$login" ] && is_change "$guard/change"; then
    confirmed=yes
  else
    take_back
  fi
}

# begin_change PATH…: arms the timer, unless nothing can come of the change. PATH: what goes again with a link that was not there.
begin_change() {
  armed=
  [ -n "$login" ] || return 0
  refuse_lost_address
  [ -z "$confirmed" ] || return 0
  if [ -z "$addresses" ] || { exists && is_change "$state/links/$link.up"; }; then return; fi
  mkdir -p "$guard"
  printf '%s\n' "$up" >"$guard/change"
  way_to_login >"$guard/way"
  for path in "$@"; do printf '%s\n' "$path"; done >"$guard/paths"
  if exists; then ip -o address show dev "$link" >"$guard/addresses"; fi
  [ ! -e "$state/links/$link.up" ] || cat "$state/links/$link.up" >"$guard/up"
  # Last: without it, nothing has begun.
  printf '%s\n' "$undo" >"$guard/undo"
  systemd-run --quiet --collect --unit="$(guard_unit)" --on-active="$grace" --timer-property=AccuracySec=1s \
    flock -w 120 "$state/lock" sh "$guard/undo"
  armed=yes
  trap 'take_back' EXIT
}

take_back() {
  trap - EXIT
  systemctl stop "$(guard_unit).timer" 2>/dev/null || true
  [ ! -e "$guard/undo" ] || sh "$guard/undo" || true
  rm -rf "$guard"
}

# Before the change is written to disk: fails as long as no new login has proved that the host can still be reached.
end_change() {
  if [ -n "$armed" ]; then
    way=$(way_to_login)
    if [ "$way" != "$(cat "$guard/way")" ]; then
      trap - EXIT
      printf '%s\n' "$way" >"$guard/now"
      printf '%s\n' "$login" >"$guard/waits"
      fail "with $link as it is now, answers to this login leave through ${way:-no link} instead of $(cat "$guard/way"). The host takes that back in $grace s unless a new login confirms it: run the same command again at once"
    fi
  fi
  [ -n "$armed$confirmed" ] || return 0
  trap - EXIT
  systemctl stop "$(guard_unit).timer" 2>/dev/null || true
  rm -rf "$guard"
}
