package main

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// refusal is the fault with which vCenter would answer where the simulator would obey: what is in use cannot go, and a
// host that is not connected does nothing.
func refusal(c *simulator.Context, m *simulator.Method) types.BaseMethodFault {
	switch request := m.Body.(type) {
	case *types.RemovePortGroup:
		system, ok := c.Map.Get(m.This).(*simulator.HostNetworkSystem)
		if ok && onPortGroup(c, system.Host, request.PgName) {
			return &types.ResourceInUse{Type: "HostPortGroup", Name: request.PgName}
		}
	case *types.Destroy_Task:
		if m.This.Type == "DistributedVirtualPortgroup" && onDistributedGroup(c, m.This.Value) {
			return &types.ResourceInUse{Type: m.This.Type, Name: m.This.Value}
		}
	}
	host := target(c, m)
	if host != nil && host.Runtime.ConnectionState != types.HostSystemConnectionStateConnected {
		return &types.HostNotConnected{}
	}
	return nil
}

// target is the host that would have to carry out a call, if any.
func target(c *simulator.Context, m *simulator.Method) *mo.HostSystem {
	var where *types.ManagedObjectReference
	switch object := c.Map.Get(m.This).(type) {
	case *simulator.HostNetworkSystem:
		return object.Host
	case *simulator.VirtualMachine:
		where = object.Runtime.Host
		if request, ok := m.Body.(*types.CloneVM_Task); ok && request.Spec.Location.Host != nil {
			where = request.Spec.Location.Host
		}
	}
	if where == nil {
		return nil
	}
	if host, ok := c.Map.Get(*where).(*simulator.HostSystem); ok {
		return &host.HostSystem
	}
	return nil
}

// onPortGroup tells whether a VM on the host has a card on its port group of that name.
func onPortGroup(c *simulator.Context, host *mo.HostSystem, name string) bool {
	return anyCard(c, func(vm *simulator.VirtualMachine, backing types.BaseVirtualDeviceBackingInfo) bool {
		network, ok := backing.(*types.VirtualEthernetCardNetworkBackingInfo)
		return ok && network.DeviceName == name && vm.Runtime.Host != nil && *vm.Runtime.Host == host.Self
	})
}

// onDistributedGroup tells whether a VM has a card on the distributed port group of that key.
func onDistributedGroup(c *simulator.Context, key string) bool {
	return anyCard(c, func(_ *simulator.VirtualMachine, backing types.BaseVirtualDeviceBackingInfo) bool {
		port, ok := backing.(*types.VirtualEthernetCardDistributedVirtualPortBackingInfo)
		return ok && port.Port.PortgroupKey == key
	})
}

func anyCard(
	c *simulator.Context, fits func(*simulator.VirtualMachine, types.BaseVirtualDeviceBackingInfo) bool,
) bool {
	for _, each := range c.Map.AllReference("VirtualMachine") {
		vm := each.(*simulator.VirtualMachine)
		for _, device := range vm.Config.Hardware.Device {
			card, ok := device.(types.BaseVirtualEthernetCard)
			if ok && fits(vm, card.GetVirtualEthernetCard().Backing) {
				return true
			}
		}
	}
	return false
}
