# Looks at a registry for verify, and changes nothing.
# certificate: folder with that of the registry and perhaps its authority's. registry_names: the address and the names that it
# must be for.
: "${certificate?}" "${registry_names?}"

# Prints what is wrong with the registry's certificate, mostly as OpenSSL puts it, or `valid`.
check_certificate() {
  command -v openssl >/dev/null || { echo valid; return; }
  for name in $registry_names; do
    case $name in *[!0-9.]*) kind=hostname ;; *) kind=ip ;; esac
    case $name in *:*) kind=ip ;; esac
    wrong=$(verify_certificate "-verify_$kind" "$name")
    [ -z "$wrong" ] || { echo "$wrong"; return; }
  done
  expires 30 "$certificate/tls.crt" || expires 90 "$certificate/ca.crt" authority || echo valid
}

# Prints nothing when it is right. The authorities in between come with the certificate.
verify_certificate() {
  [ ! -e "$certificate/ca.crt" ] || set -- "$@" -CAfile "$certificate/ca.crt"
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
