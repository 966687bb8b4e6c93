/** What a mocked vCenter answers to a function of the provider: an identity made from the name, and one kind of template. */
export function vsphereAnswer(token: string, inputs: Record<string, unknown>): Record<string, unknown> {
  const id = `id of ${String(inputs["name"])}`;
  switch (token) {
    case "vsphere:index/getComputeCluster:getComputeCluster":
    case "vsphere:index/getHost:getHost":
      return { ...inputs, id, resourcePoolId: `pool of ${String(inputs["name"])}` };
    case "vsphere:index/getVirtualMachine:getVirtualMachine":
      return {
        ...inputs,
        id,
        guestId: "debian12_64Guest",
        firmware: "efi",
        scsiType: "pvscsi",
        disks: [{ size: 8, label: "disk-1000-0", thinProvisioned: true, eagerlyScrub: false, unitNumber: 0 }],
      };
    default:
      return token.startsWith("vsphere:") ? { ...inputs, id } : inputs;
  }
}
