# Opens the best shell that a container has. Standard input is the user's. advice: what to say if it has none.
: "${container?}" "${flags?}" "${advice?}"
for shell in bash sh; do
  problem=$(docker exec "$container" "$shell" -c : 2>&1 </dev/null) && exec docker exec "$flags" "$container" "$shell"
  status=$?
done
case $status in
  # Docker's, for a program that is not there.
  126 | 127) printf '%s\n' "$advice" >&2 ;;
  *) printf '%s\n' "$problem" >&2 ;;
esac
exit "$status"
