# Adds an item to a list of this host's daemon.json. What else is in the file stays as it is, and Docker reads it again without a
# restart.
# list: insecure-registries, or registry-mirrors. path: in the configuration, for messages. program: the text of daemon-list.pl
set -eu
: "${list?}" "${item?}" "${path?}" "${program?}" "${state?}"
file=/etc/docker/daemon.json
case $list in
  insecure-registries) kind=insecure format='{{range .RegistryConfig.IndexConfigs}}{{if not .Secure}} {{.Name}} {{end}}{{end}}' ;;
  registry-mirrors) kind=mirror format='{{range .RegistryConfig.Mirrors}} {{.}} {{end}}' ;;
esac
thing=$kind-$(printf %s "$item" | tr -c 'a-z0-9.-' _)

# change VERB: the file is replaced in one step, and only by one that Docker accepts.
change() {
  mkdir -p "${file%/*}" "$state/before"
  [ -e "$file" ] || : >"$state/before/no-daemon-json"
  # The copy has the mode and the owner of the file.
  rm -f "$file.new"; [ ! -e "$file" ] || cp -p "$file" "$file.new"
  said=$({ cat "$file" 2>/dev/null || :; } | perl -e "$program" "$1" "$list" "$item" 2>&1 >"$file.new") ||
    { rm -f "$file.new"; fail "$path: $file cannot be changed: $said: correct it"; }
  if cmp -s "$file.new" "$file"; then rm "$file.new"; return 0; fi
  said=$(dockerd --validate --config-file "$file.new" 2>&1) ||
    case $said in
      *"unknown flag"*) ;;
      *) rm -f "$file.new"; fail "$path: Docker would not accept $file with $item in $list, which stays as it was: $said" ;;
    esac
  [ ! -e "$file" ] || cp -p "$file" "$file.old"
  mv "$file.new" "$file"
  if [ -e "$state/before/no-daemon-json" ] && [ "$(tr -d '[:space:]' <"$file")" = '{}' ]; then
    rm "$file" "$state/before/no-daemon-json"
  fi
  systemctl reload docker
}

# takes VERB: whether Docker itself does as it is told.
takes() {
  known=$(docker info --format "$format" 2>/dev/null)
  case $known in *" $item "*) [ "$1" = add ] ;; *) [ "$1" = remove ] ;; esac
}

await() {
  until=$(($(date +%s) + 20))
  until takes "$1"; do
    [ "$(date +%s)" -lt "$until" ] || return 1
    sleep 1
  done
}

apply() {
  claim "$thing"
  rm -f "$file.old"
  takes add || [ -e "$state/ours-$thing" ] || : >"$state/ours-$thing"
  change add
  if ! await add; then
    if [ -e "$file.old" ]; then mv "$file.old" "$file"; systemctl reload docker; fi
    fail "$path: Docker has not taken $item over from $list in $file within 20 s: see 'journalctl -u docker'; a list on the command line of dockerd keeps it from reading the file"
  fi
  rm -f "$file.old"
}

# What was in the list before us stays in it.
remove() {
  release "$thing" || return 0
  [ -e "$state/ours-$thing" ] || return 0
  # Docker forgets the last item when it reads an empty list, and none when the list is gone.
  change empty
  await remove || :
  change remove
  rm -f "$file.old" "$state/ours-$thing"
}

run "$1"
