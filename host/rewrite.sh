# Rewrites files that containers have mounted: a container keeps the file that is there, and would not see another in its place.
: "${state?}"
staged=$state/staged

# stage FILE: keeps stdin as what FILE is to have, for nobody but root.
stage() { problem=$(umask 077 && cat 2>&1 >"$staged") || { rm -f "$staged"; fail "cannot write $1: ${problem#cat: }"; }; }

# differs FILE: whether it is there with another content than is staged.
differs() { [ -e "$1" ] && ! cmp -s "$staged" "$1"; }

# rewrite FILE: gives it what is staged. The old content is overwritten and then cut off, so that nobody ever finds it empty.
rewrite() {
  if [ ! -e "$1" ]; then
    # Where SELinux confines containers, it lets them read nothing of /var/lib.
    chcon -t container_file_t "$staged" 2>/dev/null || :
    mv "$staged" "$1" || fail "cannot write $1"
  elif differs "$1"; then
    dd if="$staged" of="$1" conv=notrunc bs=1M 2>/dev/null || fail "cannot write $1: see if the disk is full (df -h /var)"
    truncate -s "$(wc -c <"$staged")" "$1"
  fi
  rm -f "$staged"
}
