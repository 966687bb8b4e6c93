#!/bin/sh
# Runs outside the new root file system, before anything is in it. $1: that file system; $2: the codename of a later Debian
# release. Docker's packages are installed from that release, everything else as before.
set -eu
root=$1 later=$2

# The mirror is that of the first source, in whatever notation mmdebstrap wrote it.
format="\$(REPO_URI) \$(SIGNED_BY)"
APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get indextargets --no-release-info --format "$format" 'Created-By: Packages' | {
  read -r mirror keyring
  # Mirrors that are snapshots, as on closed networks, have lists whose time is over. The signature is checked all the same.
  options=check-valid-until=no
  case $keyring in /*) options="$options signed-by=$keyring" ;; esac
  printf 'deb [%s] %s %s main\n' "$options" "$mirror" "$later" > "$root/etc/apt/sources.list.d/later.list"
}
cat > "$root/etc/apt/preferences.d/later" << END
Package: *
Pin: release n=$later
Pin-Priority: -1

Package: containerd docker-cli docker.io runc tini-static
Pin: release n=$later
Pin-Priority: 900
END
