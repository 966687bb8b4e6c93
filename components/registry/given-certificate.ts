import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { keyFilePath } from "../../host/openssh";
import { type Problem } from "../../support/problem";
import type { Registry } from "../../topology/model/topology";
import { secretOf, type Secrets } from "../secrets";
import type { GivenCertificate } from "./certificates";

type Configured = NonNullable<Registry["certificate"]>;

/** The certificate that the configuration names, whose files are right (`findCertificateProblems`). */
export function readCertificate({ certificate, key, ca }: Configured, secrets: Secrets): GivenCertificate {
  const read = (file: string): string => readFileSync(keyFilePath(file), "utf8");
  return {
    ...{ certificate: read(certificate), key: secretOf(secrets, key) },
    ...(ca === undefined ? {} : { ca: read(ca) }),
  };
}

/** What is wrong with the files of a certificate from elsewhere, before anything is created. */
export function findCertificateProblems(registry: Registry | undefined, now = Date.now()): Problem[] {
  if (registry?.certificate === undefined) return [];
  const { certificate, ca } = registry.certificate;
  const path = "registry.certificate.certificate";
  const chain = readChain(certificate, path);
  const authority = ca === undefined ? [] : readChain(ca, "registry.certificate.ca");
  const problems = [...problemsOf(chain), ...problemsOf(authority)];
  if (problems.length > 0 || "message" in chain || "message" in authority) return problems;
  const [own] = chain;
  if (own === undefined) return [];
  const say = (message: string): Problem => ({ path, message: `${certificate} ${message}` });
  const called = [registry.name ?? registry.address, ...registry.aliases];
  const unnamed = called.filter((name) => (isIP(name) === 0 ? own.checkHost(name) : own.checkIP(name)) === undefined);
  return [
    ...(Date.parse(own.validTo) < now ? [say(`has expired on ${own.validTo}: get a new one`)] : []),
    ...(Date.parse(own.validFrom) > now ? [say(`is valid from ${own.validFrom} on only: wait, or set the clock`)] : []),
    ...(unnamed.length === 0
      ? []
      : [
          say(
            `is not for ${unnamed.join(", ")}, but ${own.subjectAltName ?? "for nothing"}: get one, or correct the names in registry`,
          ),
        ]),
    ...(authority.length === 0 || leadsTo(own, chain, authority)
      ? []
      : [say(`does not come from the authority in ${ca ?? ""}: add the certificates in between to it, or correct ca`)]),
  ];
}

type Chain = readonly X509Certificate[];

function problemsOf(read: Chain | Problem): Problem[] {
  return "message" in read ? [read] : [];
}

function readChain(file: string, path: string): Chain | Problem {
  try {
    const text = readFileSync(keyFilePath(file), "utf8");
    const found = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
    if (found.length > 0) return found.map((each) => new X509Certificate(each));
    return { path, message: `${file} has no certificate in PEM: name another file` };
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "ENOENT" ? "is not there" : "cannot be read";
    return { path, message: `${file} ${reason}: name the file of the certificate` };
  }
}

/** Whether each certificate is signed by the next, and the last one by an authority. */
function leadsTo(from: X509Certificate, chain: Chain, authorities: Chain): boolean {
  const signedBy = (issuer: X509Certificate): boolean => from.checkIssued(issuer) && from.verify(issuer.publicKey);
  if (authorities.some((authority) => authority.raw.equals(from.raw) || signedBy(authority))) return true;
  const rest = chain.filter((each) => each !== from);
  const next = rest.find(signedBy);
  return next !== undefined && leadsTo(next, rest, authorities);
}
