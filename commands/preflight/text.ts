import { tableLine } from "../../support/table";
import { problemText } from "../../support/problem";
import type { Link } from "../../topology/preflight/facts";
import type { Finding } from "../../topology/preflight/finding";
import { loginLink } from "../../topology/preflight/judge-nics";
import type { Answer } from "./ask";

const HEADINGS = ["host", "Docker", "kernel", "NICs", "login over", "clock", "free"];

/** What the hosts say about themselves, a line each, and what is wrong with them. */
export function preflightText(answers: readonly Answer[]): string {
  const rows = answers.map(row);
  const line = tableLine([HEADINGS, ...rows], 0);
  const findings = answers.flatMap((answer) => answer.findings);
  return [[HEADINGS, ...rows].map(line).join("\n"), ...(findings.length === 0 ? [] : [findingsText(findings)])].join(
    "\n\n",
  );
}

/** Findings as people read them, the errors first. */
export function findingsText(findings: readonly Finding[]): string {
  const of = (severity: Finding["severity"]): string[] =>
    findings.filter((each) => each.severity === severity).map(problemText);
  return [...of("error").map((text) => `- ${text}`), ...of("warning").map((text) => `- warning: ${text}`)].join("\n");
}

function row({ needs, facts, skew = 0 }: Answer): string[] {
  if (facts === undefined) return [needs.host, "not asked"];
  const free = Math.min(...facts.disks.map(({ freeMib }) => freeMib));
  return [
    needs.host,
    facts.docker.daemon?.ServerVersion ?? "none",
    facts.kernel,
    needs.nics.map(({ nic }) => nicText(nic, facts.links)).join(", "),
    loginLink(facts.links, facts.loginAddress) ?? "unknown",
    Math.abs(skew) < 2 ? "exact" : `${skew > 0 ? "+" : ""}${skew} s`,
    Number.isFinite(free) ? `${(free / 1024).toFixed(1)} GiB` : "unknown",
  ];
}

function nicText(nic: string, links: readonly Link[]): string {
  const link = links.find(({ ifname }) => ifname === nic);
  if (link === undefined) return `${nic} absent`;
  const state = !link.flags.includes("UP") ? "down" : link.flags.includes("NO-CARRIER") ? "no carrier" : "up";
  return `${nic} ${state}, MTU ${link.mtu}${link.master === undefined ? "" : `, port of ${link.master}`}`;
}
