# Asks a registry what it answers. Defines functions only.

# how_to_verify NAME: the kind of name or address that OpenSSL has to look for in a certificate.
how_to_verify() {
  case $1 in *:*) echo ip ;; *[!0-9.]*) echo hostname ;; *) echo ip ;; esac
}

# answer_of ENDPOINT: prints the status with which the registry there answers, or nothing. stdin: header lines, so that no login
# is in a process list. Trusts the authority that Docker trusts there.
answer_of() {
  called=${1%:*}
  called=${called#[}
  called=${called%]}
  authority=/etc/docker/certs.d/$1/ca.crt
  { printf 'GET /v2/ HTTP/1.0\r\nHost: %s\r\n' "$1"; cat; printf '\r\n'; } | (
    set -- -connect "$1" -quiet -verify_return_error "-verify_$(how_to_verify "$called")" "$called"
    [ ! -e "$authority" ] || set -- "$@" -CAfile "$authority"
    timeout 10 openssl s_client "$@" 2>/dev/null
  ) | sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p'
}
