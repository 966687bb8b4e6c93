# Runs on the user's machine, before anything of an update is created: has each host that the stack had free what the new plan
# gives to somebody else (release.sh), and prints the hosts of the new plan for the next run. A host that cannot be asked does
# not stop the others: what it still has shows when the update, or verify, comes to it.
# hosts: NAME, DESTINATION, COMMAND and arguments of ssh, with tabs between them, one line for each host of the new plan.
# release: the script for the hosts. PULUMI_COMMAND_STDOUT: what the run before this one printed; unset in the first.
set -u
: "${hosts?}" "${release?}"
tab=$(printf '\t')

# free LINE
free() {
  set -f
  IFS=$tab
  # shellcheck disable=SC2086 # one word for each field
  set -- $1
  unset IFS
  name=$1 destination=$2 command=$3
  shift 3
  now=$(printf '%s\n' "$hosts" | awk -F '\t' -v destination="$destination" '$2 == destination { print $1; exit }')
  said=$(printf 'name=%s address=%s\n%s\n' "${now:-$name}" "${destination% *}" "$release" | ssh -F none "$@" "$command" 2>&1) && {
    [ -z "$said" ] || printf '%s\n' "$said" >&2
    return
  }
  echo "$name did not free what moves to others ($(printf '%s' "$said" | tail -n 1)): if it is still running, an address may" \
    "have two owners until it is reached again" >&2
}

while IFS= read -r line; do
  [ -z "$line" ] || free "$line" </dev/null &
done <<PREVIOUS
${PULUMI_COMMAND_STDOUT-}
PREVIOUS
wait
printf '%s\n' "$hosts"
