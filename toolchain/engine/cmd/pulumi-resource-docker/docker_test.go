package main

import (
	"context"
	"reflect"
	"testing"

	api "github.com/docker/docker/api/types/container"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"macvlan-fabric/engine/internal/props"
	"macvlan-fabric/engine/internal/provider"
	"macvlan-fabric/engine/internal/schema"
)

func values(of map[string]any) resource.PropertyMap { return resource.NewPropertyMapFromMap(of) }

func TestContainerReplacement(t *testing.T) {
	inputs, failures := schema.Check(container{}, "urn:pulumi:s::p::t:m:T::c", values(map[string]any{
		"name": "c", "image": "i", "memory": 64, "restart": "always",
		"networksAdvanced": []any{map[string]any{"name": "n", "ipv4Address": "10.0.0.2"}},
		"healthcheck":      map[string]any{"tests": []any{"CMD", "true"}},
	}), nil)
	if len(failures) > 0 {
		t.Fatal(failures)
	}
	state := schema.Planned(container{}, inputs, nil, false)
	docker := &dockerProvider{Base: provider.NewBase(version, nil)}
	for name, test := range map[string]struct {
		change  map[string]any
		changed bool
		replace bool
	}{
		"nothing":                {nil, false, false},
		"memory, in place":       {map[string]any{"memory": 32}, true, false},
		"restart, in place":      {map[string]any{"restart": "no"}, true, false},
		"must run, in place":     {map[string]any{"mustRun": false}, true, false},
		"health check, in place": {map[string]any{"healthcheck": map[string]any{"tests": []any{"CMD", "false"}}}, true, false},
		"image":                  {map[string]any{"image": "j"}, true, true},
		"address": {map[string]any{
			"networksAdvanced": []any{map[string]any{"name": "n", "ipv4Address": "10.0.0.3"}}}, true, true},
		"a device":    {map[string]any{"devices": []any{map[string]any{"hostPath": "/dev/fuse"}}}, true, true},
		"environment": {map[string]any{"envs": []any{"A=b"}}, true, true},
		"name":        {map[string]any{"name": "d"}, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			news := inputs.Copy()
			for property, value := range test.change {
				news[resource.PropertyKey(property)] = resource.NewPropertyValue(value)
			}
			found, err := docker.Diff(context.Background(), plugin.DiffRequest{
				Type: "docker:index/container:Container", OldOutputs: state, NewInputs: news,
			})
			if err != nil || (found.Changes == plugin.DiffSome) != test.changed || found.Replace() != test.replace ||
				found.DeleteBeforeReplace != test.replace {
				t.Errorf("got %+v, %v", found, err)
			}
		})
	}
}

func TestIgnoredChangesAreNone(t *testing.T) {
	docker := &dockerProvider{Base: provider.NewBase(version, nil)}
	request := plugin.DiffRequest{
		Type:       "docker:index/container:Container",
		OldOutputs: values(map[string]any{"name": "c", "image": "i", "logOpts": map[string]any{"max-file": "2", "max-size": "7m"}}),
		NewInputs:  values(map[string]any{"name": "c", "image": "i", "logOpts": map[string]any{"max-file": "2"}}),
	}
	if found, err := docker.Diff(context.Background(), request); err != nil || !found.Replace() {
		t.Errorf("what the daemon added is no change: %+v, %v", found, err)
	}
	request.IgnoreChanges = []string{"logOpts"}
	if found, err := docker.Diff(context.Background(), request); err != nil || found.Changes != plugin.DiffNone {
		t.Errorf("an ignored change counts: %+v, %v", found, err)
	}
}

func TestNetworkIsDeletedBeforeItsNamesake(t *testing.T) {
	state := values(map[string]any{"name": "n", "driver": "macvlan", "ipamDriver": "default"})
	docker := &dockerProvider{Base: provider.NewBase(version, nil)}
	for name, first := range map[string]bool{"n": true, "m": false} {
		news := values(map[string]any{"name": name, "driver": "bridge", "ipamDriver": "default"})
		found, err := docker.Diff(context.Background(), plugin.DiffRequest{
			Type: "docker:index/network:Network", OldOutputs: state, NewInputs: news,
		})
		if err != nil || !found.Replace() || found.DeleteBeforeReplace != first {
			t.Errorf("a replacement called %s: %+v, %v", name, found, err)
		}
	}
}

