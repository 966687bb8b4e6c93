# Runs in a guest. Ends as soon as Docker answers, and prints its version. A cold boot under load takes a few minutes to get
# there.
set -u
tries=0
until docker version --format '{{.Server.Version}}' 2>/dev/null; do
  tries=$((tries + 1))
  [ "$tries" -lt 300 ] || { docker version >&2; exit 1; }
  sleep 0.5
done
