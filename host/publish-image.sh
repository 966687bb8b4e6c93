# Tags and pushes an image from this host and prints its reference by digest.
set -eu
: "${image?}" "${source?}" "${repository?}" "${tag?}" "${upload?}" "${others?}" "${server?}" "${stack?}"

# What another registry says, or does not say within a bound.
pull() {
  if said=$(timeout 1200 docker pull --quiet "$source" 2>&1); then return; else ended=$?; fi
  [ "$ended" != 124 ] || fail "images.$image: $source could not be pulled within 20 min: its registry is slow, or has stopped answering"
  case $said in
    *"i/o timeout"* | *Client.Timeout* | *"TLS handshake timeout"* | *"connection refused"* | *"no such host"* | \
      *"no route to host"* | *"network is unreachable"* | *"server misbehaving"* | *"deadline exceeded"*)
      fail "images.$image: $source is not on this host, and the registry that it comes from does not answer: load it with 'docker load', give it as archive, or see to the network of this host: $said" ;;
    *"no space left on device"*)
      fail "images.$image: no space is left for $source on this host: make room in $(docker info --format '{{.DockerRootDir}}'): $said" ;;
  esac
  fail "image $source is not on this host and cannot be pulled: load it with 'docker load', or correct its source in images: $said"
}

get() {
  ! docker image inspect "$source" >/dev/null 2>&1 || return 0
  [ -z "$upload" ] || fail "images.$image: somebody has removed $source from this host before it was published: run 'npm run pulumi -- up --stack $stack --replace \"$upload\"'"
  pull
}

# The registry answers 500 when its disk is full, and says why in its log alone.
refuse_full() {
  case $pushed$(docker logs --since "$began" "$server" 2>&1 | tail -n 200) in
    *"no space left on device"*) ;;
    *) return 0 ;;
  esac
  data=$(docker volume inspect --format '{{.Mountpoint}}' "macvlan-fabric-registry-$stack")
  fail "registry: no space is left for $repository:$tag: make room in $data on this host, or remove images that are no longer declared, with 'npm run registry -- prune --stack $stack'"
}

# Fails at once for what waiting does not help: the registry answers, and its answer is not the right one.
refuse_answer() {
  refuse_certificate "${repository%%/*}" "$pushed"
  case $pushed in
    *unauthorized* | *"no basic auth credentials"*)
      fail "registry: ${repository%%/*} rejects the login of this host, or the lack of one: with registry.access, run 'npm run heal -- --stack $stack'; without, stop what else answers at that address, or choose another registry.port" ;;
  esac
}

apply() {
  get
  docker tag "$source" "$repository:$tag"
  began=$(date +%s)
  until=$((began + 60))
  until pushed=$(docker push "$repository:$tag" 2>&1); do
    refuse_answer
    refuse_full
    [ "$(date +%s)" -lt "$until" ] || fail "$repository:$tag could not be pushed for 60 s: $pushed"
    sleep 1
  done
  digest=$(printf '%s\n' "$pushed" | sed -n 's/.*digest: \(sha256:[0-9a-f]*\) .*/\1/p')
  [ -n "$digest" ] || fail "docker push of $repository:$tag printed no digest: $pushed"
  [ -z "$others" ] || forget "$source"
  echo "$repository@$digest"
}

# forget [NAME]: removes what this host has of the image under names of ours, but for one.
forget() {
  docker image ls --format '{{.Repository}}:{{.Tag}}' --filter "reference=$others" | while read -r each; do
    [ "$each" = "${1-}" ] || docker image rm "$each" >/dev/null || true
  done
}

remove() {
  docker image rm "$repository:$tag" || true
  [ -z "$others" ] || forget
}

# Without the lock of `run`: a push takes long, and is in nobody's way.
"$1" </dev/null
