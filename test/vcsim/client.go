package main

import (
	"context"
	"net/url"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/view"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/types"
)

// connect logs in to a running simulator; its certificate is one that nobody trusts.
func connect(ctx context.Context, address string) (*govmomi.Client, error) {
	target, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	target.User = url.UserPassword(userName+userDomain, password)
	return govmomi.NewClient(ctx, target, true)
}

// inDatacentre is a finder for the names in the one data centre, and the folders there.
func inDatacentre(ctx context.Context, client *vim25.Client) (*find.Finder, *object.DatacenterFolders, error) {
	finder := find.NewFinder(client)
	centre, err := finder.DefaultDatacenter(ctx)
	if err != nil {
		return nil, nil, err
	}
	finder.SetDatacenter(centre)
	folders, err := centre.Folders(ctx)
	return finder, folders, err
}

// retrieve reads properties of all objects of some kinds into `into`, which points to a slice.
func retrieve(ctx context.Context, client *vim25.Client, kinds, properties []string, into any) error {
	found, err := view.NewManager(client).CreateContainerView(ctx, client.ServiceContent.RootFolder, kinds, true)
	if err != nil {
		return err
	}
	defer func() { _ = found.Destroy(ctx) }()
	return found.Retrieve(ctx, kinds, properties, into)
}

// names maps objects to what people call them.
type names map[types.ManagedObjectReference]string

func readNames(ctx context.Context, client *vim25.Client) (names, error) {
	kinds := []string{
		"Datastore", "DistributedVirtualPortgroup", "HostSystem", "Network", "ResourcePool", "VirtualMachine",
	}
	var found []types.ObjectContent // Not as mo.ManagedEntity: networks keep their name elsewhere.
	if err := retrieve(ctx, client, kinds, []string{"name"}, &found); err != nil {
		return nil, err
	}
	known := names{}
	for _, each := range found {
		for _, property := range each.PropSet {
			known[each.Obj] = property.Val.(string)
		}
	}
	return known, nil
}

// of is the name of an object that may be missing.
func (n names) of(object *types.ManagedObjectReference) string {
	if object == nil {
		return ""
	}
	return n[*object]
}
