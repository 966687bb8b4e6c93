import { isOlder } from "../docker-version";
import { enginesText, meets, remedyText } from "../requirements/requirement";
import type { HostFacts } from "./facts";
import { error, warning, type Finding } from "./finding";
import type { HostNeeds } from "./needs";

/** Whether the host has a Docker engine that the plan can use; only the first thing that is wrong with it. */
export function judgeEngine(needs: HostNeeds, { docker }: HostFacts, user: string): Finding[] {
  const path = `hosts.${needs.host}`;
  const { client, daemon, says, service } = docker;
  // Its service and its folders have other names, its certificates are not in /etc/docker, and it does not start after links.
  if (docker.isSnap)
    return [error(path, "Docker comes from the snap, which is not supported: install docker-ce instead")];
  if (client === undefined) return [error(path, "Docker is not installed: install docker-ce or docker.io")];
  if (/podman/i.test(`${says} ${JSON.stringify(daemon ?? {})}`))
    return [error(path, "docker is Podman's: install docker-ce or docker.io instead")];
  if (daemon === undefined) return [silent(path, says, service, user)];
  if ((daemon.SecurityOptions ?? []).some((option) => option.includes("rootless")))
    return [
      error(path, `Docker runs without root (of user ${user}), where macvlan is impossible: use the system's daemon`),
    ];
  return judgeVersion(needs, daemon.ServerVersion);
}

function silent(path: string, says: string, service: string, user: string): Finding {
  if (/permission denied/i.test(says)) {
    const remedy = `run \`usermod -aG docker ${user}\` there as root`;
    return error(`${path}.vm.ssh.user`, `${user} may not use the Docker socket: ${remedy}`);
  }
  if (["active", "activating", "reloading"].includes(service))
    return warning(path, `Docker has not answered within 15 s: ${says || "it is starting"}`);
  const remedy = "start it with `systemctl start docker`, and see `journalctl -u docker`";
  return error(path, `Docker is not running (${service || "no service"}): ${remedy}`);
}

function judgeVersion({ host, docker: oldest, requirements }: HostNeeds, version: string): Finding[] {
  const path = `hosts.${host}.docker`;
  const number = /^\d+(\.\d+)*/.exec(version)?.[0] ?? version;
  const tooOld =
    oldest !== undefined && isOlder(number, oldest)
      ? [error(path, `Docker is ${version}, older than ${oldest}: upgrade it, or correct ${path}`)]
      : [];
  const unmet = requirements.filter((requirement) => !meets(number, requirement));
  return [
    ...tooOld,
    ...unmet.map((requirement) => {
      const needed = `needs ${enginesText(requirement)}, and ${host} has ${version}`;
      return error(requirement.path, `${needed}: ${requirement.reason}: ${remedyText(requirement)}`);
    }),
  ];
}
