# Asks the segments of a host, before its containers are made, whether somebody else has one of their addresses. Fails with who
# answers. What a container of the stack on this host has is not asked for, because the host itself would not hear it.
# program: the text of watch.pl. label: KEY=VALUE of the stack's containers. seconds, period: as in watch.sh.
# rows: one line `ID LINK ADDRESS HEXADECIMAL` for each; the ID is its path in the configuration.
set -eu
: "${program?}" "${label?}" "${seconds?}" "${period?}" "${rows?}" "${host?}"

# The addresses of the stack's containers here, also of those that do not run.
own_addresses() {
  # shellcheck disable=SC2016 # a Docker template
  format='{{range .NetworkSettings.Networks}}{{with .IPAMConfig}}{{.IPv4Address}} {{.IPv6Address}}{{end}} {{.IPAddress}} {{.GlobalIPv6Address}} {{end}}'
  ids=$(timeout 30 docker ps --all --quiet --filter "label=$label")
  # shellcheck disable=SC2086 # one word for each container
  [ -z "$ids" ] || timeout 60 docker container inspect --format "$format" $ids | tr ' ' '\n' | sort -u
}

apply() {
  command -v perl >/dev/null || fail "probe: perl is missing, which asks for addresses: install it"
  own=$(own_addresses)
  asked=$(printf '%s\n' "$rows" | while read -r id link address key; do
    printf '%s\n' "$own" | grep -qixF -e "$address" || printf '%s\t%s\t0\t%s\n' "$id $address" "$link" "$key"
  done)
  [ -n "$asked" ] || return 0
  said=$(printf '%s\n' "$asked" | timeout $((seconds + 10)) perl -e "$program" "$(uname -m)" "$seconds" "$period")
  taken=$(printf '%s\n' "$said" | awk -F '\t' -v host="$host" '$1 == "@start" && !seen[$2 $4]++ {
    split($2, part, " ")
    print part[1] ": " part[2] " is taken: " $4 " answers for it, as seen from " host
  }')
  [ -z "$taken" ] || fail "$taken: choose another address (npm run plan -- --live finds one), or take it from who has it"
}

remove() { :; }

run "$1"
