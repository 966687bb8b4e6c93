import type { HostFacts } from "./facts";
import { error, warning, type Finding } from "./finding";
import type { HostNeeds } from "./needs";

/** Free space in MiB without which a script could fail half-way, and below which an image may not fit. */
const SPACE = { least: 100, comfortable: 1024 };

/** Seconds between two clocks above which certificates may not be valid yet. */
const SKEW = 60;

/** What is wrong with the system of a host. */
export function judgeSystem(
  { host, modules, tools, binds }: HostNeeds,
  facts: HostFacts,
  user: string,
  skew: number,
): Finding[] {
  const path = `hosts.${host}`;
  const missing = tools.filter((tool) => facts.missingTools.includes(tool));
  return [
    ...judgeSudo(`${path}.vm.ssh.user`, facts, user),
    ...(facts.hasSystemd
      ? []
      : [error(path, "systemd does not run there, which keeps links over reboots: use a host with it")]),
    ...(missing.length === 0
      ? []
      : [error(path, `${missing.join(", ")} missing: install the packages (${packages(missing)})`)]),
    ...judgeModules(path, modules, facts),
    ...binds.flatMap(({ source, path: place }) =>
      facts.missingPaths.includes(source)
        ? [
            error(
              place,
              `there is no ${source} on ${host}: make it (\`mkdir -p ${source}\` for a folder), or correct the path`,
            ),
          ]
        : [],
    ),
    ...judgeDisks(path, facts),
    ...judgeClock(path, skew),
  ];
}

/** What to do where sudo asks for a password. */
export function sudoRemedy(user: string): string {
  return `give ${user} \`NOPASSWD: ALL\` in a file of /etc/sudoers.d, or log in as root`;
}

function judgeSudo(path: string, { sudo }: HostFacts, user: string): Finding[] {
  if (sudo === "") return [];
  const remedy = sudoRemedy(user);
  if (/not found/.test(sudo)) return [error(path, `sudo is not installed: install it and ${remedy}`)];
  const fault = /password is required/.test(sudo)
    ? `sudo asks ${user} for a password, which nobody can type`
    : `sudo refuses ${user} (${sudo})`;
  return [error(path, `${fault}: ${remedy}`)];
}

function judgeModules(path: string, modules: HostNeeds["modules"], facts: HostFacts): Finding[] {
  // Without it, only loaded modules are known.
  if (facts.missingTools.includes("modprobe")) return [];
  const remedy = facts.hasModuleFolder
    ? "install the package with the kernel's extra modules, such as linux-modules-extra or kernel-modules-extra"
    : `the modules of the running kernel ${facts.kernel} are not on the disk: reboot after an upgrade of the kernel`;
  return Object.entries(modules).flatMap(([module, needed]) =>
    facts.missingModules.includes(module)
      ? [error(path, `the kernel has no module ${module}, which ${needed} needs: ${remedy}`)]
      : [],
  );
}

function judgeDisks(path: string, { disks }: HostFacts): Finding[] {
  return disks.flatMap(({ mount, freeMib }) => {
    if (freeMib >= SPACE.comfortable) return [];
    const message = `${mount} has ${freeMib} MiB free: make room, for images above all`;
    return [freeMib < SPACE.least ? error(path, message) : warning(path, message)];
  });
}

function judgeClock(path: string, skew: number): Finding[] {
  if (Math.abs(skew) < SKEW) return [];
  const message = `its clock is ${Math.abs(skew)} s ${skew > 0 ? "ahead" : "behind"}: set it, certificates depend on it (NTP)`;
  return [warning(path, message)];
}

/** Where a distribution has a tool that is missing, as far as it is known by another name. */
function packages(tools: readonly string[]): string {
  const known: Readonly<Record<string, string>> = {
    ...{ ip: "iproute2", modprobe: "kmod", flock: "util-linux", timeout: "coreutils" },
    ...{ systemctl: "systemd", "systemd-escape": "systemd" },
    ...{ "iptables-nft-restore": "iptables", "ip6tables-nft-restore": "iptables" },
  };
  return [...new Set(tools.map((tool) => known[tool] ?? tool))].join(", ");
}
