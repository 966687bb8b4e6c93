package main

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// uplinkNames are those of every distributed switch.
var uplinkNames = []string{"uplink1", "uplink2"}

// inheritUplinks fills in what vCenter takes over from the switch; else each preview would show the uplinks as unknown.
func inheritUplinks(config types.BaseDVPortSetting) {
	setting, ok := config.(*types.VMwareDVSPortSetting)
	if !ok {
		return
	}
	if setting.UplinkTeamingPolicy == nil {
		setting.UplinkTeamingPolicy = &types.VmwareUplinkPortTeamingPolicy{}
	}
	if setting.UplinkTeamingPolicy.UplinkPortOrder == nil {
		setting.UplinkTeamingPolicy.UplinkPortOrder = &types.VMwareUplinkPortOrderPolicy{ActiveUplinkPort: uplinkNames}
	}
}

// switchManager finds switches by their UUID, as the plugin does before it makes a port group.
type switchManager struct {
	*simulator.DistributedVirtualSwitchManager
}

// QueryDvsByUuid is missing in the simulator.
func (m *switchManager) QueryDvsByUuid(ctx *simulator.Context, r *types.QueryDvsByUuid) soap.HasFault {
	for _, each := range ctx.Map.AllReference("DistributedVirtualSwitch") {
		if each.(*simulator.DistributedVirtualSwitch).Uuid == r.Uuid {
			found := each.Reference()
			return &methods.QueryDvsByUuidBody{Res: &types.QueryDvsByUuidResponse{Returnval: &found}}
		}
	}
	return &methods.QueryDvsByUuidBody{Fault_: simulator.Fault("", &types.NotFound{})}
}

// distributedSwitch makes port groups in the way that the plugin asks for.
type distributedSwitch struct {
	*simulator.DistributedVirtualSwitch
}

// CreateDVPortgroupTask is missing in the simulator. It differs from AddDVPortgroup_Task, which is there, in taking one
// specification and in having the new port group as the result.
func (s *distributedSwitch) CreateDVPortgroupTask(
	ctx *simulator.Context, r *types.CreateDVPortgroup_Task,
) soap.HasFault {
	task := simulator.CreateTask(s, "createDVPortgroup", func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		request := types.AddDVPortgroup_Task{This: s.Self, Spec: []types.DVPortgroupConfigSpec{r.Spec}}
		answer := s.AddDVPortgroupTask(ctx, &request).(*methods.AddDVPortgroup_TaskBody)
		added := ctx.Map.Get(answer.Res.Returnval).(*simulator.Task)
		if added.Wait(); added.Info.Error != nil {
			return nil, added.Info.Error.Fault
		}
		return s.Portgroup[len(s.Portgroup)-1], nil // The last one is ours: the task has the switch locked.
	})
	return &methods.CreateDVPortgroup_TaskBody{Res: &types.CreateDVPortgroup_TaskResponse{Returnval: task.Run(ctx)}}
}
