import { readShell, renderShell } from "../support/shell-script";
import { hostFile } from "./render";

/** Seconds that a host listens, those until the last host listens too included. */
export const LISTENS = 20;
/** What a listener prints once it hears. */
export const READY = "@ready";
/** How often each frame is sent. */
const ROUNDS = 4;

/** Tells a host's MAC, whose virtual hardware it runs on, and where its Perl is. */
export function factsScript(nic: string): string {
  return renderShell({ nic }, hostFile("doctor-facts.sh"));
}

/** Listens on a NIC for frames that carry the nonce, and prints once for each: number, whether it had a tag, source. */
export function listenScript(nic: string, nonce: string): string {
  return renderShell({ program: program(), nic, nonce, seconds: LISTENS }, hostFile("doctor-listen.sh"));
}

/** Sends frames as they are, in their order, some times over. */
export function sendScript(nic: string, frames: readonly string[]): string {
  return renderShell(
    { program: program(), nic, frames: frames.join("\n"), rounds: ROUNDS },
    hostFile("doctor-send.sh"),
  );
}

/** Perl's comments are those of the shell. */
function program(): string {
  return readShell(hostFile("doctor.pl"));
}
