# Waits for the Docker daemon of a host.
# name: the host. address: its address, for messages.
set -eu
: "${name?}" "${address?}"

# Sets $version.
await_docker() {
  command -v docker >/dev/null || fail "hosts.$name: Docker is not installed: install docker-ce or docker.io"
  until=$(($(date +%s) + 60))
  until version=$(timeout 20 docker version --format '{{.Server.Version}}' 2>&1); do
    case $(systemctl is-active docker) in
      active | activating | reloading) ;;
      *) fail "hosts.$name: Docker is not running on $name ($address): start it with 'systemctl start docker', and see 'journalctl -u docker'" ;;
    esac
    [ "$(date +%s)" -lt "$until" ] || fail "hosts.$name: Docker on $name ($address) has not answered for 60 s: $version"
    sleep 1
  done
}
