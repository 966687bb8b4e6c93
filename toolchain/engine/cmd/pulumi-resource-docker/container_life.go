package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/containerd/errdefs"
	api "github.com/docker/docker/api/types/container"
	mounts "github.com/docker/docker/api/types/mount"
	"github.com/docker/go-connections/nat"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"macvlan-fabric/engine/internal/props"
	"macvlan-fabric/engine/internal/schema"
)

// readContainer reports what the official plugin reports. Environment, labels, volumes and networks stay as the program
// gave them: the image adds its own.
func readContainer(ctx context.Context, with session, id string, state resource.PropertyMap) (map[string]any, error) {
	found, err := with.ContainerInspect(ctx, id)
	if errdefs.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var spec container
	if err := props.Decode(state, &spec); err != nil {
		return nil, err
	}
	config, limits := found.Config, found.HostConfig
	observed := map[string]any{
		"name": strings.TrimPrefix(found.Name, "/"), "rm": limits.AutoRemove, "readOnly": limits.ReadonlyRootfs,
		"image": config.Image, "hostname": config.Hostname, "domainname": config.Domainname,
		"command": list(config.Cmd), "entrypoints": list(config.Entrypoint), "user": config.User,
		"workingDir": config.WorkingDir, "tty": config.Tty, "stdinOpen": config.OpenStdin,
		"stopSignal": config.StopSignal, "stopTimeout": 0, "runtime": limits.Runtime, "platform": found.Platform,
		"dns": orNil(limits.DNS), "dnsOpts": orNil(limits.DNSOptions), "dnsSearches": orNil(limits.DNSSearch),
		"groupAdds": orNil(limits.GroupAdd), "securityOpts": list(limits.SecurityOpt), "hosts": extraHosts(limits.ExtraHosts),
		"publishAllPorts": limits.PublishAllPorts, "restart": string(limits.RestartPolicy.Name),
		"maxRetryCount": limits.RestartPolicy.MaximumRetryCount, "init": limits.Init != nil && *limits.Init,
		"privileged": limits.Privileged, "memory": limits.Memory / mebibyte,
		"memoryReservation": limits.MemoryReservation / mebibyte, "memorySwap": inMebibytes(limits.MemorySwap),
		"shmSize": limits.ShmSize / mebibyte, "cpuShares": limits.CPUShares, "cpuSet": limits.CpusetCpus,
		"logDriver": limits.LogConfig.Type, "networkMode": string(limits.NetworkMode), "ipcMode": string(limits.IpcMode),
		"usernsMode": string(limits.UsernsMode), "sysctls": mapOrNil(limits.Sysctls), "tmpfs": mapOrNil(limits.Tmpfs),
		"storageOpts": mapOrNil(limits.StorageOpt), "mounts": strictMounts(limits.Mounts),
	}
	if strings.HasPrefix(spec.Image, "sha256:") {
		observed["image"] = found.Image
	}
	if config.StopTimeout != nil {
		observed["stopTimeout"] = *config.StopTimeout
	}
	if len(limits.CapAdd)+len(limits.CapDrop) > 0 {
		observed["capabilities"] = map[string]any{"adds": list(limits.CapAdd), "drops": list(limits.CapDrop)}
	}
	if len(spec.LogOpts) > 0 {
		observed["logOpts"] = mapOrNil(limits.LogConfig.Config)
	}
	if len(spec.Ulimits) > 0 {
		observed["ulimits"] = ulimits(limits)
	}
	if len(spec.Devices) > 0 {
		observed["devices"] = devices(limits, spec.Devices)
	}
	if spec.PidMode != "" {
		observed["pidMode"] = string(limits.PidMode)
	}
	if health := config.Healthcheck; health != nil {
		observed["healthcheck"] = map[string]any{
			"tests": list(health.Test), "interval": health.Interval.String(), "timeout": health.Timeout.String(),
			"startPeriod": health.StartPeriod.String(), "startInterval": health.StartInterval.String(),
			"retries": health.Retries,
		}
	}
	observeRunning(observed, spec, found)
	return observed, nil
}

// observeRunning adds what depends on whether the container runs. One that has stopped but should run is reported as one
// that need not run, so that the next update starts it.
func observeRunning(observed map[string]any, spec container, found api.InspectResponse) {
	if !found.State.Running {
		observed["exitCode"] = found.State.ExitCode
		if spec.MustRun {
			observed["mustRun"] = false
		}
	}
	if found.NetworkSettings == nil {
		return
	}
	observed["bridge"] = found.NetworkSettings.Bridge
	observed["networkDatas"] = networkDatas(found.NetworkSettings)
	if len(spec.Ports) > 0 && (found.State.Running || spec.MustRun) {
		observed["ports"] = ports(found.NetworkSettings.Ports)
	}
}

func networkDatas(settings *api.NetworkSettings) []any {
	found := []any{}
	names := []string{}
	for name := range settings.Networks {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		each := settings.Networks[name]
		found = append(found, map[string]any{
			"networkName": name, "ipAddress": each.IPAddress, "ipPrefixLength": each.IPPrefixLen, "gateway": each.Gateway,
			"globalIpv6Address": each.GlobalIPv6Address, "globalIpv6PrefixLength": each.GlobalIPv6PrefixLen,
			"ipv6Gateway": each.IPv6Gateway, "macAddress": each.MacAddress,
		})
	}
	return found
}

