# Waits until a container is healthy. It changes nothing, and holds no lock: others have work to do on the host meanwhile.
# id: of the container. container: its name. host: for messages. path: of its health check in the configuration.
# bound: seconds.
set -eu
: "${id?}" "${container?}" "${host?}" "${path?}" "${bound?}"

# refuse WORD...: ends the script with a message, and what explains it.
refuse() {
  why=$(explain_health "$id" | sed 's/^/  /')
  # What a program says may have backslashes, which `echo` would read.
  printf '%s\n' "$(uname -n): $path: container $container on $host $*: correct it or its health check, then run 'npm run up' again${why:+
$why}" >&2
  exit 1
}

apply() {
  end=$(($(date +%s) + bound))
  while :; do
    case $(read_health "$id") in
      *" healthy") return ;;
      *" unhealthy") refuse "is unhealthy" ;;
      exited* | dead*) refuse "has ended instead of being healthy" ;;
      *" none") fail "$path: container $container on $host has no health check, and its image has none: add healthcheck, or wait for service_started" ;;
      "") fail "$path: container $container on $host is gone: run 'npm run up' again" ;;
    esac
    [ "$(date +%s)" -lt "$end" ] || refuse "is not healthy after $bound s"
    sleep 1
  done
}

remove() { :; }

"$1" </dev/null
