# Tags and pushes an image from this host and prints its reference by digest.
set -eu
: "${source?}" "${repository?}" "${tag?}" "${stack?}"

# Fails at once for what waiting does not help: the registry answers, and its answer is not the right one.
refuse_answer() {
  renew="run 'npm run heal -- --stack $stack', which makes a new one"
  case $pushed in
    *"x509: certificate has expired or is not yet valid"*)
      fail "registry: the certificate of ${repository%%/*} has expired, or the clock of this host is wrong ($(date)): set the clock; if it is right, $renew: ${pushed##*x509: }" ;;
    *"x509: certificate is valid for"* | *"x509: cannot validate certificate for"*)
      fail "registry: the certificate of ${repository%%/*} is for another address: $renew: ${pushed##*x509: }" ;;
    *"x509: certificate signed by unknown authority"*)
      fail "registry: ${repository%%/*} has a certificate of another authority, so something else may answer at that address: stop it, or choose another registry.port" ;;
    *unauthorized* | *"no basic auth credentials"*)
      fail "registry: ${repository%%/*} rejects the login, or the lack of one, and the registry of this stack asks for none: stop what else answers at that address, or choose another registry.port" ;;
  esac
}

apply() {
  docker image inspect "$source" >/dev/null 2>&1 || docker pull -q "$source" >&2 ||
    fail "image $source is not on this host and cannot be pulled: load it with 'docker load', or correct its source in images"
  docker tag "$source" "$repository:$tag"
  until=$(($(date +%s) + 60))
  until pushed=$(docker push "$repository:$tag" 2>&1); do
    refuse_answer
    [ "$(date +%s)" -lt "$until" ] || fail "$repository:$tag could not be pushed for 60 s: $pushed"
    sleep 1
  done
  digest=$(printf '%s\n' "$pushed" | sed -n 's/.*digest: \(sha256:[0-9a-f]*\) .*/\1/p')
  [ -n "$digest" ] || fail "docker push of $repository:$tag printed no digest: $pushed"
  echo "$repository@$digest"
}

remove() { docker image rm "$repository:$tag" || true; }

run "$1"
