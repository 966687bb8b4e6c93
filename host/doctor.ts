import { readShell, renderShell } from "../support/shell-script";
import { hostFile } from "./render";

/** How long a host listens, including the wait until all hosts do. */
export const LISTEN_SECONDS = 20;
/** What a listener prints as soon as it receives frames. */
export const READY = "@ready";
/** How often each frame is sent: often enough to tell what is blocked from what is lost now and then. */
export const ROUNDS = 10;
/** Seconds between rounds. */
const PAUSE = 0.4;

/** Prints what there is to know about a host's NIC before frames are sent, and the path of its Perl. */
export function factsScript(nic: string): string {
  return renderShell({ nic }, hostFile("doctor-facts.sh"));
}

/** Listens on a NIC for frames that carry the nonce, and prints number, tag, source and delay of each as it arrives. */
export function listenScript(nic: string, nonce: string): string {
  return renderShell({ program: readProgram(), nic, nonce, seconds: LISTEN_SECONDS }, hostFile("doctor-listen.sh"));
}

/** Sends frames, given in hexadecimal, in order, several times. */
export function sendScript(nic: string, frames: readonly string[]): string {
  return renderShell(
    { program: readProgram(), nic, frames: frames.join("\n"), rounds: ROUNDS, pause: PAUSE },
    hostFile("doctor-send.sh"),
  );
}

/** The text of doctor.pl; Perl's comments look like the shell's. */
function readProgram(): string {
  return readShell(hostFile("doctor.pl"));
}
