package main

import (
	"slices"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/simulator/esx"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// setDefaults fills in properties that the simulator leaves empty and the plugin relies on.
func setDefaults(ctx *simulator.Context) {
	for _, each := range ctx.Map.AllReference("EnvironmentBrowser") {
		describeHardware(each.(*simulator.EnvironmentBrowser))
	}
	for _, each := range ctx.Map.AllReference("DistributedVirtualSwitch") {
		// The plugin takes this policy for granted, and crashes without.
		each.(*simulator.DistributedVirtualSwitch).Config.GetDVSConfigInfo().UplinkPortPolicy =
			&types.DVSNameArrayUplinkPortPolicy{UplinkPortName: uplinkNames}
	}
	ctx.Map.AddHandler(vmDefaults{types.ManagedObjectReference{Type: "vmDefaults", Value: "vmDefaults"}})
}

// hardwareVersion is the one that the simulator gives to its VMs (esx.HardwareVersion), as a number.
const hardwareVersion = 13

// describeHardware names the version that the VMs have already; else each update of a VM would try to upgrade it first.
func describeHardware(browser *simulator.EnvironmentBrowser) {
	self := browser.Self
	browser.DatastoreBrowser = &self // Whatever it is: an object with no property set counts as deleted.
	browser.QueryConfigOptionResponse.Returnval = &types.VirtualMachineConfigOption{
		Version: esx.HardwareVersion, DefaultDevice: esx.VirtualDevice,
		HardwareOptions: types.VirtualHardwareOption{HwVersion: hardwareVersion},
	}
}

// vmDefaults follows VMs in and out of the inventory.
type vmDefaults struct{ types.ManagedObjectReference }

// PutObject sets the plugin's own default; with nothing there, each preview would show a change.
func (vmDefaults) PutObject(_ *simulator.Context, added mo.Reference) {
	if vm, ok := added.(*simulator.VirtualMachine); ok && vm.Config != nil {
		vm.Config.SwapPlacement = "inherit"
	}
}

// UpdateObject is here for the interface only.
func (vmDefaults) UpdateObject(*simulator.Context, mo.Reference, []types.PropertyChange) {}

// RemoveObject takes a VM that is gone out of the rules of the cluster, which could no longer be read otherwise.
func (vmDefaults) RemoveObject(c *simulator.Context, gone types.ManagedObjectReference) {
	if gone.Type != "VirtualMachine" {
		return
	}
	for _, each := range c.Map.AllReference("ClusterComputeResource") {
		config := each.(*simulator.ClusterComputeResource).ConfigurationEx.(*types.ClusterConfigInfoEx)
		for _, entry := range config.Rule {
			if rule, ok := entry.(*types.ClusterAntiAffinityRuleSpec); ok {
				rule.Vm = slices.DeleteFunc(rule.Vm, func(vm types.ManagedObjectReference) bool { return vm == gone })
			}
		}
	}
}
