package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// vmState has the names of host, pool and datastore, and as folder the path below the folder of all VMs.
type vmState struct {
	ID          string                         `json:"id"`
	UUID        string                         `json:"uuid"`
	Host        string                         `json:"host"`
	Pool        string                         `json:"pool"` // Empty for a template.
	Folder      string                         `json:"folder"`
	Datastore   string                         `json:"datastore,omitempty"`
	Power       types.VirtualMachinePowerState `json:"power"`
	CPUs        int32                          `json:"cpus"`
	Memory      int32                          `json:"memory"`
	Template    bool                           `json:"template"`
	Annotation  string                         `json:"annotation"`
	NICs        []nicState                     `json:"nics"`
	Disks       []diskState                    `json:"disks"`
	ExtraConfig map[string]string              `json:"extraConfig"`
	Guest       guestState                     `json:"guest"`
}

// guestState is what customisation made of a guest.
type guestState struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

type nicState struct {
	MAC     string `json:"mac"`
	Type    string `json:"type"` // How the address came about: manual, assigned or generated.
	Card    string `json:"card"` // The plugin's word for the hardware, such as vmxnet3.
	Network string `json:"network"`
}

type diskState struct {
	GiB  int64 `json:"gib"`
	Thin bool  `json:"thin"`
}

func readVMs(ctx context.Context, client *vim25.Client, known names) (map[string]vmState, error) {
	var vms []mo.VirtualMachine
	properties := []string{"name", "config", "runtime", "resourcePool", "datastore", "guest"}
	if err := retrieve(ctx, client, []string{"VirtualMachine"}, properties, &vms); err != nil {
		return nil, err
	}
	found := map[string]vmState{}
	for _, vm := range vms {
		path, err := find.InventoryPath(ctx, client, vm.Self)
		if err != nil {
			return nil, err
		}
		described := describeVM(vm, known)
		described.Folder = strings.Trim(strings.TrimSuffix(strings.TrimPrefix(path, "/DC0/vm"), vm.Name), "/")
		found[vm.Name] = described
	}
	return found, nil
}

func describeVM(vm mo.VirtualMachine, known names) vmState {
	found := vmState{
		ID: vm.Self.Value, UUID: vm.Config.Uuid, Host: known.of(vm.Runtime.Host), Pool: known.of(vm.ResourcePool),
		Power: vm.Runtime.PowerState, CPUs: vm.Config.Hardware.NumCPU, Memory: vm.Config.Hardware.MemoryMB,
		Template: vm.Config.Template, Annotation: vm.Config.Annotation,
		NICs: []nicState{}, Disks: []diskState{}, ExtraConfig: map[string]string{},
	}
	if vm.Guest != nil {
		found.Guest = guestState{vm.Guest.HostName, vm.Guest.IpAddress}
	}
	if len(vm.Datastore) > 0 {
		found.Datastore = known[vm.Datastore[0]]
	}
	for _, each := range vm.Config.ExtraConfig {
		option := each.GetOptionValue()
		found.ExtraConfig[option.Key] = fmt.Sprint(option.Value)
	}
	for _, device := range vm.Config.Hardware.Device {
		switch of := device.(type) {
		case types.BaseVirtualEthernetCard:
			found.NICs = append(found.NICs, describeNIC(of, known))
		case *types.VirtualDisk:
			backing, ok := of.Backing.(*types.VirtualDiskFlatVer2BackingInfo)
			thin := ok && backing.ThinProvisioned != nil && *backing.ThinProvisioned
			found.Disks = append(found.Disks, diskState{of.CapacityInKB >> 20, thin})
		}
	}
	return found
}

func describeNIC(device types.BaseVirtualEthernetCard, known names) nicState {
	card := device.GetVirtualEthernetCard()
	kind := object.VirtualDeviceList{}.TypeName(device.(types.BaseVirtualDevice))
	found := nicState{
		MAC: card.MacAddress, Type: card.AddressType, Card: strings.ToLower(strings.TrimPrefix(kind, "Virtual")),
	}
	switch backing := card.Backing.(type) {
	case *types.VirtualEthernetCardNetworkBackingInfo:
		found.Network = backing.DeviceName
	case *types.VirtualEthernetCardDistributedVirtualPortBackingInfo:
		key := types.ManagedObjectReference{Type: "DistributedVirtualPortgroup", Value: backing.Port.PortgroupKey}
		found.Network = known[key]
	}
	return found
}
