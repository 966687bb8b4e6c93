package main

import (
	"context"
	"fmt"

	"github.com/containerd/errdefs"
	api "github.com/docker/docker/api/types/volume"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"macvlan-fabric/engine/internal/props"
)

type volume struct {
	Name       string            `json:"name" rules:"name replace"`
	Driver     string            `json:"driver" rules:"replace computed"`
	DriverOpts map[string]string `json:"driverOpts" rules:"replace"`
	Labels     []label           `json:"labels" rules:"replace set"`
	Cluster    *struct{}         `json:"cluster" rules:"unsupported"`
	Mountpoint string            `json:"mountpoint" rules:"output"`
}

func createVolume(ctx context.Context, with session, wanted resource.PropertyMap) (string, error) {
	var spec volume
	if err := props.Decode(wanted, &spec); err != nil {
		return "", err
	}
	made, err := with.VolumeCreate(ctx, api.CreateOptions{
		Name: spec.Name, Driver: spec.Driver, DriverOpts: spec.DriverOpts, Labels: labelMap(spec.Labels),
	})
	if err != nil {
		return "", fmt.Errorf("Unable to create volume: %w", err)
	}
	return made.Name, nil
}

func readVolume(ctx context.Context, with session, id string, _ resource.PropertyMap) (map[string]any, error) {
	found, err := with.VolumeInspect(ctx, id)
	if errdefs.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("Unable to inspect volume: %w", err)
	}
	observed := map[string]any{
		"name": found.Name, "driver": found.Driver, "labels": labelList(found.Labels), "mountpoint": found.Mountpoint,
		"driverOpts": nil,
	}
	if len(found.Options) > 0 {
		observed["driverOpts"] = anyMap(found.Options)
	}
	return observed, nil
}

func removeVolume(ctx context.Context, with session, id string, _ resource.PropertyMap) error {
	return patiently(ctx, "volume is in use", func() error { return with.VolumeRemove(ctx, id, true) })
}
