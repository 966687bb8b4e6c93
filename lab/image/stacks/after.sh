#!/bin/sh
# Runs outside the new root file system, after customise.sh. $1: that file system; $2: a folder in it that holds this script and
# its files. No stack runs the LAN's NIC in the image: every guest starts its own when it gets its identity. What leads to the
# guest's ssh is a unit that no stack knows.
set -eu
root=$1 here=$2
cp "$here"/rules/* "$root/usr/lib/udev/rules.d/"
cp -rT --no-preserve=mode,ownership "$here/rootfs" "$root"
rm -f "$root/etc/systemd/system/networking.service"
chroot "$root" systemctl --quiet disable networking.service NetworkManager.service NetworkManager-dispatcher.service \
  NetworkManager-wait-online.service
chroot "$root" systemctl --quiet enable lab-management.service
