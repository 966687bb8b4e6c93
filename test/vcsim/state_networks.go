package main

import (
	"context"

	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

type hostState struct {
	Connection types.HostSystemConnectionState `json:"connection"`
	PortGroups map[string]portGroupState       `json:"portGroups"`
}

type portGroupState struct {
	Switch string `json:"switch"`
	VLAN   int32  `json:"vlan"`
	securityState
}

type distributedState struct {
	ID string `json:"id"`
	// VLANs are ranges, each from its first to its last; a single VLAN is a range too.
	VLANs [][2]int32 `json:"vlans"`
	securityState
}

// securityState has null for what vCenter says nothing about, which then is as the switch has it.
type securityState struct {
	Promiscuous     *bool `json:"promiscuous"`
	ForgedTransmits *bool `json:"forgedTransmits"`
	MACChanges      *bool `json:"macChanges"`
}

func readHosts(ctx context.Context, client *vim25.Client) (map[string]hostState, error) {
	var hosts []mo.HostSystem
	properties := []string{"name", "configManager.networkSystem", "runtime.connectionState"}
	if err := retrieve(ctx, client, []string{"HostSystem"}, properties, &hosts); err != nil {
		return nil, err
	}
	found := map[string]hostState{}
	for _, host := range hosts {
		var system mo.HostNetworkSystem
		where := *host.ConfigManager.NetworkSystem
		collector := property.DefaultCollector(client)
		if err := collector.RetrieveOne(ctx, where, []string{"networkInfo"}, &system); err != nil {
			return nil, err
		}
		groups := map[string]portGroupState{}
		for _, group := range system.NetworkInfo.Portgroup {
			groups[group.Spec.Name] = describePortGroup(group.Spec)
		}
		found[host.Name] = hostState{host.Runtime.ConnectionState, groups}
	}
	return found, nil
}

func describePortGroup(spec types.HostPortGroupSpec) portGroupState {
	found := portGroupState{Switch: spec.VswitchName, VLAN: spec.VlanId}
	if policy := spec.Policy.Security; policy != nil {
		found.securityState = securityState{policy.AllowPromiscuous, policy.ForgedTransmits, policy.MacChanges}
	}
	return found
}

func readDistributed(ctx context.Context, client *vim25.Client) (map[string]distributedState, error) {
	var groups []mo.DistributedVirtualPortgroup
	kinds, properties := []string{"DistributedVirtualPortgroup"}, []string{"name", "config"}
	if err := retrieve(ctx, client, kinds, properties, &groups); err != nil {
		return nil, err
	}
	found := map[string]distributedState{}
	for _, group := range groups {
		described := distributedState{ID: group.Self.Value, VLANs: [][2]int32{}}
		if setting, ok := group.Config.DefaultPortConfig.(*types.VMwareDVSPortSetting); ok {
			described.VLANs = ranges(setting.Vlan)
			if policy := setting.SecurityPolicy; policy != nil {
				described.securityState = securityState{
					value(policy.AllowPromiscuous), value(policy.ForgedTransmits), value(policy.MacChanges),
				}
			}
		}
		found[group.Name] = described
	}
	return found, nil
}

func ranges(spec types.BaseVmwareDistributedVirtualSwitchVlanSpec) [][2]int32 {
	found := [][2]int32{}
	switch vlan := spec.(type) {
	case *types.VmwareDistributedVirtualSwitchVlanIdSpec:
		found = append(found, [2]int32{vlan.VlanId, vlan.VlanId})
	case *types.VmwareDistributedVirtualSwitchTrunkVlanSpec:
		for _, each := range vlan.VlanId {
			found = append(found, [2]int32{each.Start, each.End})
		}
	}
	return found
}

func value(policy *types.BoolPolicy) *bool {
	if policy == nil {
		return nil
	}
	return policy.Value
}
