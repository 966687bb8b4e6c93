import { existsSync, readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import type { Dispatcher } from "undici";
import { ProblemError } from "../../support/problem";
import { contains, parseAddress, parseSubnet } from "../../topology/ip";

/** Where systems keep their trusted certificate authorities; Go, and so the provider, uses the first file that exists. */
const BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/**
 * Connects to a server as the provider does: through the proxy of the environment, trusting the authorities of this
 * machine. A survey that connected in another way could fail where the provider would not.
 */
export async function connectionTo(server: string, acceptAnyCertificate: boolean): Promise<Dispatcher> {
  // Loaded only here, because it takes a tenth of a second, which stacks without vSphere do not need.
  const { EnvHttpProxyAgent } = await import("undici");
  const tls = { rejectUnauthorized: !acceptAnyCertificate, ca: authorities(process.env) };
  return new EnvHttpProxyAgent({
    connect: tls,
    requestTls: tls,
    // For https, Go uses only HTTPS_PROXY.
    httpProxy: "",
    httpsProxy: proxyOf(process.env) ?? "",
    noProxy: exceptions(server, process.env),
  });
}

/** Certificates in PEM: those of Node, of the system, of SSL_CERT_FILE and of NODE_EXTRA_CA_CERTS. */
function authorities(env: NodeJS.ProcessEnv): string[] {
  const bundle = BUNDLES.find((file) => existsSync(file));
  const named = ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"].flatMap((name) => {
    const file = env[name] ?? "";
    return file === "" ? [] : [certificatesIn(file, name)];
  });
  return [...rootCertificates, ...(bundle === undefined ? [] : [readFileSync(bundle, "utf8")]), ...named];
}

function certificatesIn(file: string, variable: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    const message = `${file} cannot be read: name a file of PEM certificates, or unset ${variable}`;
    throw new ProblemError({ path: variable, message });
  }
}

/** The proxy for https; as in Go, one without a scheme speaks http. */
export function proxyOf(env: NodeJS.ProcessEnv): string | undefined {
  const given = [env["HTTPS_PROXY"], env["https_proxy"]].find((value) => value !== undefined && value !== "");
  if (given === undefined) return undefined;
  const url = given.includes("://") ? given : `http://${given}`;
  if (URL.canParse(url) && /^https?:/.test(url)) return url;
  const message = `"${given.replace(/[^/@]*@/, "…@")}" is not a supported proxy: write it as http://HOST:PORT`;
  throw new ProblemError({ path: "HTTPS_PROXY", message });
}

/** NO_PROXY for one server. Go also accepts subnets in it, and never uses a proxy for the local machine. */
export function exceptions(server: string, env: NodeJS.ProcessEnv): string {
  const listed = [env["NO_PROXY"], env["no_proxy"]].find((value) => value !== undefined && value !== "") ?? "";
  const { hostname } = new URL(`https://${server}`);
  const address = parseAddress(hostname.replace(/^\[|\]$/g, ""));
  const subnets = ["127.0.0.0/8", "::1/128", ...listed.split(/[,\s]+/)].flatMap((entry) => parseSubnet(entry) ?? []);
  const direct = hostname === "localhost" || (address !== undefined && subnets.some((each) => contains(each, address)));
  return direct ? "*" : listed;
}