func ports(bindings nat.PortMap) []any {
	keys := []nat.Port{}
	for key := range bindings {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b nat.Port) int { return a.Int() - b.Int() })
	found := []any{}
	for _, key := range keys {
		for _, each := range bindings[key] {
			external, _ := strconv.Atoi(each.HostPort)
			found = append(found, map[string]any{
				"internal": key.Int(), "external": external, "ip": each.HostIP, "protocol": key.Proto(),
			})
		}
	}
	return found
}

func ulimits(limits *api.HostConfig) []any {
	found := []any{}
	for _, each := range limits.Ulimits {
		found = append(found, map[string]any{"name": each.Name, "soft": each.Soft, "hard": each.Hard})
	}
	return schema.Sorted(found)
}

// devices are those of a container. Where the program left the path inside to the plugin, so does the state.
func devices(limits *api.HostConfig, wanted []device) []any {
	found := []any{}
	for _, each := range limits.Devices {
		inside := ""
		for _, given := range wanted {
			if given.HostPath == each.PathOnHost && given.ContainerPath != "" {
				inside = each.PathInContainer
			}
		}
		found = append(found, map[string]any{
			"hostPath": each.PathOnHost, "containerPath": inside, "permissions": each.CgroupPermissions,
		})
	}
	return schema.Sorted(found)
}

func strictMounts(mounted []mounts.Mount) []any {
	found := []any{}
	for _, each := range mounted {
		found = append(found, map[string]any{
			"type": string(each.Type), "source": each.Source, "target": each.Target, "readOnly": each.ReadOnly,
		})
	}
	return schema.Sorted(found)
}

func extraHosts(lines []string) []any {
	found := []any{}
	for _, line := range lines {
		host, ip, _ := strings.Cut(line, ":")
		found = append(found, map[string]any{"host": host, "ip": ip})
	}
	return schema.Sorted(found)
}

// updateContainer changes limits and the restart policy, and starts a container that was found stopped.
func updateContainer(ctx context.Context, with session, id string, from, to resource.PropertyMap) error {
	var was, wanted container
	if err := props.Decode(from, &was); err != nil {
		return err
	}
	if err := props.Decode(to, &wanted); err != nil {
		return err
	}
	if !was.MustRun && wanted.MustRun && wanted.Start {
		if err := with.ContainerStart(ctx, id, api.StartOptions{}); err != nil {
			return fmt.Errorf("Unable to start container: %w", err)
		}
	}
	if was.restartPolicy() == wanted.restartPolicy() && sameLimits(was, wanted) {
		return nil
	}
	change := api.UpdateConfig{RestartPolicy: wanted.restartPolicy(), Resources: wanted.resources()}
	if _, err := with.ContainerUpdate(ctx, id, change); err != nil {
		return fmt.Errorf("Unable to update a container: %w", err)
	}
	return nil
}

func sameLimits(a, b container) bool {
	return a.Memory == b.Memory && a.MemoryReservation == b.MemoryReservation && a.MemorySwap == b.MemorySwap &&
		a.CPUShares == b.CPUShares && a.CPUSet == b.CPUSet
}

// removeContainer stops a container, at once unless it has a grace period, and removes it.
func removeContainer(ctx context.Context, with session, id string, state resource.PropertyMap) error {
	var spec container
	if err := props.Decode(state, &spec); err != nil {
		return err
	}
	err := with.ContainerStop(ctx, id, api.StopOptions{Timeout: &spec.DestroyGrace})
	if err != nil && !errdefs.IsNotFound(err) {
		return fmt.Errorf("Error stopping container %s: %w", id, err)
	}
	err = with.ContainerRemove(ctx, id, api.RemoveOptions{RemoveVolumes: spec.RemoveVolumes, Force: true})
	if err != nil && !errdefs.IsNotFound(err) && !mentions(err, "is already in progress") {
		return fmt.Errorf("Error deleting container %s: %w", id, err)
	}
	condition := api.WaitConditionNotRunning
	if spec.Remove {
		condition = api.WaitConditionRemoved
	}
	ended, failed := with.ContainerWait(ctx, id, condition)
	select {
	case <-ended:
	case err := <-failed:
		if err != nil && !errdefs.IsNotFound(err) && !mentions(err, "is already in progress") {
			return fmt.Errorf("Error waiting for container removal '%s': %w", id, err)
		}
	}
	return nil
}

func inMebibytes(bytes int64) int64 {
	if bytes > 0 {
		return bytes / mebibyte
	}
	return bytes
}

// list is a list as a property; it is never null.
func list[T ~[]string](from T) []any {
	to := []any{}
	for _, each := range from {
		to = append(to, each)
	}
	return to
}

func orNil(from []string) any {
	if len(from) == 0 {
		return nil
	}
	return list(from)
}

func mapOrNil(from map[string]string) any {
	if len(from) == 0 {
		return nil
	}
	return anyMap(from)
}
