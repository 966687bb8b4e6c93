package main

import (
	"github.com/google/uuid"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// repair makes a finished model behave as vCenter where the plugin minds the difference.
func repair(ctx *simulator.Context) {
	replaceCollector(ctx)
	setDefaults(ctx)
	ctx.Map.Handler = beforeCall
}

// beforeCall sees every call ahead of its method: it may change the request, or refuse it with a fault.
func beforeCall(c *simulator.Context, m *simulator.Method) (mo.Reference, types.BaseMethodFault) {
	if c.Session == nil {
		return nil, nil
	}
	complete(m)
	if fault := refusal(c, m); fault != nil {
		return nil, fault
	}
	extend(c, m.This)
	return nil, nil
}

// complete fills in what vCenter would decide by itself.
func complete(m *simulator.Method) {
	switch request := m.Body.(type) {
	case *types.CloneVM_Task:
		// The simulator derives the UUID from the name. The plugin has it as the id, and a VM that is replaced must not
		// keep its id: what depends on it would see no change.
		if request.Spec.Config == nil {
			request.Spec.Config = &types.VirtualMachineConfigSpec{}
		}
		request.Spec.Config.Uuid, request.Spec.Config.InstanceUuid = uuid.NewString(), uuid.NewString()
	case *types.CreateDVPortgroup_Task:
		inheritUplinks(request.Spec.DefaultPortConfig)
	case *types.ReconfigureDVPortgroup_Task:
		inheritUplinks(request.Spec.DefaultPortConfig)
	}
}

// extend gives an object the methods it lacks. The session's own registry wins for calls and for reads alike, while the
// simulator itself, which asserts the types of what it finds, goes on finding the original. (An object that the hook
// itself returns is overruled once a client has logged in.)
func extend(c *simulator.Context, this types.ManagedObjectReference) {
	switch original := c.Map.Get(this).(type) {
	case *simulator.HostNetworkSystem:
		c.Session.Registry.Put(&hostNetworkSystem{original})
	case *simulator.DistributedVirtualSwitch:
		c.Session.Registry.Put(&distributedSwitch{original})
	case *simulator.DistributedVirtualSwitchManager:
		c.Session.Registry.Put(&switchManager{original})
	}
}
