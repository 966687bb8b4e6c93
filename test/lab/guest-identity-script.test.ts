import { describe, expect, it } from "vitest";
import { identityHash, renderIdentityScript, type Identity } from "../../lab/guest/identity-script";
import { runCommand } from "../../support/run-command";
import { SPEC } from "./guest-spec-sample";

const IDENTITY: Identity = {
  spec: SPEC,
  hostPrivateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\n-----END OPENSSH PRIVATE KEY-----\n",
  hostPublicKey: "ssh-ed25519 AAAAhost",
  clientPublicKey: "ssh-ed25519 AAAAclient",
};

function render(change: Partial<Identity> = {}): string {
  return renderIdentityScript({ ...IDENTITY, ...change }, new Date(1_700_000_000_500), "c2VlZA==");
}

describe("renderIdentityScript", () => {
  it.each([
    ["the clock", "date -u -s @1700000000.500"],
    [
      "the NIC's name after a reboot",
      "PermanentMACAddress=02:e3:ca:8f:9f:31\nDriver=virtio_net\n\n[Link]\nName=ens33\n",
    ],
    ["the NIC's file", "cat > /etc/systemd/network/20-ens33.network <<"],
    ["address and only default route", "Address=192.168.1.11/24\nGateway=192.168.1.1\n"],
    ["the hardware address", 'ip link set "$name" address 02:e3:ca:8f:9f:31\n'],
    ["who may log in", "/root/.ssh/authorized_keys <<'END'\nssh-ed25519 AAAAclient\nEND\n"],
    ["the host key", "-----END OPENSSH PRIVATE KEY-----\nEND\n"],
    ["that the address has come", "grep -q 'inet 192.168.1.11/'"],
  ])("sets %s", (_, text) => {
    expect(render()).toContain(text);
  });

  it("sets no default route where there is no gateway", () => {
    const { gateway: _, ...spec } = SPEC;
    expect(render({ spec })).not.toContain("Gateway=");
  });

  it("leaves the hostname and 802.1Q to host preparation", () => {
    expect(render()).not.toMatch(/hostname|8021q|vlan/i);
  });

  it("gives no two hosts the same machine-id", () => {
    const machineId = (script: string): string => /'([0-9a-f]{32})' > \/etc\/machine-id/.exec(script)?.[1] ?? "none";
    expect(machineId(render())).toMatch(/^[0-9a-f]{32}$/);
    expect(machineId(render({ spec: { ...SPEC, host: "docker02" } }))).not.toBe(machineId(render()));
  });

  it("is what a shell accepts", async () => {
    expect((await runCommand("sh", ["-n", "-c", render()])).all).toBe("");
  });
});

describe("identityHash", () => {
  it.each<[string, Partial<Identity>]>([
    ["address", { spec: { ...SPEC, address: "192.168.1.12/24" } }],
    ["NIC", { spec: { ...SPEC, nic: "ens34" } }],
    ["gateway", { spec: { ...SPEC, gateway: "192.168.1.2" } }],
    ["host key", { hostPublicKey: "ssh-ed25519 AAAAother" }],
    ["client key", { clientPublicKey: "ssh-ed25519 AAAAother" }],
  ])("changes with the %s", (_, change) => {
    expect(identityHash({ ...IDENTITY, ...change })).not.toBe(identityHash(IDENTITY));
  });

  it("does not change from start to start", () => {
    expect(identityHash({ ...IDENTITY, spec: { ...SPEC } })).toBe(identityHash(IDENTITY));
  });
});
