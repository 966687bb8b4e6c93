package main

import (
	"context"
	"fmt"
	"time"

	"github.com/containerd/errdefs"
	api "github.com/docker/docker/api/types/network"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"macvlan-fabric/engine/internal/props"
	"macvlan-fabric/engine/internal/schema"
)

// removalPatience is how long endpoints may take to leave a network, and users a volume.
const removalPatience = 30 * time.Second

type network struct {
	Name        string            `json:"name" rules:"name replace"`
	Driver      string            `json:"driver" rules:"replace computed"`
	Options     map[string]string `json:"options" rules:"replace computed"`
	Internal    bool              `json:"internal" rules:"replace computed"`
	Attachable  bool              `json:"attachable" rules:"replace"`
	Ingress     bool              `json:"ingress" rules:"replace"`
	IPv6        bool              `json:"ipv6" rules:"replace"`
	IPAMDriver  string            `json:"ipamDriver" rules:"replace default=default"`
	IPAMOptions map[string]string `json:"ipamOptions" rules:"replace"`
	IPAMConfigs []pool            `json:"ipamConfigs" rules:"replace computed set"`
	Labels      []label           `json:"labels" rules:"replace set"`
	Scope       string            `json:"scope" rules:"output"`
}

type pool struct {
	Subnet     string            `json:"subnet"`
	IPRange    string            `json:"ipRange"`
	Gateway    string            `json:"gateway"`
	AuxAddress map[string]string `json:"auxAddress"`
}

func createNetwork(ctx context.Context, with session, wanted resource.PropertyMap) (string, error) {
	var spec network
	if err := props.Decode(wanted, &spec); err != nil {
		return "", err
	}
	options := api.CreateOptions{
		Driver: spec.Driver, Options: spec.Options, Internal: spec.Internal, Attachable: spec.Attachable,
		Ingress: spec.Ingress, Labels: labelMap(spec.Labels),
		IPAM: &api.IPAM{Driver: spec.IPAMDriver, Options: spec.IPAMOptions},
	}
	if spec.IPv6 {
		options.EnableIPv6 = &spec.IPv6
	}
	for _, each := range spec.IPAMConfigs {
		options.IPAM.Config = append(options.IPAM.Config, api.IPAMConfig{
			Subnet: each.Subnet, IPRange: each.IPRange, Gateway: each.Gateway, AuxAddress: each.AuxAddress,
		})
	}
	made, err := with.NetworkCreate(ctx, spec.Name, options)
	if err != nil {
		return "", fmt.Errorf("Unable to create network: %w", err)
	}
	return made.ID, nil
}

// readNetwork reports problems of the host as errors: the official plugin mistakes them for a network that is gone.
func readNetwork(ctx context.Context, with session, id string, state resource.PropertyMap) (map[string]any, error) {
	found, err := with.NetworkInspect(ctx, id, api.InspectOptions{})
	if errdefs.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("Unable to inspect network %s: %w", id, err)
	}
	pools := []any{}
	for _, each := range found.IPAM.Config {
		pool := map[string]any{"subnet": each.Subnet, "ipRange": each.IPRange, "gateway": each.Gateway, "auxAddress": nil}
		if len(each.AuxAddress) > 0 || !asked(state, "ipamConfigs") {
			pool["auxAddress"] = anyMap(each.AuxAddress)
		}
		pools = append(pools, pool)
	}
	observed := map[string]any{
		"name": found.Name, "driver": found.Driver, "internal": found.Internal, "attachable": found.Attachable,
		"ingress": found.Ingress, "ipv6": found.EnableIPv6, "ipamDriver": found.IPAM.Driver, "scope": found.Scope,
		"options": anyMap(found.Options), "labels": labelList(found.Labels), "ipamConfigs": schema.Sorted(pools),
	}
	if len(found.IPAM.Options) > 0 {
		observed["ipamOptions"] = anyMap(found.IPAM.Options)
	}
	return observed, nil
}

// asked reports whether the program sets a property.
func asked(state resource.PropertyMap, name resource.PropertyKey) bool {
	items, _ := props.Plain(state[name]).([]any)
	return len(items) > 0
}

func removeNetwork(ctx context.Context, with session, id string, _ resource.PropertyMap) error {
	err := patiently(ctx, "has active endpoints", func() error { return with.NetworkRemove(ctx, id) })
	if errdefs.IsNotFound(err) {
		return nil
	}
	return err
}

// patiently retries while an error says that something is still in use.
func patiently(ctx context.Context, inUse string, try func() error) error {
	deadline := time.Now().Add(removalPatience)
	for {
		err := try()
		if !mentions(err, inUse) || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

func labelList(from map[string]string) []any {
	labels := []any{}
	for name, value := range from {
		labels = append(labels, map[string]any{"label": name, "value": value})
	}
	return schema.Sorted(labels)
}

// anyMap is a map as a property; it is never null.
func anyMap(from map[string]string) map[string]any {
	to := map[string]any{}
	for name, value := range from {
		to[name] = value
	}
	return to
}
