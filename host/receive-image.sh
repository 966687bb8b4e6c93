# Takes an image from stdin, as an archive or a build context, unless this host has it. What it prints first is what it waits
# for: nothing, or an image for its platform. Docker reads the stream itself, so that nothing is left behind when it breaks off.
set -eu
: "${image?}" "${path?}" "${kind?}" "${dockerfile?}" "${args?}"

archive() { docker load --quiet; }

build() {
  set --
  while IFS= read -r each; do
    [ -z "$each" ] || set -- "$@" --build-arg "$each"
  done <<END
$args
END
  docker build --quiet --force-rm --tag "$image" --file "$dockerfile" "$@" -
}

if docker image inspect "$image" >/dev/null 2>&1; then echo present; exit; fi
# One at a time: several would take memory and disk from each other, and from the scripts that make networks meanwhile.
exec 9<"$(command -v docker)"
flock 9
docker version --format '{{.Server.Os}}/{{.Server.Arch}}'
said=$("$kind" 2>&1) || case $said in
  *"no space left on device"*)
    fail "$path: no space is left for the image: make room in $(docker info --format '{{.DockerRootDir}}') on this host: $said" ;;
  *) fail "$path: $said" ;;
esac
docker image inspect "$image" >/dev/null || fail "$path: Docker took it, but has no image $image now: $said"
