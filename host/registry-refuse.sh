# Says what is wrong with a registry, after registry-answer.sh.
: "${stack?}"

# refuse_certificate ENDPOINT MESSAGE: ends the script if Docker's message is about a certificate, which waiting does not mend.
refuse_certificate() {
  heal="run 'npm run heal -- --stack $stack', which makes a new one; one that registry.certificate names has to be replaced there"
  what=address
  [ "$(how_to_verify "${1%:*}")" = ip ] || what=name
  case $2 in
    *"x509: certificate has expired or is not yet valid"*)
      fail "registry: the certificate of $1 has expired, or the clock of this host is wrong ($(date)): set the clock; if it is right, $heal: ${2##*x509: }" ;;
    *"x509: certificate is valid for"* | *"x509: cannot validate certificate for"*)
      fail "registry: the certificate of $1 is for another $what: $heal: ${2##*x509: }" ;;
    *"x509: certificate signed by unknown authority"*)
      fail "registry: $1 has a certificate of another authority, so something else may answer at that address: stop it, or choose another registry.port" ;;
  esac
}
