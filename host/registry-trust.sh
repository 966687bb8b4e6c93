# Makes this host's Docker trust the registry's CA. The daemon reads the folder at each pull: no restart.
set -eu
: "${folder?}" "${ca?}"

apply() { printf '%s\n' "$ca" | write "$folder/ca.crt"; }

remove() { rm -rf "$folder"; }

run "$1"
