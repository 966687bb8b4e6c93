# Logs root of this host in to the registry, once that answers, and makes sure that nobody else is let in. Docker keeps the
# login in root's config.json.
set -eu
: "${endpoint?}" "${user?}" "${password?}" "${stack?}"
# sudo may leave that of the user.
HOME=~root
export HOME

# Fails at once for what waiting does not help: the registry answers, and its answer is not the right one.
refuse_answer() {
  refuse_certificate "$endpoint" "$said"
  case $said in
    *nauthorized* | *"incorrect username or password"*)
      fail "registry.access.password: $endpoint rejects the login of $user: run 'npm run heal -- --stack $stack', which sets the password of its host again; if it still does, something else answers at that address" ;;
    *"no such host"* | *"server misbehaving"*)
      fail "registry.name: this host cannot resolve the name in $endpoint: $said" ;;
  esac
}

apply() {
  until=$(($(date +%s) + 60))
  until said=$(printf %s "$password" | docker login --username "$user" --password-stdin "$endpoint" 2>&1); do
    refuse_answer
    [ "$(date +%s)" -lt "$until" ] || fail "registry: $endpoint has not answered for 60 s: see 'docker logs registry-$stack' on its host: $said"
    sleep 1
  done
  answer=$(answer_of "$endpoint" </dev/null)
  [ "$answer" = 401 ] || fail "registry.access: $endpoint answers ${answer:-nothing} to those without a login, in place of 401, so it lets anybody in: stop what else answers at that address, or choose another registry.port"
}

# Other logins stay.
remove() {
  docker logout "$endpoint" >/dev/null 2>&1 || true
  config=$HOME/.docker/config.json
  if [ "$({ tr -d '[:space:]' <"$config"; } 2>/dev/null)" = '{"auths":{}}' ]; then rm -f "$config"; fi
  rmdir "$HOME/.docker" 2>/dev/null || true
}

run "$1"
