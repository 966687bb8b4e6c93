/**
 * For the stand-in of `ip`: network namespaces, as folders below `netns`, with a folder for each link. Its files hold what `ip`
 * prints: `says`, `address`; routes of a namespace are in its file `routes`. It has taken an address for somebody else's where
 * the file `taken` names it.
 */
export const NAMESPACES = `all="$*" ns=$root/netns/$2
case $all in
  "netns list") ls "$root/netns" 2>/dev/null; exit 0 ;;
  "netns add "*) mkdir -p "$root/netns/$3" ;;
  "netns delete "*) rm -r "$root/netns/$3" ;;
  "netns exec "*" sh -c "* | "netns exec "*" test -d "*) exit 0 ;;
  "netns exec "*) ns=$root/netns/$3; cat >"$root/netns-$4"; echo "in $3: $4" >>"$root/bin/calls"; exit 0 ;;
  "link add link "*" netns "*)
    for arg; do case $last in name) name=$arg ;; address) mac=$arg ;; netns) to=$arg ;; esac; last=$arg; done
    mkdir "$root/netns/$to/$name"; echo "link/ether $mac brd x" >"$root/netns/$to/$name/says"; name=mf-0
    echo "ip link add link $4 address $mac netns $to type macvlan mode bridge" >>"$root/bin/calls"; exit 0 ;;
  "-n "*" -o link show dev "*) [ -d "$ns/$7" ] && sed "s/^/5: $7@if2: <UP> /" "$ns/$7/says"; exit ;;
  "-n "*" link show dev "*) [ -d "$ns/$6" ]; exit ;;
  "-n "*" -o link show") echo "1: lo: <UP>"; for link in $(ls "$ns"); do [ ! -d "$ns/$link" ] || echo "5: $link@if2: <UP>"; done; exit 0 ;;
  "-n "*" -o address show"*)
    cat "$ns"/*/address 2>/dev/null | while read -r line; do
      [ -e "$root/taken" ] && case $line in *"$(cat "$root/taken")/"*) echo "$line dadfailed tentative "; continue ;; esac
      echo "$line"
    done; exit 0 ;;
  "-n "*" route show proto boot") [ "$3" = -6 ] || cat "$ns/routes" 2>/dev/null; exit 0 ;;
  "-n "*" route show "*) sed -n "s|^$6 via|via|p" "$ns/routes"; exit 0 ;;
  "-n "*" link set dev mf-"*" name "*) mv "$ns/$6" "$ns/$8"; exit 0 ;;
  "-n "*" link delete dev "*) rm -r "$ns/$6" ;;
  "-n "*" address replace "*) grep -q " $5 " "$ns/$7/address" 2>/dev/null || echo "5: $7 inet$(case $5 in *:*) echo 6 ;; esac) $5 scope global $7" >>"$ns/$7/address" ;;
  "-n "*" address delete "*) grep -v " $5 " "$ns/$7/address" >"$root/rest"; mv "$root/rest" "$ns/$7/address" ;;
  "-n "*" route replace "*) grep -q "^$6 " "$ns/routes" 2>/dev/null || echo "$6 via $8 dev x" >>"$ns/routes" ;;
  "-n "*" route delete "*) grep -v "^$6 " "$ns/routes" >"$root/rest"; mv "$root/rest" "$ns/routes" ;;
esac
case $1 in netns | -n) echo "ip $*" >>"$root/bin/calls"; exit 0 ;; esac
`;
