// Plain JavaScript, because commands/run.mjs uses it before anything is installed.

const NAMES = { darwin: "macOS", win32: "Windows" };

const INSTEAD =
  "Stacks whose hosts are of kind existing or vsphere work here (npm run up -- --stack NAME), and so do plan and preview for every stack";

/** Why the lab's guests cannot run on a system, and what to do instead; undefined where they can. */
export function labRefusal(platform, architecture, kernelRelease) {
  if (platform === "win32") return windowsRefusal();
  if (platform !== "linux") {
    return (
      "the lab needs Linux: its hosts are virtual machines that QEMU runs on this machine, which runs " +
      `${NAMES[platform] || platform}. ${INSTEAD}. For the lab, use a Linux machine or virtual machine with an x86_64 processor.`
    );
  }
  if (kernelRelease.includes("Microsoft")) {
    return `the lab needs WSL 2, and this is WSL 1 (kernel ${kernelRelease}): run "wsl --set-version DISTRIBUTION 2" in PowerShell. ${INSTEAD}.`;
  }
  if (architecture !== "x64") {
    return (
      "the lab needs an x86_64 processor: its guests are amd64 Debian systems, installed by running their own programs here, " +
      `and this machine's architecture is ${architecture}. ${INSTEAD}.`
    );
  }
  return undefined;
}

/** Windows itself runs none of the commands; they are written for a POSIX shell. */
export function windowsRefusal() {
  return 'this project does not run on Windows itself: install WSL 2 ("wsl --install" in PowerShell) and run it there, in a clone inside the Linux file system.';
}
