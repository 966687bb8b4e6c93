# What Docker knows about the health of a container, for scripts that look at it.

# read_health CONTAINER: its state, and `healthy`, `unhealthy`, `starting`, or `none` without a health check.
read_health() {
  # shellcheck disable=SC2016 # a Docker template
  timeout 30 docker container inspect --format '{{.State.Status}} {{with .State.Health}}{{.Status}}{{else}}none{{end}}' \
    "$1" </dev/null 2>/dev/null
}

# explain_health CONTAINER: how its last check ended, and the last lines of its log.
explain_health() {
  # shellcheck disable=SC2016
  timeout 30 docker container inspect --format '{{with .State.Health}}{{range .Log}}{{.ExitCode}} {{json .Output}}{{"\n"}}{{end}}{{end}}' \
    "$1" </dev/null 2>/dev/null | sed '/^$/d' | tail -n 1 | sed 's/\\n"$/"/; s/\\n/; /g; s/ / and says /; s/^/its check ends with /'
  timeout 30 docker container logs --tail 5 "$1" </dev/null 2>&1 | tr -cd '\11\12\40-\176\200-\377' | cut -c 1-300 |
    sed 's/^/its log: /'
}
