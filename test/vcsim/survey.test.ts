import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { survey } from "../../components/vsphere/survey";
import { problemText } from "../../support/problem";
import { findProgram } from "../../support/find-program";
import { toVsphere, toVsphereVm, type Vsphere, type VsphereVm } from "../../topology/model/vsphere-model";
import { vsphere, vsphereVm } from "../../topology/schema/vsphere-schema";
import { SimulatedVcenter } from "../support/vcenter";

const noGo = findProgram("go", process.env) === undefined;
if (noGo) process.stdout.write("The survey of a simulated vCenter is skipped: no Go on the path to build it with\n");

describe.skipIf(noGo)("the survey of vCenter", () => {
  let vcenter: SimulatedVcenter;
  beforeAll(async () => {
    vcenter = await SimulatedVcenter.start();
  }, 300_000);
  afterAll(() => vcenter.stop());

  function site(change: Partial<Vsphere> = {}): Vsphere {
    const { server, user } = vcenter.ready;
    const input = {
      ...{ server, user, allowUnverifiedSsl: true, datacenter: "DC0", cluster: "DC0_C0" },
      ...{ datastore: "LocalDS_0", template: "template", login: {} },
      portGroup: { kind: "distributed", name: "macvlan", switch: "DVS0" },
    } as const;
    return { ...toVsphere(vsphere.parse(input), [10]), ...change };
  }

  async function look(
    change?: Partial<Vsphere>,
    ...machines: readonly Partial<VsphereVm>[]
  ): Promise<readonly string[]> {
    const wanted = machines.map((vm, index) => ({
      path: `hosts.h${index}.vm`,
      vm: {
        ...toVsphereVm(vsphereVm.parse({ kind: "vsphere" }), undefined, "10.0.0.1"),
        template: "template",
        datastore: "LocalDS_0",
        ...vm,
      },
    }));
    return (await survey(site(change), wanted, vcenter.ready.password)).problems.map(problemText);
  }

  it("finds nothing wrong with what is there", async () => {
    const places: Partial<Vsphere> = { resourcePool: "labs", folder: "labs/dev" };
    const specification = { kind: "specification", name: "vcsim-linux" } as const;
    expect(
      await look({ ...places, customisation: specification }, { esxi: "DC0_C0_H1", datastore: "LocalDS_1" }),
    ).toEqual([]);
    expect(
      await look(
        { resourcePool: "a", folder: "b", customisation: { ...specification, name: "c" } },
        { template: "d", datastore: "e", esxi: "f" },
      ),
    ).toEqual([
      'vsphere.resourcePool: resource pool "a" does not exist: vCenter has labs',
      expect.stringMatching(/^vsphere\.folder: folder "b" does not exist: vCenter has .*labs, labs\/dev/) as string,
      expect.stringMatching(
        /^vsphere\.customisation\.name: specification "c" does not exist: vCenter has .*vcsim-linux/,
      ) as string,
      'hosts.h0.vm.template: template "d" does not exist: vCenter has template',
      'hosts.h0.vm.datastore: datastore "e" does not exist: vCenter has LocalDS_0, LocalDS_1',
      'hosts.h0.vm.esxi: ESXi host "f" does not exist: vCenter has DC0_C0_H0, DC0_C0_H1',
    ]);
  });

  it("looks for nothing else when the datacenter is not there", async () => {
    expect(await look({ datacenter: "DC9", cluster: "x" }, {})).toEqual([
      'vsphere.datacenter: datacenter "DC9" does not exist: vCenter has DC0',
    ]);
  });

  it("compares the disk with the template's", async () => {
    expect(await look({}, { disk: 1 }, { disk: 200 })).toEqual([
      expect.stringMatching(
        /^hosts\.h0\.vm\.disk: 1 GiB is less than the \d+ GiB of template "template", and a disk cannot shrink/,
      ) as string,
    ]);
  });

  it("reads what an existing port group blocks, on each ESXi host", async () => {
    const portGroup = { ...site().portGroup, kind: "existing" as const, name: "VM Network" };
    const { switch: _, ...anywhere } = portGroup;
    const found = await look({ portGroup: anywhere }, {});
    expect(found).toHaveLength(4);
    expect(found[0]).toMatch(/VM Network on ESXi host DC0_C0_H0 rejects promiscuous mode/);
    expect(found[1]).toMatch(/does not carry VLAN 10: make it a VLAN trunk that covers untagged frames, VLAN 10$/);
  });

  it("advises what the provider cannot set on a distributed port group that is there", async () => {
    const portGroup = { ...site().portGroup, name: "DC0_DVPG0", macLearning: true };
    const { problems, advice } = await survey(site({ portGroup }), [], vcenter.ready.password);
    expect(problems).toEqual([]);
    expect(advice.map(problemText)).toEqual([
      expect.stringMatching(/^vsphere\.portGroup\.macLearning: DC0_DVPG0 does not learn MACs yet/) as string,
    ]);
  });

  it("names the standard switch that an ESXi host does not have", async () => {
    const portGroup = { ...site().portGroup, kind: "standard" as const, switch: "vSwitch9", esxi: ["DC0_C0_H0"] };
    expect(await look({ portGroup })).toEqual([
      'vsphere.portGroup.switch: standard switch "vSwitch9" does not exist on ESXi host DC0_C0_H0, which has vSwitch0',
    ]);
  });

  it("tells a wrong password, an untrusted certificate and a silent server apart", async () => {
    const { problems: wrong } = await survey(site(), [], "wrong");
    expect(wrong.map(problemText)).toEqual([
      expect.stringMatching(/^vsphere\.user: .* rejects administrator/) as string,
    ]);
    const { sha256 } = vcenter.ready;
    expect(await look({ allowUnverifiedSsl: false })).toEqual([
      expect.stringContaining(
        `is not trusted here (DEPTH_ZERO_SELF_SIGNED_CERT); its SHA-256 thumbprint is ${sha256}`,
      ) as string,
    ]);
    expect(await look({ server: "127.0.0.1:1" })).toEqual([
      expect.stringMatching(/^vsphere\.server: 127\.0\.0\.1:1 does not answer as a vCenter \(ECONNREFUSED\)/) as string,
    ]);
  });
});
