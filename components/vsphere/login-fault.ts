import { connect } from "node:tls";
import { UserError } from "../../support/errors";
import type { Vsphere } from "../../topology/model/vsphere-model";
import { exceptions, proxyOf } from "./connection";
import { passwordCommand } from "./password";
import { NoVcenter, SoapFault } from "./soap";

/** Milliseconds to look at a certificate. */
const PATIENCE = 10_000;
/** How Node names what is wrong with a certificate. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;

/**
 * Why vCenter could not be read, in one line with the path of what to change.
 * @throws the error itself, when neither vCenter nor the way to it is the reason
 */
export async function explainFault(
  settings: Pick<Vsphere, "server" | "user">,
  error: unknown,
  loggedIn: boolean,
): Promise<string> {
  const { server, user } = settings;
  if (error instanceof UserError) return error.message;
  if (error instanceof SoapFault) return loggedIn ? unreadable(user, server, error) : refused(user, server, error);
  if (error instanceof NoVcenter)
    return `vsphere.server: ${server} is no vCenter, or still starting: it answers "${error.message}"`;
  const reason = reasonOf(error);
  // A mistake of ours is not to look like one of theirs.
  if (reason === undefined) throw error;
  const proxied = proxyOf(process.env) !== undefined && exceptions(server, process.env) !== "*";
  if (CERTIFICATE.test(reason)) return untrusted(server, reason, await thumbprint(server));
  return (
    `vsphere.server: ${server} does not answer as a vCenter (${reason}): check name, port and the way to it` +
    `${proxied ? ", which HTTPS_PROXY and NO_PROXY decide here" : ""}; a preview needs vCenter too`
  );
}

function unreadable(user: string, server: string, { fault, message }: SoapFault): string {
  return fault === "NoPermissionFault"
    ? `vsphere.user: ${user} may not read what ${server} has (${message}): give it the role Read-only at least`
    : `vsphere.server: ${server} stopped answering while it was read (${fault}: ${message}): try again`;
}

function refused(user: string, server: string, { fault, message }: SoapFault): string {
  if (fault !== "InvalidLoginFault") return `vsphere.server: ${server} refuses the login of ${user}: ${message}`;
  return (
    `vsphere.user: ${server} refuses ${user} with this password: correct the user, or set the password with ` +
    `\`${passwordCommand()}\` (or VSPHERE_PASSWORD)`
  );
}

function untrusted(server: string, code: string, shown: string | undefined): string {
  if (code.includes("ALTNAME")) {
    return `vsphere.server: the certificate of ${server} is for another name (${code}): write vsphere.server as the certificate has it`;
  }
  if (code.includes("EXPIRED")) return `vsphere.server: the certificate of ${server} has expired: renew it in vCenter`;
  const thumb = shown === undefined ? "" : `; its SHA-256 thumbprint is ${shown}`;
  return (
    `vsphere.server: the certificate of ${server} is not trusted here (${code})${thumb}. Compare it with vCenter's own, ` +
    "then let this machine trust its authority (SSL_CERT_FILE names a file of them; on macOS the keychain and " +
    "NODE_EXTRA_CA_CERTS), or accept any with vsphere.allowUnverifiedSsl: true"
  );
}

/** What the network said: a code of the system, or what the HTTP client says; undefined for any other error. */
function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === "TimeoutError") return "no answer in time";
  if (!("code" in error) || typeof error.code !== "string") return undefined;
  return error.code.startsWith("UND_ERR") ? error.message : error.code;
}

/** SHA-256 of the certificate that a server shows, whatever it is worth. */
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
