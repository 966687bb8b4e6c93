import { connect } from "node:tls";
import { ProblemError, type Problem } from "../../support/problem";
import type { Vsphere } from "../../topology/model/vsphere-model";
import { exceptions, proxyOf } from "./connection";
import { passwordCommand } from "./password";
import { NoVcenter, SoapFault } from "./soap";

/** Milliseconds to wait for a certificate. */
const PATIENCE = 10_000;

/** How Node names faults of a certificate. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;

/**
 * Explains why vCenter could not be read, with the path of the setting to change.
 * @throws the error itself, when neither vCenter nor the connection to it is the cause
 */
export async function explainFault(
  { server, user }: Pick<Vsphere, "server" | "user">,
  error: unknown,
  loggedIn: boolean,
): Promise<Problem> {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof SoapFault)
    return loggedIn ? explainRead(user, server, error) : explainLogin(user, server, error);
  if (error instanceof NoVcenter) {
    return at("server", `${server} is not a vCenter, or is still starting: it answers "${error.message}"`);
  }
  const reason = reasonOf(error);
  // A bug in this program must not look like a fault of vCenter.
  if (reason === undefined) throw error;
  if (CERTIFICATE.test(reason)) return explainCertificate(server, reason, await thumbprint(server));
  const proxied = proxyOf(process.env) !== undefined && exceptions(server, process.env) !== "*";
  const route = proxied ? "the route, which here depends on HTTPS_PROXY and NO_PROXY" : "the route to it";
  return at(
    "server",
    `${server} does not answer as a vCenter (${reason}): check name, port and ${route}; a preview needs vCenter too`,
  );
}

function at(key: "server" | "user", message: string): Problem {
  return { path: `vsphere.${key}`, message };
}

function explainRead(user: string, server: string, { fault, message }: SoapFault): Problem {
  return fault === "NoPermissionFault"
    ? at(
        "user",
        `${user} may not read the inventory of ${server} (${message}): give the user at least the role Read-only`,
      )
    : at("server", `${server} stopped answering while it was being read (${fault}: ${message}): try again`);
}

function explainLogin(user: string, server: string, { fault, message }: SoapFault): Problem {
  if (fault !== "InvalidLoginFault") return at("server", `${server} rejects the login of ${user}: ${message}`);
  return at(
    "user",
    `${server} rejects ${user} with this password: correct the user, or set the password with ` +
      `\`${passwordCommand()}\` (or VSPHERE_PASSWORD)`,
  );
}

function explainCertificate(server: string, code: string, shown: string | undefined): Problem {
  if (code.includes("ALTNAME")) {
    const remedy = "write vsphere.server as in the certificate";
    return at("server", `the certificate of ${server} is for another name (${code}): ${remedy}`);
  }
  if (code.includes("EXPIRED")) return at("server", `the certificate of ${server} has expired: renew it in vCenter`);
  const thumb = shown === undefined ? "" : `; its SHA-256 thumbprint is ${shown}`;
  return at(
    "server",
    `the certificate of ${server} is not trusted here (${code})${thumb}. Compare it with vCenter's own, ` +
      "then make this machine trust its authority (with SSL_CERT_FILE; on macOS with the keychain and " +
      "NODE_EXTRA_CA_CERTS), or accept any certificate with vsphere.allowUnverifiedSsl: true",
  );
}

/** The cause in the network: an error code of the system, or the message of the HTTP client; undefined for other errors. */
function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === "TimeoutError") return "no answer in time";
  if (!("code" in error) || typeof error.code !== "string") return undefined;
  return error.code.startsWith("UND_ERR") ? error.message : error.code;
}

/** SHA-256 of the certificate that a server presents, trusted or not. */
function thumbprint(server: string): Promise<string | undefined> {
  const { hostname, port } = new URL(`https://${server}`);
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port === "" ? 443 : port),
      servername: /^[\d.]+$|:/.test(hostname) ? "" : hostname,
      rejectUnauthorized: false,
      timeout: PATIENCE,
    });
    const settle = (shown?: string): void => {
      socket.destroy();
      resolve(shown);
    };
    socket.on("secureConnect", () => {
      settle(socket.getPeerCertificate().fingerprint256);
    });
    socket.on("timeout", () => {
      settle();
    });
    socket.on("error", () => {
      settle();
    });
  });
}
