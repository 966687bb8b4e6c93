set -u
try() { said=$(ssh -F none -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile=none -o GlobalKnownHostsFile=none -o HostKeyAlgorithms=ssh-ed25519 -o 'KnownHostsCommand=/bin/echo %H ssh-ed25519 AAAA' -o ConnectTimeout=20 -p 22 -l root 192.0.2.7 true 2>&1 </dev/null); }
since=$(date +%s) answered=
until try; do
  now=$(date +%s)
  case $said in
    *'Host key verification failed'* | *'host key'*) answered=${answered:-$now} patience=0 why='shows another host key than the pinned one: compare its key' ;;
    *'Permission denied'*) answered=${answered:-$now} patience=0 why='refuses the login: check its user' ;;
    *) answered='' patience=0 why='does not answer within 20 s: check that it is on, its address, and the way to it' ;;
  esac
  [ "$now" -lt $((${answered:-$since} + patience)) ] || { echo 'hosts.docker01: docker01 (root@192.0.2.7, port 22)' "$why" "($said)" >&2; exit 1; }
  sleep 3
done
