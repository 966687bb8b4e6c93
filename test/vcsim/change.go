package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/vim25/types"
)

// strayVLAN is where open-portgroup moves a port group to: one that no test asks for.
const strayVLAN = 999

// verbs are the changes that somebody might make in the vSphere client, behind the plugin's back. They take the name of
// a VM or a host, or HOST/GROUP for a port group.
var verbs = map[string]func(ctx context.Context, finder *find.Finder, name string) error{
	"remove-vm":        removeVM,
	"power-off":        powerOff,
	"disconnect":       disconnect,
	"open-portgroup":   openPortGroup,
	"remove-portgroup": removePortGroup,
}

func change(ctx context.Context, address, verb, name string) error {
	act, ok := verbs[verb]
	if !ok {
		known := strings.Join(slices.Sorted(maps.Keys(verbs)), ", ")
		return fmt.Errorf("unknown verb %s: there are %s", verb, known)
	}
	client, err := connect(ctx, address)
	if err != nil {
		return err
	}
	defer func() { _ = client.Logout(ctx) }()
	finder, _, err := inDatacentre(ctx, client.Client)
	if err != nil {
		return err
	}
	return act(ctx, finder, name)
}

// finish waits for a task that may not have come about.
func finish(ctx context.Context, task *object.Task, err error) error {
	if err != nil {
		return err
	}
	return task.Wait(ctx)
}

func removeVM(ctx context.Context, finder *find.Finder, name string) error {
	_ = powerOff(ctx, finder, name) // Fails where it is off already.
	vm, err := finder.VirtualMachine(ctx, name)
	if err != nil {
		return err
	}
	task, err := vm.Destroy(ctx)
	return finish(ctx, task, err)
}

func powerOff(ctx context.Context, finder *find.Finder, name string) error {
	vm, err := finder.VirtualMachine(ctx, name)
	if err != nil {
		return err
	}
	task, err := vm.PowerOff(ctx)
	return finish(ctx, task, err)
}

func disconnect(ctx context.Context, finder *find.Finder, name string) error {
	host, err := finder.HostSystem(ctx, name)
	if err != nil {
		return err
	}
	task, err := host.Disconnect(ctx)
	return finish(ctx, task, err)
}

// openPortGroup allows everything on a port group, and moves it to another VLAN.
func openPortGroup(ctx context.Context, finder *find.Finder, name string) error {
	system, group, err := networkOf(ctx, finder, name)
	if err != nil {
		return err
	}
	yes := types.NewBool(true)
	return system.UpdatePortGroup(ctx, group, types.HostPortGroupSpec{
		Name: group, VswitchName: "vSwitch0", VlanId: strayVLAN, Policy: types.HostNetworkPolicy{
			Security: &types.HostNetworkSecurityPolicy{AllowPromiscuous: yes, ForgedTransmits: yes, MacChanges: yes},
		},
	})
}

func removePortGroup(ctx context.Context, finder *find.Finder, name string) error {
	system, group, err := networkOf(ctx, finder, name)
	if err != nil {
		return err
	}
	return system.RemovePortGroup(ctx, group)
}

func networkOf(ctx context.Context, finder *find.Finder, name string) (*object.HostNetworkSystem, string, error) {
	hostName, group, ok := strings.Cut(name, "/")
	if !ok {
		return nil, "", fmt.Errorf("%s: want HOST/GROUP", name)
	}
	host, err := finder.HostSystem(ctx, hostName)
	if err != nil {
		return nil, "", err
	}
	system, err := host.ConfigManager().NetworkSystem(ctx)
	return system, group, err
}
