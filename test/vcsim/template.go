package main

import (
	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/types"
)

const (
	templateName    = "template"
	templateDiskGiB = 16
)

// furnish adds what the simulator's own model leaves out: a template, and a resource pool and a VM folder other than
// the roots, so that a test can tell whether their names were looked up at all.
func furnish(ctx *simulator.Context) error {
	client, err := vim25.NewClient(ctx, simulator.ServiceFromContext(ctx)) // In process: no server, no login.
	if err != nil {
		return err
	}
	finder, folders, err := inDatacentre(ctx, client)
	if err != nil {
		return err
	}
	root, err := finder.ResourcePool(ctx, "DC0_C0/Resources")
	if err != nil {
		return err
	}
	if _, err = root.Create(ctx, "labs", types.DefaultResourceConfigSpec()); err != nil {
		return err
	}
	labs, err := folders.VmFolder.CreateFolder(ctx, "labs")
	if err != nil {
		return err
	}
	if _, err = labs.CreateFolder(ctx, "dev"); err != nil {
		return err
	}
	return makeTemplate(ctx, finder, folders.VmFolder, root)
}

// makeTemplate makes a VM with one network card, one disk and a snapshot (for linked clones), and marks it as template.
func makeTemplate(
	ctx *simulator.Context, finder *find.Finder, folder *object.Folder, pool *object.ResourcePool,
) error {
	devices, err := templateDevices(ctx, finder)
	if err != nil {
		return err
	}
	// The first host, not any: a VM for which no host is asked comes to lie with the template.
	host, err := finder.HostSystem(ctx, "DC0_C0_H0")
	if err != nil {
		return err
	}
	task, err := folder.CreateVM(ctx, types.VirtualMachineConfigSpec{
		Name: templateName, NumCPUs: 1, MemoryMB: 1024, DeviceChange: devices,
		GuestId: string(types.VirtualMachineGuestOsIdentifierDebian12_64Guest),
		Files:   &types.VirtualMachineFileInfo{VmPathName: "[LocalDS_0]"},
	}, pool, host)
	if err != nil {
		return err
	}
	made, err := task.WaitForResult(ctx, nil)
	if err != nil {
		return err
	}
	vm := object.NewVirtualMachine(folder.Client(), made.Result.(types.ManagedObjectReference))
	if task, err = vm.CreateSnapshot(ctx, "base", "", false, false); err != nil {
		return err
	}
	if err = task.Wait(ctx); err != nil {
		return err
	}
	return vm.MarkAsTemplate(ctx)
}

func templateDevices(ctx *simulator.Context, finder *find.Finder) ([]types.BaseVirtualDeviceConfigSpec, error) {
	network, err := finder.Network(ctx, "VM Network")
	if err != nil {
		return nil, err
	}
	backing, err := network.EthernetCardBackingInfo(ctx)
	if err != nil {
		return nil, err
	}
	var devices object.VirtualDeviceList
	card, err := devices.CreateEthernetCard("vmxnet3", backing)
	if err != nil {
		return nil, err
	}
	controller, err := devices.CreateSCSIController("pvscsi")
	if err != nil {
		return nil, err
	}
	disk := devices.CreateDisk(controller.(types.BaseVirtualController), types.ManagedObjectReference{}, "")
	disk.CapacityInKB, disk.CapacityInBytes = templateDiskGiB<<20, templateDiskGiB<<30
	disk.Backing.(*types.VirtualDiskFlatVer2BackingInfo).ThinProvisioned = types.NewBool(true)
	devices = append(devices, controller, disk, card)
	return devices.ConfigSpec(types.VirtualDeviceConfigSpecOperationAdd)
}
