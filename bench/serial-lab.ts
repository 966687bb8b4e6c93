import { opensshOptions, type SshLogin } from "../host/openssh";
import { PROJECT_ROOT } from "../support/project";
import { labGuest, type LabGuest } from "../lab/identity";

/**
 * Builds the reference topology as a plain script would: one ssh login after another, no plan, no state, no proof but four
 * pings. Our own time is compared with it.
 */
export async function serialLab(): Promise<() => Promise<void>> {
  const guests = [guest("docker01", "192.168.1.11/24"), guest("docker02", "192.168.1.13/24")] as const;
  for (const { spec } of guests) await lab("start", spec);
  const [first, second] = guests.map(({ ssh }) => ssh);
  if (first === undefined || second === undefined) throw new Error("two guests are needed");
  for (const [ssh, host] of [
    [first, "docker01"],
    [second, "docker02"],
  ] as const) {
    await run(ssh, `hostname ${host}; modprobe 8021q; ip link set ens33 promisc on; docker version >/dev/null`);
    for (const [vlan, address] of vlanAddresses(host)) await run(ssh, addVlan(vlan, address));
    for (const [name, parent, subnet, gateway] of NETWORKS) {
      await run(
        ssh,
        `docker network create -d macvlan -o parent=${parent} --subnet ${subnet} --gateway ${gateway} ${name}`,
      );
    }
  }
  await run(first, CERTIFICATE);
  await run(
    first,
    `docker run -d --name registry --restart always -p 5000:5000 -v data:/var/lib/registry -v /root/certs:/certs:ro ${TLS} registry:2`,
  );
  const ca = await run(first, "cat /root/certs/ca.crt");
  for (const ssh of [first, second]) await run(ssh, `mkdir -p ${CERTS_D}; cat >${CERTS_D}/ca.crt`, ca);
  await run(first, `docker tag busybox ${IMAGE}; docker push -q ${IMAGE}`);
  await run(second, `docker pull -q ${IMAGE}`);
  for (const [name, network, address] of CONTAINERS) {
    await run(
      name.match(/bbox(1|10|20)$/) ? first : second,
      `docker run -d --name ${name} --network ${network} --ip ${address} --memory 64m --pids-limit 64 --cap-drop ALL --cap-add NET_RAW --restart unless-stopped ${IMAGE} sleep 36000`,
    );
  }
  await run(first, "docker exec bbox1 ping -c 1 -w 5 172.22.16.20");
  await run(first, "docker exec bbox10 ping -c 1 -w 5 172.16.10.11");
  await run(second, "docker exec bbox21 ping -c 1 -w 5 172.16.20.20");
  await run(second, "! docker exec bbox21 ping -c 1 -w 2 172.16.10.10");
  return async () => {
    for (const { spec } of guests) await lab("stop", spec);
  };
}

const NETWORKS = [
  ["mac_net1", "ens33", "172.22.16.0/24", "172.22.16.1"],
  ["mac_net10", "ens33.10", "172.16.10.0/24", "172.16.10.1"],
  ["mac_net20", "ens33.20", "172.16.20.0/24", "172.16.20.1"],
] as const;
const CONTAINERS = [
  ["bbox1", "mac_net1", "172.22.16.10"],
  ["bbox2", "mac_net1", "172.22.16.20"],
  ["bbox10", "mac_net10", "172.16.10.10"],
  ["bbox11", "mac_net10", "172.16.10.11"],
  ["bbox20", "mac_net20", "172.16.20.20"],
  ["bbox21", "mac_net20", "172.16.20.21"],
] as const;
const IMAGE = "192.168.1.11:5000/busybox:v1";
const CERTS_D = "/etc/docker/certs.d/192.168.1.11:5000";
const TLS = "-e REGISTRY_HTTP_TLS_CERTIFICATE=/certs/tls.crt -e REGISTRY_HTTP_TLS_KEY=/certs/tls.key";
const CERTIFICATE = `mkdir -p /root/certs && cd /root/certs && k='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes' &&
openssl req -x509 $k -days 30 -subj /CN=ca -keyout ca.key -out ca.crt && openssl req $k -subj /CN=registry -keyout tls.key -out tls.csr &&
echo subjectAltName=IP:192.168.1.11 >ext && openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -days 30 -extfile ext -out tls.crt`;

function vlanAddresses(host: string): readonly (readonly [number, string])[] {
  return host === "docker01"
    ? [
        [10, "192.168.10.10/24"],
        [20, "192.168.20.20/24"],
      ]
    : [
        [10, "192.168.10.11/24"],
        [20, "192.168.20.21/24"],
      ];
}

/** The link at once, and the files that bring it back after a reboot. */
function addVlan(vlan: number, address: string): string {
  const link = `ens33.${vlan}`;
  return `ip link add link ens33 name ${link} type vlan id ${vlan}; ip address add ${address} dev ${link}; ip link set ${link} up
cd /etc/systemd/network; mkdir -p 20-ens33.network.d
printf '[NetDev]\\nName=${link}\\nKind=vlan\\n[VLAN]\\nId=${vlan}\\n' >${link}.netdev
printf '[Match]\\nName=${link}\\n[Network]\\nAddress=${address}\\n' >${link}.network
printf '[Network]\\nVLAN=${link}\\n' >20-ens33.network.d/${link}.conf`;
}

function guest(host: string, address: string): LabGuest {
  return labGuest({ lab: "bench-serial", host, nic: "ens33", address, gateway: "192.168.1.1" });
}

async function lab(verb: "start" | "stop", spec: LabGuest["spec"]): Promise<void> {
  const { execa } = await import("execa");
  await execa("node", ["--import", "tsx", "lab/main.ts", verb], { cwd: PROJECT_ROOT, input: JSON.stringify(spec) });
}

async function run(ssh: SshLogin, script: string, input = ""): Promise<string> {
  const { execa } = await import("execa");
  const args = ["-F", "none", ...opensshOptions(ssh), "-p", String(ssh.port), "-l", ssh.user, ssh.host, script];
  const { stdout } = await execa("ssh", args, { input });
  return stdout;
}
