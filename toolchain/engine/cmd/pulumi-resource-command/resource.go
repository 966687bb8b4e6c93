package main

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"

	"macvlan-fabric/engine/internal/props"
	"macvlan-fabric/engine/internal/provider"
)

const (
	localCommand  = tokens.Type("command:local:Command")
	remoteCommand = tokens.Type("command:remote:Command")
)

// commands is the plugin. Both kinds of command have the same life cycle: create, then update or create again, then delete.
type commands struct {
	*provider.Base
}

func (c *commands) Check(_ context.Context, req plugin.CheckRequest) (plugin.CheckResponse, error) {
	var failures []plugin.CheckFailure
	checked := req.News.Copy()
	switch req.Type {
	case localCommand:
		failures = props.Check(checked, &localInputs{})
	case remoteCommand:
		failures = append(props.Check(checked, &remoteInputs{}), checkConnection(checked["connection"])...)
		if value, has := checked["connection"]; has {
			checked["connection"] = withDefaults(value)
		}
	default:
		return plugin.CheckResponse{}, unknownType(req.Type)
	}
	failures = append(failures, checkLogging(checked["logging"])...)
	return plugin.CheckResponse{Properties: checked, Failures: failures}, nil
}

func checkConnection(value resource.PropertyValue) []plugin.CheckFailure {
	if value.ContainsUnknowns() {
		return nil
	}
	given, _ := props.Plain(value).(map[string]any)
	if given == nil {
		return []plugin.CheckFailure{{Property: "connection", Reason: "a remote command needs a connection"}}
	}
	if given["host"] == nil {
		return []plugin.CheckFailure{{Property: "connection.host", Reason: "a connection needs a host"}}
	}
	return nil
}

func checkLogging(value resource.PropertyValue) []plugin.CheckFailure {
	switch given := props.Plain(value); given {
	case nil, "stdout", "stderr", "stdoutAndStderr", "none":
		return nil
	default:
		return []plugin.CheckFailure{{
			Property: "logging", Reason: fmt.Sprintf("logging is %v: use stdout, stderr, stdoutAndStderr or none", given),
		}}
	}
}

// Diff compares inputs. The SDK itself requests a replacement for every changed element of the triggers; this function only
// has to notice when they are added or removed.
func (c *commands) Diff(_ context.Context, req plugin.DiffRequest) (plugin.DiffResponse, error) {
	changes := req.OldInputs.Diff(req.NewInputs)
	if changes == nil {
		return plugin.DiffResult{Changes: plugin.DiffNone}, nil
	}
	detailed := plugin.NewDetailedDiffFromObjectDiff(changes, false)
	if triggers, has := detailed["triggers"]; has {
		triggers.Kind = triggers.Kind.AsReplace()
		detailed["triggers"] = triggers
	}
	return plugin.DiffResult{Changes: plugin.DiffSome, DetailedDiff: detailed}, nil
}

func (c *commands) Create(ctx context.Context, req plugin.CreateRequest) (plugin.CreateResponse, error) {
	id, err := resource.NewUniqueHex(req.URN.Name(), 8, 0)
	if err != nil {
		return plugin.CreateResponse{}, err
	}
	given, err := decode(req.Type, req.Properties)
	if err != nil {
		return plugin.CreateResponse{}, err
	}
	state := req.Properties.Copy()
	if req.Preview {
		state["stdout"], state["stderr"] = props.Unknown(), props.Unknown()
		return plugin.CreateResponse{ID: resource.ID(id), Properties: state}, nil
	}
	result, err := c.run(ctx, req.URN, req.Timeout, given, given.Create)
	if err != nil {
		return plugin.CreateResponse{}, err
	}
	return plugin.CreateResponse{ID: resource.ID(id), Properties: withOutputs(state, result)}, nil
}

func (c *commands) Update(ctx context.Context, req plugin.UpdateRequest) (plugin.UpdateResponse, error) {
	given, err := decode(req.Type, req.NewInputs)
	if err != nil {
		return plugin.UpdateResponse{}, err
	}
	if err := props.Decode(req.OldOutputs, &given.outputs); err != nil {
		return plugin.UpdateResponse{}, err
	}
	state := req.NewInputs.Copy()
	if req.Preview {
		return plugin.UpdateResponse{Properties: previewUpdate(state, req)}, nil
	}
	command := given.Update
	if command == nil {
		command = given.Create
	}
	result, err := c.run(ctx, req.URN, req.Timeout, given, command)
	if err != nil {
		return plugin.UpdateResponse{}, err
	}
	return plugin.UpdateResponse{Properties: withOutputs(state, result)}, nil
}

// previewUpdate keeps the old output unless an input that already was in the state changes or is unknown.
func previewUpdate(state resource.PropertyMap, req plugin.UpdateRequest) resource.PropertyMap {
	stale := req.NewInputs.ContainsUnknowns()
	for name, old := range req.OldOutputs {
		if name != "stdout" && name != "stderr" && !req.NewInputs[name].DeepEquals(old) {
			stale = true
		}
	}
	for _, name := range []resource.PropertyKey{"stdout", "stderr"} {
		if state[name] = req.OldOutputs[name]; stale {
			state[name] = props.Unknown()
		}
	}
	return state
}

func (c *commands) Delete(ctx context.Context, req plugin.DeleteRequest) (plugin.DeleteResponse, error) {
	given, err := decode(req.Type, req.Outputs)
	if err != nil {
		return plugin.DeleteResponse{}, err
	}
	_, err = c.run(ctx, req.URN, req.Timeout, given, given.Delete)
	return plugin.DeleteResponse{}, err
}

// Read returns what it is given: nothing is known about the effects of a command.
func (c *commands) Read(_ context.Context, req plugin.ReadRequest) (plugin.ReadResponse, error) {
	return plugin.ReadResponse{ReadResult: plugin.ReadResult{ID: req.ID, Inputs: req.Inputs, Outputs: req.State}}, nil
}

// command is a command to run: the properties of either kind, and the output of the previous run.
type command struct {
	inputs
	outputs
	Interpreter []string    `json:"interpreter"`
	Dir         string      `json:"dir"`
	Connection  *connection `json:"connection"` // Absent: the command runs here.
}

func decode(kind tokens.Type, from resource.PropertyMap) (command, error) {
	if kind != localCommand && kind != remoteCommand {
		return command{}, unknownType(kind)
	}
	var decoded command
	err := props.Decode(from, &decoded)
	return decoded, err
}

func withOutputs(state resource.PropertyMap, result outputs) resource.PropertyMap {
	state["stdout"] = resource.NewStringProperty(result.Stdout)
	state["stderr"] = resource.NewStringProperty(result.Stderr)
	return state
}

func unknownType(kind tokens.Type) error {
	return fmt.Errorf("this stand-in for the command plugin has no resource %s: only %s and %s", kind, localCommand, remoteCommand)
}

// CheckConfig adds what the official plugin's framework leaves in the provider's state, so that switching between it and
// this one does not change the stack.
func (c *commands) CheckConfig(_ context.Context, req plugin.CheckConfigRequest) (plugin.CheckConfigResponse, error) {
	checked := req.News.Copy()
	checked["__pulumi-go-provider-version"] = resource.NewStringProperty("1.2.0")
	return plugin.CheckConfigResponse{Properties: checked}, nil
}
