package main

import (
	"sync"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// pollInterval keeps a waiter from asking without pause, as each answer comes at once.
const pollInterval = 20 * time.Millisecond

// collector replaces the PropertyCollector of each session. The plugin waits for all its tasks on this one collector,
// and the simulator's own hands each change to only one of several waiters: with two tasks under way the other waiter
// hangs until the plugin gives up, after 5 minutes. This one answers with the whole present state, again and again.
type collector struct {
	simulator.PropertyCollector // By value: each session gets a new one, made from the type of the registered object.

	mutex   sync.Mutex
	filters []types.ManagedObjectReference
}

func replaceCollector(ctx *simulator.Context) {
	replacement := &collector{}
	replacement.Self = types.ManagedObjectReference{Type: "PropertyCollector", Value: "propertyCollector"}
	ctx.Map.Put(replacement)
}

// CreateFilter gives each filter a collector of its own, as the simulator changes a collector's list of filters without
// a lock, and dies of that.
func (c *collector) CreateFilter(ctx *simulator.Context, r *types.CreateFilter) soap.HasFault {
	answer := (&simulator.PropertyCollector{}).CreateFilter(ctx, r)
	if made := answer.(*methods.CreateFilterBody).Res; made != nil {
		c.mutex.Lock()
		defer c.mutex.Unlock()
		c.filters = append(c.filters, made.Returnval)
	}
	return answer
}

// WaitForUpdatesEx reports the present state of all filters as an update.
func (c *collector) WaitForUpdatesEx(ctx *simulator.Context, r *types.WaitForUpdatesEx) soap.HasFault {
	if r.Version != "" { // The same waiter asks once more.
		time.Sleep(pollInterval)
	}
	updates := &types.UpdateSet{Version: "-"}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	var live []types.ManagedObjectReference
	for _, each := range c.filters {
		filter, ok := ctx.Session.Get(each).(*simulator.PropertyFilter)
		if !ok {
			continue // Destroyed by the waiter that had made it.
		}
		live = append(live, each)
		if objects := c.present(ctx, filter.Spec); objects != nil {
			updates.FilterSet = append(updates.FilterSet, types.PropertyFilterUpdate{Filter: each, ObjectSet: objects})
		}
	}
	c.filters = live
	return &methods.WaitForUpdatesExBody{Res: &types.WaitForUpdatesExResponse{Returnval: updates}}
}

// present reads what a filter is about; nil if that is no longer there.
func (c *collector) present(ctx *simulator.Context, spec types.PropertyFilterSpec) []types.ObjectUpdate {
	request := &types.RetrievePropertiesEx{SpecSet: []types.PropertyFilterSpec{spec}}
	answer := c.RetrievePropertiesEx(ctx, request).(*methods.RetrievePropertiesExBody).Res
	if answer == nil || answer.Returnval == nil {
		return nil
	}
	updates := []types.ObjectUpdate{}
	for _, object := range answer.Returnval.Objects {
		update := types.ObjectUpdate{Obj: object.Obj, Kind: types.ObjectUpdateKindEnter}
		for _, property := range object.PropSet {
			update.ChangeSet = append(update.ChangeSet, types.PropertyChange{
				Op: types.PropertyChangeOpAssign, Name: property.Name, Val: property.Val,
			})
		}
		updates = append(updates, update)
	}
	return updates
}
