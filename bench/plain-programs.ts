/** Runtime options of a program as `pulumi new` leaves it. */
const AS_NEW = ["packagemanager: npm"];

/** As fast as this project's own: no type check, short stack traces. */
export const FAST_RUNTIME = [...AS_NEW, "typescript: false", 'nodeargs: "--import tsx --stack-trace-limit=1"'];

/** The files of a TypeScript program. @param program text of `index.ts` @param runtime options of the Node runtime */
export function plainProgram(program: string, runtime: readonly string[] = AS_NEW): Record<string, string> {
  const options = runtime.map((option) => `    ${option}\n`).join("");
  return {
    "Pulumi.yaml": `name: plain\nmain: index.ts\nruntime:\n  name: nodejs\n  options:\n${options}`,
    "package.json": '{ "name": "plain", "main": "index.ts" }\n',
    "tsconfig.json": `{
  "compilerOptions": { "strict": true, "target": "es2020", "module": "nodenext", "moduleResolution": "nodenext", "skipLibCheck": true },
  "files": ["index.ts"]
}\n`,
    "index.ts": program,
  };
}

export const EMPTY_PROGRAM = 'import * as pulumi from "@pulumi/pulumi";\n';

/** How many resources of each kind a plain Docker program has. */
export interface DockerResources {
  readonly hosts: number;
  readonly networks: number;
  readonly containers: number;
}

/** A program that registers Docker resources in loops, with an explicit provider for each host: no components, no checks. */
export function dockerProgram({ hosts, networks, containers }: DockerResources): string {
  return `import * as docker from "@pulumi/docker";
const providers = Array.from({ length: ${hosts} }, (_, at) => new docker.Provider(\`host\${at}\`, { host: \`ssh://root@192.168.0.\${at + 10}:22\` }));
const networks = Array.from({ length: ${networks} }, (_, at) => new docker.Network(\`network\${at}\`, {
  name: \`network\${at}\`,
  driver: "macvlan",
  options: { parent: \`eth0.\${at % 4000}\`, macvlan_mode: "bridge" },
  ipamConfigs: [{ subnet: \`10.\${at >> 8}.\${at & 255}.0/24\`, gateway: \`10.\${at >> 8}.\${at & 255}.1\` }],
}, { provider: providers[at % ${hosts}] }));
for (let at = 0; at < ${containers}; at += 1) {
  const network = networks[at % ${networks}];
  new docker.Container(\`container\${at}\`, {
    name: \`container\${at}\`,
    image: "busybox@sha256:${"0".repeat(64)}",
    command: ["sleep", "3600"],
    networksAdvanced: [{ name: network.name, ipv4Address: \`10.\${(at % ${networks}) >> 8}.\${(at % ${networks}) & 255}.\${at % 200 + 2}\` }],
    capabilities: { drops: ["ALL"] },
    memory: 64,
  }, { provider: providers[(at % ${networks}) % ${hosts}] });
}
`;
}
