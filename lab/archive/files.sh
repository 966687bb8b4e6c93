# Runs outside the new root file system, once the packages are unpacked; no script of theirs has run. $1: that file system;
# $2: the folder of this script; $3: the name of the image; $4: patterns of the programs that are kept, without the first slash.
set -eu
root=$1 here=$2 name=$3 programs=$4

# One /usr, whatever the packages unpacked beside it.
for folder in bin sbin lib lib64; do
  mkdir -p "$root/usr/$folder"
  if [ -d "$root/$folder" ] && [ ! -L "$root/$folder" ]; then
    cp -a "$root/$folder/." "$root/usr/$folder/"
    rm -r "${root:?}/$folder"
  fi
  [ -L "$root/$folder" ] || ln -s "usr/$folder" "$root/$folder"
done

# The programs, and the libraries that they name, under their names and under those that these stand for.
kept=$here/kept
loader=$(cd "$root" && echo lib*/ld-linux*)
cp "$root/usr/bin/busybox" "$here/busybox"
(cd "$root" && for program in $programs; do echo "$program"; done) >"$here/programs"
while read -r program; do
  echo "$root/$program"
  chroot "$root" "/${loader%% *}" --list "/$program" 2>/dev/null | grep -o '/[^ ]*' | while read -r library; do
    echo "$(readlink -f "$(dirname "$root$library")")/$(basename "$library")"
    readlink -f "$root$library"
  done
done <"$here/programs" | sort -u >"$kept"
find "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64" "$root/usr/libexec" ! -type d 2>/dev/null |
  sort | comm -23 - "$kept" | tr '\n' '\0' | xargs -0 -r rm -f
find "$root/usr/lib" "$root/usr/libexec" -mindepth 1 -type d -empty -delete 2>/dev/null || true
install -m 755 "$here/busybox" "$root/usr/bin/busybox"
for applet in $("$root/usr/bin/busybox" --list); do
  [ -e "$root/usr/bin/$applet" ] || [ -e "$root/usr/sbin/$applet" ] || ln -s busybox "$root/usr/bin/$applet"
done
for program in "$root"/usr/lib/postgresql/*/bin/*; do
  [ ! -e "$program" ] || ln -sf "${program#"$root"}" "$root/usr/bin/"
done

for folder in "$root"/usr/share/*; do
  case ${folder##*/} in nginx | postgresql* | yang | zoneinfo) ;; *) rm -rf "$folder" ;; esac
done
rm -rf "$root"/var/log "$root/usr/include" "$root/usr/src" "${root:?}/boot" "${root:?}/media" "${root:?}/mnt" "$root/srv"
mkdir -p "$root/proc" "$root/sys" "$root/tmp" "$root/root" "$root/etc" "$root/var/log" "$root/run"
chmod 1777 "$root/tmp"
rm -f "$root/etc/resolv.conf" "$root/etc/hostname" "$root/etc/fstab"
printf '%s\n' root:x:0:0:root:/root:/bin/sh www-data:x:33:33:www-data:/var/www:/bin/false \
  postgres:x:100:102:PostgreSQL:/var/lib/postgresql:/bin/sh frr:x:101:103:FRR:/var/run/frr:/bin/false \
  dnsmasq:x:104:65534:dnsmasq:/:/bin/false nobody:x:65534:65534:nobody:/:/bin/false >"$root/etc/passwd"
printf '%s\n' root:x:0: www-data:x:33: postgres:x:102: frr:x:103: frrvty:x:105:frr,root nogroup:x:65534: >"$root/etc/group"
[ ! -d "$here/$name" ] || cp -rT --no-preserve=mode,ownership "$here/$name" "$root"
# Docker gives a new volume the owner of the folder that it is mounted on.
mkdir -p "$root/var/lib/postgresql"
chown 100:102 "$root/var/lib/postgresql"
[ ! -d "$root/usr/local/bin" ] || chmod 755 "$root"/usr/local/bin/*
