package main

import (
	"slices"
	"sync"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// hostNetworkSystem is a host's network with port groups that can be changed, and whose names other hosts may have too.
type hostNetworkSystem struct{ *simulator.HostNetworkSystem }

// portGroups guards the port groups of all hosts. The simulator locks one object per call, but here a call looks at
// the other hosts as well, and the plugin adds the same name to several of them at once.
var portGroups sync.Mutex

// UpdatePortGroup is missing in the simulator.
func (s *hostNetworkSystem) UpdatePortGroup(_ *simulator.Context, r *types.UpdatePortGroup) soap.HasFault {
	portGroups.Lock()
	defer portGroups.Unlock()
	i := s.portGroup(r.PgName)
	if i < 0 {
		return &methods.UpdatePortGroupBody{Fault_: simulator.Fault("", &types.NotFound{})}
	}
	s.NetworkInfo.Portgroup[i].Spec = r.Portgrp
	return &methods.UpdatePortGroupBody{Res: &types.UpdatePortGroupResponse{}}
}

// AddPortGroup lets hosts have port groups of one name, as vCenter does: they share one Network. The simulator makes a
// Network with each port group, and so refuses the second.
func (s *hostNetworkSystem) AddPortGroup(ctx *simulator.Context, r *types.AddPortGroup) soap.HasFault {
	portGroups.Lock()
	defer portGroups.Unlock()
	name := r.Portgrp.Name
	i := slices.IndexFunc(s.NetworkInfo.Vswitch, func(each types.HostVirtualSwitch) bool {
		return each.Name == r.Portgrp.VswitchName
	})
	if i < 0 || s.portGroup(name) >= 0 || !s.elsewhere(ctx, name) {
		return s.HostNetworkSystem.AddPortGroup(ctx, r)
	}
	s.NetworkInfo.Vswitch[i].Portgroup = append(s.NetworkInfo.Vswitch[i].Portgroup, name)
	s.NetworkInfo.Portgroup = append(s.NetworkInfo.Portgroup,
		types.HostPortGroup{Key: "key-vim.host.PortGroup-" + name, Spec: r.Portgrp})
	return &methods.AddPortGroupBody{Res: &types.AddPortGroupResponse{}}
}

// RemovePortGroup keeps the Network for as long as another host has a port group of that name.
func (s *hostNetworkSystem) RemovePortGroup(ctx *simulator.Context, r *types.RemovePortGroup) soap.HasFault {
	portGroups.Lock()
	defer portGroups.Unlock()
	i := s.portGroup(r.PgName)
	if i < 0 || !s.elsewhere(ctx, r.PgName) {
		return s.HostNetworkSystem.RemovePortGroup(ctx, r)
	}
	for i := range s.NetworkInfo.Vswitch {
		each := &s.NetworkInfo.Vswitch[i]
		each.Portgroup = slices.DeleteFunc(each.Portgroup, func(name string) bool { return name == r.PgName })
	}
	s.NetworkInfo.Portgroup = slices.Delete(s.NetworkInfo.Portgroup, i, i+1)
	return &methods.RemovePortGroupBody{Res: &types.RemovePortGroupResponse{}}
}

// portGroup is the place of the host's port group of that name, or -1.
func (s *hostNetworkSystem) portGroup(name string) int {
	return slices.IndexFunc(s.NetworkInfo.Portgroup, func(each types.HostPortGroup) bool {
		return each.Spec.Name == name
	})
}

// elsewhere tells whether another host has a port group of that name.
func (s *hostNetworkSystem) elsewhere(ctx *simulator.Context, name string) bool {
	return slices.ContainsFunc(ctx.Map.AllReference("HostNetworkSystem"), func(each mo.Reference) bool {
		system, ok := each.(*simulator.HostNetworkSystem)
		return ok && system.Self != s.Self && (&hostNetworkSystem{system}).portGroup(name) >= 0
	})
}