func TestMounts(t *testing.T) {
	for want, from := range map[string]mount{
		"data:/d:rw":   {VolumeName: "data", ContainerPath: "/d"},
		"/etc:/e:ro":   {HostPath: "/etc", ContainerPath: "/e", ReadOnly: true},
		"/etc:/e:rw,Z": {HostPath: "/etc", VolumeName: "ignored", ContainerPath: "/e", SelinuxRelabel: "Z"},
	} {
		var config api.HostConfig
		if err := from.bind(&config); err != nil || len(config.Binds) != 1 || config.Binds[0] != want {
			t.Errorf("%+v: got %v, %v", from, config.Binds, err)
		}
	}
	if err := (mount{}).bind(&api.HostConfig{}); err == nil {
		t.Error("a mount without a path is taken")
	}
}

func TestStrictMounts(t *testing.T) {
	given := strictMount{Type: "bind", Source: "/hosts", Target: "/etc/hosts", ReadOnly: true}
	config, err := container{Mounts: []strictMount{given}}.hostConfig()
	if err != nil || len(config.Mounts) != 1 || config.Mounts[0].BindOptions != nil {
		t.Fatalf("got %+v, %v", config, err)
	}
	want := map[string]any{"type": "bind", "source": "/hosts", "target": "/etc/hosts", "readOnly": true}
	if found := strictMounts(config.Mounts); len(found) != 1 || !reflect.DeepEqual(found[0], want) {
		t.Errorf("read back as %v", found)
	}
}

func TestDigests(t *testing.T) {
	two := []string{"host:5000/box@sha256:1", "box@sha256:2"}
	for _, test := range []struct {
		name    string
		digests []string
		want    string
	}{
		{"box:v1", nil, ""},
		{"local:v1", two[:1], two[0]},
		{"box:v1", two, two[1]},
		{"host:5000/box:v1", two, two[0]},
	} {
		if found := digestOf(test.name, test.digests); found != test.want {
			t.Errorf("%s among %v: got %q, want %q", test.name, test.digests, found, test.want)
		}
	}
}

func TestRegistryOfAnImage(t *testing.T) {
	known := registries{"host:5000": {Username: "u", Password: "p"}}
	with, err := known.header("host:5000/box:v1")
	if err != nil {
		t.Fatal(err)
	}
	without, err := known.header("library/box")
	if err != nil || with == without {
		t.Errorf("the credentials of one registry go to another: %s, %v", without, err)
	}
}

func TestUnreachableHostIsAnErrorOnlyWhenUsed(t *testing.T) {
	docker := &dockerProvider{Base: provider.NewBase(version, nil)}
	_, err := docker.Configure(context.Background(), plugin.ConfigureRequest{
		Inputs: values(map[string]any{"host": "unix:///nonexistent/docker.sock", "sshOpts": `["-o","BatchMode=yes"]`}),
	})
	if err != nil {
		t.Fatal(err)
	}
	create := plugin.CreateRequest{
		Type: "docker:index/network:Network", URN: "urn:pulumi:s::p::t:m:T::n", Preview: true,
		Properties: values(map[string]any{"name": "n"}),
	}
	if _, err := docker.Create(context.Background(), create); err != nil {
		t.Errorf("a preview connects: %v", err)
	}
	create.Preview = false
	if _, err := docker.Create(context.Background(), create); !mentions(err, "/nonexistent/docker.sock") {
		t.Errorf("got %v", err)
	}
}

func TestEmptyListsLeaveTheImagesOwnEntryPointAndCommand(t *testing.T) {
	var empty, given container
	state := resource.NewPropertyMapFromMap(map[string]any{"entrypoints": []any{}, "command": []any{}})
	if err := props.Decode(state, &empty); err != nil {
		t.Fatal(err)
	}
	if config, err := empty.config(); err != nil || config.Entrypoint != nil || config.Cmd != nil {
		t.Errorf("empty lists became %#v, %#v, %v; Docker clears the image's own for a list that is not nil", config.Entrypoint, config.Cmd, err)
	}
	given.Entrypoint, given.Command = []string{"/bin/sh"}, []string{"-c"}
	if config, err := given.config(); err != nil || len(config.Entrypoint) != 1 || len(config.Cmd) != 1 {
		t.Errorf("given lists became %v, %v, %v", config.Entrypoint, config.Cmd, err)
	}
}

func TestOnlyAnEntryPointMayHaveEmptyWords(t *testing.T) {
	words := []string{"redis-server", "--save", ""}
	if _, err := (container{Command: words}).config(); !mentions(err, "values for command may not be empty") {
		t.Errorf("as a command: got %v", err)
	}
	if config, err := (container{Entrypoint: words}).config(); err != nil || len(config.Entrypoint) != 3 {
		t.Errorf("as an entry point: got %+v, %v", config, err)
	}
}
