#!/bin/sh
# Runs outside the new root file system, once all packages are in it. $1: that file system; $2: a folder in it that holds
# this script and its files, the keys `login.pub`, `host` and `host.pub`, perhaps another `dockerd`, and that receives
# `vmlinuz` and `initrd`; $3: the major version that Docker's packages should have.
set -eu
root=$1 here=$2 docker=$3

# A Debian that is not stable moves on.
found=$(chroot "$root" dpkg-query --show --showformat "\${Version}" docker.io)
case $found in
  "$docker".*) ;;
  *) echo "the Debian mirror has Docker $found, and no longer $docker: choose another engine, or another mirror" >&2; exit 1 ;;
esac
[ ! -e "$here/dockerd" ] || install -m 755 "$here/dockerd" "$root/usr/sbin/dockerd"

cp -rT --no-preserve=mode,ownership "$here/rootfs" "$root"
printf '/dev/vda / ext4 rw,noatime 0 1\n' > "$root/etc/fstab"
printf 'lab-guest\n' > "$root/etc/hostname"
printf '127.0.0.1 localhost\n127.0.1.1 lab-guest\n' > "$root/etc/hosts"
: > "$root/etc/resolv.conf"
printf '0123456789abcdef0123456789abcdef\n' > "$root/etc/machine-id"
install -d -m 700 "$root/root/.ssh"
install -m 600 "$here/login.pub" "$root/root/.ssh/authorized_keys"
rm -f "$root"/etc/ssh/ssh_host_*
install -m 600 "$here/host" "$root/etc/ssh/ssh_host_ed25519_key"
install -m 644 "$here/host.pub" "$root/etc/ssh/ssh_host_ed25519_key.pub"

# What a lab host never needs, and what costs seconds of every emulated boot.
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer fstrim.timer e2scrub_all.timer e2scrub_reap.service \
  systemd-tmpfiles-clean.timer getty@tty1.service serial-getty@ttyS0.service getty.target \
  systemd-networkd-wait-online.service systemd-network-generator.service systemd-random-seed.service systemd-update-utmp.service \
  systemd-update-utmp-runlevel.service systemd-journal-flush.service systemd-journal-catalog-update.service \
  systemd-pstore.service systemd-binfmt.service systemd-hwdb-update.service systemd-machine-id-commit.service \
  systemd-firstboot.service systemd-boot-random-seed.service systemd-pcrmachine.service systemd-pcrphase.service \
  systemd-pcrphase-initrd.service systemd-pcrphase-sysinit.service systemd-tpm2-setup.service systemd-tpm2-setup-early.service \
  systemd-udev-settle.service systemd-timesyncd.service systemd-update-done.service ldconfig.service \
  docker-registry.service ssh.socket sshd-keygen.service rescue-ssh.target networking.service \
  dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-fs-fuse-connections.mount \
  sys-kernel-config.mount modprobe@configfs.service modprobe@drm.service modprobe@efi_pstore.service modprobe@fuse.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
wants=$root/etc/systemd/system/multi-user.target.wants
mkdir -p "$wants"
for unit in ssh.service systemd-networkd.service docker.service containerd.service; do
  ln -sf "/usr/lib/systemd/system/$unit" "$wants/$unit"
done
# Not at boot; logind still comes when `systemctl reboot` calls it.
for unit in systemd-logind.service systemd-creds.socket systemd-initctl.socket systemd-pcrextend.socket systemd-pcrlock.socket \
  systemd-sysext.socket proc-sys-fs-binfmt_misc.automount systemd-ask-password-console.path systemd-ask-password-wall.path; do
  rm -f "$root"/usr/lib/systemd/system/*.wants/"$unit"
done
rm -f "$root"/etc/systemd/system/sockets.target.wants/systemd-networkd* "$root"/etc/systemd/system/*.wants/docker-registry*
find "$root/usr/lib/udev/rules.d" -type f ! -name '50-udev-default.rules' ! -name '80-net-setup-link.rules' \
  ! -name '99-systemd.rules' ! -name '80-drivers.rules' -delete
# One process less for every interface that Docker makes.
sed -i '/systemd-sysctl/d' "$root/usr/lib/udev/rules.d/99-systemd.rules"
# Docker calls iptables about ten times per container; the older back end takes less of an emulated processor.
for tool in iptables ip6tables; do
  chroot "$root" update-alternatives --quiet --set "$tool" "/usr/sbin/$tool-legacy"
done
rm -f "$root/usr/lib/udev/hwdb.bin" "$root/etc/udev/hwdb.bin"

# The initial RAM disk: busybox, the modules on the way to the root disk in their loading order, and one script.
kernel=$(basename "$root"/lib/modules/*)
ram=$root/tmp/ram
mkdir -p "$ram/bin" "$ram/dev" "$ram/proc" "$ram/root" "$ram/modules"
cp "$root/bin/busybox" "$ram/bin/busybox"
install -m 755 "$here/init" "$ram/init"
for wanted in virtio_pci virtio_blk ext4; do
  chroot "$root" modprobe -S "$kernel" --show-depends "$wanted" || true
done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' > "$root/tmp/order"
while read -r file; do
  name=$(basename "${file%.xz}")
  case $file in *.xz) chroot "$root" /bin/busybox xz -dc "$file" > "$ram/modules/$name" ;; *) cp "$root$file" "$ram/modules/$name" ;; esac
  printf '%s\n' "$name" >> "$ram/modules/order"
done < "$root/tmp/order"
chroot "$root" sh -c 'cd /tmp/ram && find . | /bin/busybox cpio -o -H newc 2>/dev/null' > "$here/initrd"
cp "$root/boot/vmlinuz-$kernel" "$here/vmlinuz"
rm -rf "$ram" "$root/tmp/order" "${root:?}"/boot/* "$root"/etc/apt/sources.list*

# The images that every guest's Docker starts with, as plain archives for `docker import`.
share=$root/usr/local/share/lab
mkdir -p "$share"
busybox_root() {
  mkdir -p "$1/bin" "$1/etc" "$1/tmp" "$1/root" "$1/dev" "$1/proc" "$1/sys" "$1/var/www"
  cp "$root/bin/busybox" "$1/bin/busybox"
  chroot "$root" /bin/busybox --list | while read -r applet; do
    [ "$applet" = busybox ] || ln -s busybox "$1/bin/$applet"
  done
  mkdir -p "$1/usr" "$1/sbin"
  ln -s ../bin "$1/usr/bin"
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' > "$1/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' > "$1/etc/group"
  chmod 1777 "$1/tmp"
}
busybox_root "$root/tmp/busybox"
tar -C "$root/tmp/busybox" --owner=0 --group=0 --numeric-owner -cf "$share/busybox.tar" .
registry=$root/tmp/registry
busybox_root "$registry"
mkdir -p "$registry/etc/docker/registry" "$registry/var/lib/registry" "$registry/etc/ssl/certs"
cp "$here/images/registry/config.yml" "$registry/etc/docker/registry/config.yml"
install -m 755 "$here/images/registry/entrypoint.sh" "$registry/entrypoint.sh"
cp "$root/usr/bin/docker-registry" "$registry/bin/registry"
cp "$root/etc/ssl/certs/ca-certificates.crt" "$registry/etc/ssl/certs/"
chroot "$root" ldd /usr/bin/docker-registry 2>/dev/null | grep -o '/[^ ]*' | while read -r library; do
  mkdir -p "$registry$(dirname "$library")"
  cp -L "$root$library" "$registry$library"
done
tar -C "$registry" --owner=0 --group=0 --numeric-owner -cf "$share/registry.tar" .
rm -rf "$root/tmp/busybox" "$registry"
