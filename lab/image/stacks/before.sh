#!/bin/sh
# Runs outside the new root file system, before customise.sh, which leaves no udev rule but those of every boot. $1: that file
# system; $2: a folder in it that holds this script and its files.
set -eu
root=$1 here=$2
mkdir -p "$here/rules"
# Programs of network stacks call no rule by its name, so what the packages brought is what counts.
for package in network-manager netplan.io ifupdown ifenslave bridge-utils; do
  chroot "$root" dpkg-query --listfiles "$package" | grep '/udev/rules\.d/.' || true
done | while read -r rule; do
  case $rule in /lib/*) rule=/usr$rule ;; esac
  cp "$root$rule" "$here/rules/"
done
