package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	api "github.com/docker/docker/api/types/container"
	mounts "github.com/docker/docker/api/types/mount"
	networks "github.com/docker/docker/api/types/network"
	"github.com/docker/go-connections/nat"
	"github.com/docker/go-units"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"macvlan-fabric/engine/internal/props"
)

const mebibyte = 1024 * 1024

// createContainer creates a container and starts it on its networks. If that fails half way, the container exists all the
// same, and its id is returned with the error.
func createContainer(ctx context.Context, with session, wanted resource.PropertyMap) (string, error) {
	var spec container
	if err := props.Decode(wanted, &spec); err != nil {
		return "", err
	}
	if _, err := with.findImage(ctx, spec.Image, ""); err != nil {
		return "", fmt.Errorf("Unable to create container with image %s: %w", spec.Image, err)
	}
	config, err := spec.config()
	if err != nil {
		return "", err
	}
	hostConfig, err := spec.hostConfig()
	if err != nil {
		return "", err
	}
	made, err := with.ContainerCreate(ctx, config, hostConfig, &networks.NetworkingConfig{}, nil, spec.Name)
	if err != nil {
		return "", fmt.Errorf("Unable to create container: %w", err)
	}
	if err := spec.attach(ctx, with, made.ID); err != nil {
		return made.ID, err
	}
	if !spec.Start {
		return made.ID, nil
	}
	if err := with.ContainerStart(ctx, made.ID, api.StartOptions{}); err != nil {
		return made.ID, fmt.Errorf("Unable to start container: %w", err)
	}
	if spec.Wait {
		return made.ID, with.healthy(ctx, made.ID, time.Duration(spec.WaitTimeout)*time.Second)
	}
	return made.ID, nil
}

func (spec container) config() (*api.Config, error) {
	health, err := spec.Healthcheck.config()
	if err != nil {
		return nil, err
	}
	config := &api.Config{
		Image: spec.Image, Hostname: spec.Hostname, Domainname: spec.Domainname, User: spec.User,
		WorkingDir: spec.WorkingDir, Tty: spec.TTY, OpenStdin: spec.StdinOpen, StopSignal: spec.StopSignal,
		Env: spec.Env, Labels: labelMap(spec.Labels),
		ExposedPorts: nat.PortSet{}, Volumes: map[string]struct{}{}, Healthcheck: health,
	}
	// An empty list is not the same as none: it would remove the image's own entry point.
	if len(spec.Command) > 0 {
		if slices.Contains(spec.Command, "") {
			return nil, errors.New("values for command may not be empty")
		}
		config.Cmd = spec.Command
	}
	if len(spec.Entrypoint) > 0 {
		config.Entrypoint = spec.Entrypoint
	}
	if spec.StopAfter > 0 {
		config.StopTimeout = &spec.StopAfter
	}
	for _, each := range spec.Ports {
		config.ExposedPorts[each.key()] = struct{}{}
	}
	for _, each := range spec.Volumes {
		if each.ContainerPath != "" {
			config.Volumes[each.ContainerPath] = struct{}{}
		}
	}
	return config, nil
}

func (spec container) hostConfig() (*api.HostConfig, error) {
	config := &api.HostConfig{
		NetworkMode: api.NetworkMode(spec.NetworkMode), Privileged: spec.Privileged, PublishAllPorts: spec.PublishAll,
		RestartPolicy:  spec.restartPolicy(),
		Runtime:        spec.Runtime,
		AutoRemove:     spec.Remove,
		ReadonlyRootfs: spec.ReadOnly,
		LogConfig:      api.LogConfig{Type: spec.LogDriver, Config: spec.LogOpts},
		Tmpfs:          spec.Tmpfs, Sysctls: spec.Sysctls, StorageOpt: spec.StorageOpts, Init: &spec.Init,
		DNS: spec.DNS, DNSOptions: spec.DNSOpts, DNSSearch: spec.DNSSearch, GroupAdd: spec.GroupAdd,
		SecurityOpt: spec.SecurityOpts, ShmSize: spec.ShmSize * mebibyte, PortBindings: nat.PortMap{},
		IpcMode: api.IpcMode(spec.IpcMode), PidMode: api.PidMode(spec.PidMode), UsernsMode: api.UsernsMode(spec.UsernsMode),
		Resources: spec.resources(),
	}
	config.CPUPeriod, config.CPUQuota = spec.CPUPeriod, spec.CPUQuota
	if spec.Capabilities != nil {
		config.CapAdd, config.CapDrop = spec.Capabilities.Adds, spec.Capabilities.Drops
	}
	for _, each := range spec.ExtraHosts {
		config.ExtraHosts = append(config.ExtraHosts, each.Host+":"+each.IP)
	}
	for _, each := range spec.Ulimits {
		config.Ulimits = append(config.Ulimits, &units.Ulimit{Name: each.Name, Soft: each.Soft, Hard: each.Hard})
	}
	for _, each := range spec.Devices {
		config.Devices = append(config.Devices, each.mapping())
	}
	for _, each := range spec.Ports {
		binding := nat.PortBinding{HostIP: each.IP, HostPort: strconv.Itoa(each.External)}
		config.PortBindings[each.key()] = append(config.PortBindings[each.key()], binding)
	}
	for _, each := range spec.Volumes {
		if err := each.bind(config); err != nil {
			return nil, err
		}
	}
	for _, each := range spec.Mounts {
		config.Mounts = append(config.Mounts, mounts.Mount{
			Type: mounts.Type(each.Type), Source: each.Source, Target: each.Target, ReadOnly: each.ReadOnly,
		})
	}
	return config, nil
}

