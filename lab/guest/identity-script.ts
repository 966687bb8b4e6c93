import { createHash } from "node:crypto";
import { MANAGEMENT_NIC, type GuestSpec } from "./spec";

/** What a guest is given to become itself instead of the one that the saved state was made of. */
export interface Identity {
  readonly spec: Pick<GuestSpec, "nic" | "address" | "gateway" | "mac" | "lab" | "host">;
  readonly hostPrivateKey: string;
  readonly hostPublicKey: string;
  readonly clientPublicKey: string;
}

/** Changes when the guest has to be given its identity anew. */
export function identityHash(identity: Identity): string {
  const { nic, address, gateway, mac, lab, host } = identity.spec;
  const parts = [nic, address, gateway ?? "", mac, lab, host, identity.hostPublicKey, identity.clientPublicKey];
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);
}

/**
 * The script that gives a guest its clock, keys, machine-id and LAN address. It can run again at any time: a login
 * that was cut off is simply followed by another. The hostname is left alone: host preparation sets it.
 */
export function renderIdentityScript(identity: Identity, now: Date, seed: string): string {
  const { nic } = identity.spec;
  return `set -eu
umask 022
# Certificates are checked against the clock, which stands where the state was saved.
date -u -s @${(now.getTime() / 1000).toFixed(3)} > /dev/null
printf '%s' '${seed}' > /dev/urandom
printf '%s\\n' '${machineId(identity)}' > /etc/machine-id
cat /proc/sys/kernel/random/uuid > /var/lib/docker/engine-id

${renderNetwork(identity)}
# The LAN's NIC is the virtio one that is not for management; its name may be that of an earlier identity.
for path in /sys/class/net/*; do
  name=\${path##*/}
  [ "$name" != ${MANAGEMENT_NIC} ] && [ -e "$path/device/driver" ] || continue
  ip link set "$name" down
  ip link set "$name" address ${identity.spec.mac}
  [ "$name" = ${nic} ] || ip link set "$name" name ${nic}
  ip link set ${nic} up
done
networkctl reload
networkctl reconfigure ${nic}
sh /usr/local/lib/lab/no-echo.sh ${nic}
mkdir -p /etc/systemd/system/multi-user.target.wants
ln -sf ../lab-no-echo@.service "/etc/systemd/system/multi-user.target.wants/lab-no-echo@$(systemd-escape ${nic}).service"

umask 077
cat > /root/.ssh/authorized_keys <<'END'
${identity.clientPublicKey}
END
cat > /etc/ssh/ssh_host_ed25519_key.new <<'END'
${identity.hostPrivateKey.trim()}
END
printf '%s\\n' '${identity.hostPublicKey}' > /etc/ssh/ssh_host_ed25519_key.pub
mv /etc/ssh/ssh_host_ed25519_key.new /etc/ssh/ssh_host_ed25519_key
kill -HUP "$(cat /run/sshd.pid)"

tries=0
until ip -4 -o address show dev ${nic} | grep -q 'inet ${identity.spec.address.split("/")[0] ?? ""}/'; do
  tries=$((tries + 1))
  [ "$tries" -lt 200 ] || { echo "${nic} did not get its address" >&2; exit 1; }
  sleep 0.1
done
sync
`;
}

/** networkd's files: they bring name and address back after a reboot. */
function renderNetwork({ spec }: Identity): string {
  const gateway = spec.gateway === undefined ? "" : `Gateway=${spec.gateway}\n`;
  return `cat > /etc/systemd/network/20-lan.link <<'END'
[Match]
PermanentMACAddress=${spec.mac}
Driver=virtio_net

[Link]
Name=${spec.nic}
MACAddressPolicy=none
END
cat > /etc/systemd/network/20-${spec.nic}.network <<'END'
[Match]
Name=${spec.nic}

[Network]
Address=${spec.address}
${gateway}LinkLocalAddressing=no
IPv6AcceptRA=no
LLDP=no
END
`;
}

/** 32 hexadecimal digits, different for every host of every lab. */
function machineId({ spec }: Identity): string {
  return createHash("sha256").update(`machine-id\0${spec.lab}\0${spec.host}\0${spec.mac}`).digest("hex").slice(0, 32);
}
