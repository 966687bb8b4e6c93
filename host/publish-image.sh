# Tags and pushes an image from this host and prints its reference by digest.
set -eu
: "${source?}" "${repository?}" "${tag?}"

apply() {
  docker image inspect "$source" >/dev/null 2>&1 || docker pull -q "$source" >&2 ||
    fail "image $source is not on this host and cannot be pulled: load it with 'docker load', or correct its source in images"
  docker tag "$source" "$repository:$tag"
  until=$(($(date +%s) + 60))
  until pushed=$(docker push "$repository:$tag" 2>&1); do
    [ "$(date +%s)" -lt "$until" ] || fail "$repository:$tag could not be pushed for 60 s: $pushed"
    sleep 1
  done
  digest=$(printf '%s\n' "$pushed" | sed -n 's/.*digest: \(sha256:[0-9a-f]*\) .*/\1/p')
  [ -n "$digest" ] || fail "docker push of $repository:$tag printed no digest: $pushed"
  echo "$repository@$digest"
}

remove() { docker image rm "$repository:$tag" || true; }

run "$1"
