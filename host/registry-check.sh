# Looks at a registry for verify, and changes nothing.
# certificate: folder with that of the registry and perhaps its authority's. registry_names: the address and the names that it
# must be for. registry_login: its endpoint, if hosts log in to it. registry_mirror, mirror_container: endpoint and container of
# the mirror beside it. registry-answer.sh precedes this file.
: "${certificate?}" "${registry_names?}" "${registry_login?}" "${registry_mirror?}" "${mirror_container?}"

# Prints what is wrong with the registry's certificate, mostly as OpenSSL puts it, or `valid`.
check_certificate() {
  command -v openssl >/dev/null || { echo valid; return; }
  for name in $registry_names; do
    wrong=$(verify_certificate "-verify_$(how_to_verify "$name")" "$name")
    [ -z "$wrong" ] || { echo "$wrong"; return; }
  done
  expires 30 "$certificate/tls.crt" || expires 90 "$certificate/ca.crt" authority || echo valid
}

# Prints nothing when it is right. The authorities in between come with the certificate.
verify_certificate() {
  for file in ca.crt given-ca.crt; do
    # A given authority is empty when hosts know it anyway.
    ! grep -q . "$certificate/$file" 2>/dev/null || set -- "$@" -CAfile "$certificate/$file"
  done
  timeout 10 openssl verify -untrusted "$certificate/tls.crt" "$@" "$certificate/tls.crt" 2>&1 | awk '
    / OK$/ { ok = 1 } /^error/ && !wrong { sub(/^error.* lookup: */, ""); wrong = $0 }
    END { if (!ok) print wrong ? wrong : "cannot be read" }'
}

# expires DAYS FILE WORD...: whether it does within so many, and then says when.
expires() {
  days=$1 file=$2
  shift 2
  [ -e "$file" ] && ! openssl x509 -checkend "$((days * 86400))" -noout -in "$file" >/dev/null || return 1
  echo "$* expires on $(openssl x509 -enddate -noout -in "$file" | sed 's/.*=//')" | sed 's/^ //'
}

# Prints what the registry answers without a login, and with that of this host; nothing where that cannot be told.
check_login() {
  command -v openssl >/dev/null || return 0
  login=$({ tr -d '[:space:]' <~root/.docker/config.json; } 2>/dev/null)
  case $login in *'"credsStore"'* | *'"credHelpers"'*) return 0 ;; esac
  login=$(printf %s "$login" | awk -v key="\"$registry_login\":{\"auth\":\"" '
    at = index($0, key) { rest = substr($0, at + length(key)); print substr(rest, 1, index(rest, "\"") - 1) }')
  printf '%s\t%s' "$(answer_of "$registry_login" </dev/null)" \
    "$(printf 'Authorization: Basic %s\r\n' "$login" | answer_of "$registry_login")"
}

# Prints what the mirror answers, or nothing, and what it has last ended of.
check_mirror() {
  command -v openssl >/dev/null || { echo 200; return; }
  printf '%s\t%s' "$(answer_of "$registry_mirror" </dev/null)" \
    "$(timeout 20 docker logs --tail 100 "$mirror_container" 2>&1 | tr '\t' ' ' | sed -n 's/^panic: //p' | tail -n 1)"
}