func (d device) mapping() api.DeviceMapping {
	inside := d.ContainerPath
	if inside == "" {
		inside = d.HostPath
	}
	return api.DeviceMapping{PathOnHost: d.HostPath, PathInContainer: inside, CgroupPermissions: d.Permissions}
}

func (spec container) restartPolicy() api.RestartPolicy {
	return api.RestartPolicy{Name: api.RestartPolicyMode(spec.Restart), MaximumRetryCount: spec.MaxRetryCount}
}

// resources are the limits that can be changed while a container runs.
func (spec container) resources() api.Resources {
	swap := spec.MemorySwap
	if swap > 0 {
		swap *= mebibyte // -1 means no limit.
	}
	return api.Resources{
		Memory: spec.Memory * mebibyte, MemoryReservation: spec.MemoryReservation * mebibyte, MemorySwap: swap,
		CPUShares: spec.CPUShares, CpusetCpus: spec.CPUSet,
	}
}

// attach moves a container from the default bridge to its own networks.
func (spec container) attach(ctx context.Context, with session, id string) error {
	if len(spec.Networks) == 0 {
		return nil
	}
	err := with.NetworkDisconnect(ctx, "bridge", id, false)
	if err != nil && !mentions(err, "is not connected to the network bridge", "is not connected to network bridge") {
		return fmt.Errorf("Unable to disconnect the default network: %w", err)
	}
	for _, each := range spec.Networks {
		if err := with.NetworkConnect(ctx, each.Name, id, each.endpoint()); err != nil {
			return fmt.Errorf("Unable to connect to network '%s': %w", each.Name, err)
		}
	}
	return nil
}

func (a attachment) endpoint() *networks.EndpointSettings {
	options := map[string]string{}
	for _, each := range a.DriverOpts {
		if name, value, pair := strings.Cut(each, "="); pair {
			options[name] = value
		}
	}
	return &networks.EndpointSettings{
		IPAMConfig: &networks.EndpointIPAMConfig{
			IPv4Address: a.IPv4Address, IPv6Address: a.IPv6Address, LinkLocalIPs: a.LinkLocalIPs,
		},
		Aliases: a.Aliases, MacAddress: a.MacAddress, DriverOpts: options, GwPriority: a.GwPriority,
	}
}

func (p port) key() nat.Port { return nat.Port(strconv.Itoa(p.Internal) + "/" + p.Protocol) }

// bind adds a volume or a folder of the host, or what another container has mounted.
func (m mount) bind(config *api.HostConfig) error {
	source := m.VolumeName
	if m.HostPath != "" {
		source = m.HostPath
	}
	mode := "rw"
	if m.ReadOnly {
		mode = "ro"
	}
	if m.SelinuxRelabel != "" {
		mode += "," + m.SelinuxRelabel
	}
	switch {
	case m.FromContainer == "" && m.ContainerPath == "":
		return errors.New("volume entry without container path or source container")
	case m.FromContainer != "" && m.ContainerPath != "":
		return errors.New("both a container and a path specified in a volume entry")
	case m.FromContainer != "":
		config.VolumesFrom = append(config.VolumesFrom, m.FromContainer)
	case source != "":
		config.Binds = append(config.Binds, source+":"+m.ContainerPath+":"+mode)
	}
	return nil
}

func (h *healthcheck) config() (*api.HealthConfig, error) {
	if h == nil {
		return nil, nil
	}
	config := &api.HealthConfig{Test: h.Tests, Retries: h.Retries}
	for text, into := range map[*string]*time.Duration{
		&h.Interval: &config.Interval, &h.Timeout: &config.Timeout,
		&h.StartPeriod: &config.StartPeriod, &h.StartInterval: &config.StartInterval,
	} {
		var err error
		if *into, err = time.ParseDuration(*text); err != nil {
			return nil, fmt.Errorf("healthcheck: %w", err)
		}
	}
	return config, nil
}

// healthy waits until a container reports that it is healthy.
func (with session) healthy(ctx context.Context, id string, patience time.Duration) error {
	ctx, end := context.WithTimeout(ctx, patience)
	defer end()
	for {
		found, err := with.ContainerInspect(ctx, id)
		if ctx.Err() != nil {
			return errors.New("container failed to be in healthy state")
		}
		if err != nil {
			return fmt.Errorf("error inspecting container state: %w", err)
		}
		if found.State.Health == nil {
			return errors.New("you have supplied a 'wait' argument, but the container does not have a healthcheck defined")
		}
		if found.State.Health.Status == api.Healthy {
			return nil
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}
