# Removes tags and manifests from a registry, and then what no other needs. Meanwhile another container answers in its place,
# which takes nothing: what somebody pushes during the collection could lose its layers. However this ends, the registry is
# started again; so does the next run, and Docker when it starts.
set -eu
: "${server?}" "${volume?}" "${label?}" "${removals?}"
reader=$server-readonly

writable() {
  docker rm --force "$reader" >/dev/null 2>&1 || true
  docker start "$server" >/dev/null
}

# remove tag REPOSITORY TAG | remove manifest REPOSITORY DIGEST
remove() {
  folder=repositories/$2
  case $1 in
    tag) rm -rf "$folder/_manifests/tags/$3" ;;
    manifest) rm -rf "$folder/_manifests/revisions/${3%%:*}/${3#*:}" "$folder"/_manifests/tags/*/index/"${3%%:*}/${3#*:}" ;;
  esac
  [ -z "$(find "$folder/_manifests" -name link)" ] || return 0
  rm -rf "$folder/_manifests" "$folder/_layers" "$folder/_uploads"
  rmdir -p "$folder" 2>/dev/null || true
}

writable
data=$(docker volume inspect --format '{{.Mountpoint}}' "$volume")/docker/registry/v2
cd "$data"
before=$(du -sk . | cut -f1)
image=$(docker inspect --format '{{.Image}}' "$server")
command=$(docker inspect --format '{{join .Config.Cmd " "}}' "$server")
port=$(docker inspect --format '{{range $port, $all := .HostConfig.PortBindings}}{{range $all}}{{with .HostIp}}{{.}}:{{end}}{{.HostPort}}:{{$port}}{{end}}{{end}}' "$server")
trap writable EXIT
trap 'exit 1' HUP INT TERM
docker stop "$server" >/dev/null
docker inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$server" |
  docker run --detach --name "$reader" --label "$label" --volumes-from "$server" --publish "$port" \
    --env-file /dev/stdin --env 'REGISTRY_STORAGE_MAINTENANCE_READONLY={"enabled":true}' "$image" >/dev/null
while read -r kind repository what; do
  [ -z "$kind" ] || remove "$kind" "$repository" "$what"
done <<END
$removals
END
docker exec "$reader" registry garbage-collect "${command##* }" >/dev/null
echo "$((before - $(du -sk . | cut -f1)))"
