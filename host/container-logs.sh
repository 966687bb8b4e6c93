# Prints the logs of containers until they end or standard input does: sshd lets a command run on when its connection ends, and
# one that waits for a line would stay for ever.
# rows: one line `CONTAINER PREFIX` each; without a prefix, the two outputs stay apart. follow, tail, since: of `docker logs`.
: "${rows?}" "${follow?}" "${tail?}" "${since?}"
exec 3<&0
pids=
while read -r container prefix; do
  set -- docker logs --follow="$follow" --tail "$tail" --since "$since" "$container"
  if [ -z "$prefix" ]; then
    "$@" </dev/null 3<&- &
  else
    # Whole lines, each at once; sed would leave an unfinished one open.
    "$@" 2>&1 </dev/null 3<&- | prefix=$prefix perl -ne '$| = 1; chomp; print "$ENV{prefix} $_\n"' 3<&- &
  fi
  pids="$pids $!"
done <<ROWS
$rows
ROWS
# The whole session of this login, and nothing else.
{ cat >/dev/null; kill 0; } <&3 >/dev/null 2>&1 &
status=0
for pid in $pids; do wait "$pid" || status=$?; done
exit "$status"
