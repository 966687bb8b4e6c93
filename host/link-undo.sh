# Makes a link again what it was before a change that no new login has confirmed. login-guard.sh has noted that in the folder
# $guard, and has a timer run this.
set -eu
: "${link?}" "${guard?}"
PATH=$PATH:/usr/sbin:/sbin
[ ! -e "$guard/taken-back" ] || exit 0

only_addresses() { grep -v ' scope link ' | sed -n 's/.* inet6\{0,1\} \([^ ]*\) .*/\1/p'; }

if [ ! -e "$guard/addresses" ]; then
  ip link delete dev "$link" 2>/dev/null || true
  while read -r path; do
    rm -f "$path"
    rmdir "$(dirname "$path")" 2>/dev/null || true
  done <"$guard/paths"
else
  ip -o address show dev "$link" | only_addresses | while read -r address; do
    grep -qF " $address " "$guard/addresses" || ip address delete "$address" dev "$link"
  done
  [ ! -e "$guard/up" ] || sh "$guard/up"
  only_addresses <"$guard/addresses" | while read -r address; do ip address replace "$address" dev "$link"; done
fi
if [ -e "$guard/now" ]; then mv "$guard/now" "$guard/taken-back"; fi
