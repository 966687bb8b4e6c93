package provider

import (
	"context"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// detailed adds what the SDK's server leaves out of a diff: that its details are to be used at all, which deletions
// replace, and the plain names of what changed.
type detailed struct {
	pulumirpc.ResourceProviderServer
}

func (d detailed) Diff(ctx context.Context, req *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	found, err := d.ResourceProviderServer.Diff(ctx, req)
	if err != nil || len(found.GetDetailedDiff()) == 0 {
		return found, err
	}
	found.HasDetailedDiff = true
	for _, path := range found.GetReplaces() {
		if property := found.GetDetailedDiff()[path]; property.GetKind() == pulumirpc.PropertyDiff_DELETE {
			property.Kind = pulumirpc.PropertyDiff_DELETE_REPLACE
		}
	}
	found.Diffs, found.Replaces = heads(found.GetDiffs()), heads(found.GetReplaces())
	return found, nil
}

// heads are the first names of property paths, each once.
func heads(paths []string) []string {
	var names []string
	for _, path := range paths {
		if parsed, err := resource.ParsePropertyPath(path); err == nil && len(parsed) > 0 {
			if name, is := parsed[0].(string); is {
				path = name
			}
		}
		names = append(names, path)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
