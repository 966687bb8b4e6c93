package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"

	"macvlan-fabric/engine/internal/provider"
	"macvlan-fabric/engine/internal/schema"
)

// dockerProvider is the plugin: it serves one Docker host.
type dockerProvider struct {
	*provider.Base
	host host
}

func kindOf(token tokens.Type) (kind, error) {
	found, known := kinds[token]
	if !known {
		return kind{}, fmt.Errorf("this stand-in for the docker plugin has no resource %s", token)
	}
	return found, nil
}

func (d *dockerProvider) Check(_ context.Context, req plugin.CheckRequest) (plugin.CheckResponse, error) {
	of, err := kindOf(req.Type)
	if err != nil {
		return plugin.CheckResponse{}, err
	}
	checked, failures := schema.Check(of.shape, req.URN, req.News, req.Olds)
	return plugin.CheckResponse{Properties: checked, Failures: failures}, nil
}

func (d *dockerProvider) Diff(_ context.Context, req plugin.DiffRequest) (plugin.DiffResponse, error) {
	of, err := kindOf(req.Type)
	if err != nil {
		return plugin.DiffResponse{}, err
	}
	found := schema.Diff(of.shape, req.OldOutputs, req.NewInputs, req.IgnoreChanges)
	found.DeleteBeforeReplace = found.Replace() &&
		(of.deleteFirst || !schema.Renamed(of.shape, req.OldOutputs, req.NewInputs))
	return found, nil
}

func (d *dockerProvider) Create(ctx context.Context, req plugin.CreateRequest) (plugin.CreateResponse, error) {
	of, err := kindOf(req.Type)
	if err != nil {
		return plugin.CreateResponse{}, err
	}
	state := of.planned(req.Properties, nil, req.Preview)
	if req.Preview {
		return plugin.CreateResponse{Properties: state}, nil
	}
	ctx, end := d.Bounded(ctx, limit(req.Timeout))
	defer end()
	with, err := d.host.connect(ctx)
	if err != nil {
		return plugin.CreateResponse{}, err
	}
	id, err := of.create(ctx, with, state)
	if err == nil {
		id, err = of.observe(ctx, with, id, state)
	}
	if err != nil && id != "" {
		return plugin.CreateResponse{}, incomplete(req.URN, id, req.Properties, state, err)
	}
	if err != nil {
		return plugin.CreateResponse{}, err
	}
	return plugin.CreateResponse{ID: resource.ID(id), Properties: state}, nil
}

func (d *dockerProvider) Read(ctx context.Context, req plugin.ReadRequest) (plugin.ReadResponse, error) {
	of, err := kindOf(req.Type)
	if err != nil {
		return plugin.ReadResponse{}, err
	}
	if len(req.Inputs) == 0 {
		return plugin.ReadResponse{}, fmt.Errorf("this stand-in for the docker plugin cannot import a %s", req.Type)
	}
	ctx, end := d.Bounded(ctx, limit(req.Timeout))
	defer end()
	with, err := d.host.connect(ctx)
	if err != nil {
		return plugin.ReadResponse{}, err
	}
	state := of.planned(req.Inputs, req.State, false)
	state = merged(state, req.State)
	id, err := of.observe(ctx, with, string(req.ID), state)
	if err != nil || id == "" {
		return plugin.ReadResponse{}, err
	}
	if of.settles {
		schema.Settle(of.shape, state)
	}
	return plugin.ReadResponse{ReadResult: plugin.ReadResult{
		ID: resource.ID(id), Inputs: schema.Refreshed(of.shape, req.Inputs, state), Outputs: state,
	}}, nil
}

func (d *dockerProvider) Update(ctx context.Context, req plugin.UpdateRequest) (plugin.UpdateResponse, error) {
	of, err := kindOf(req.Type)
	if err != nil {
		return plugin.UpdateResponse{}, err
	}
	state := of.planned(req.NewInputs, req.OldOutputs, req.Preview)
	if req.Preview || of.update == nil {
		return plugin.UpdateResponse{Properties: state}, nil
	}
	ctx, end := d.Bounded(ctx, limit(req.Timeout))
	defer end()
	with, err := d.host.connect(ctx)
	if err != nil {
		return plugin.UpdateResponse{}, err
	}
	err = of.update(ctx, with, string(req.ID), req.OldOutputs, state)
	return plugin.UpdateResponse{Properties: state}, err
}

func (d *dockerProvider) Delete(ctx context.Context, req plugin.DeleteRequest) (plugin.DeleteResponse, error) {
	of, err := kindOf(req.Type)
	if err != nil {
		return plugin.DeleteResponse{}, err
	}
	ctx, end := d.Bounded(ctx, limit(req.Timeout))
	defer end()
	with, err := d.host.connect(ctx)
	if err != nil {
		return plugin.DeleteResponse{}, err
	}
	return plugin.DeleteResponse{}, of.remove(ctx, with, string(req.ID), req.Outputs)
}

func (k kind) planned(inputs, old resource.PropertyMap, preview bool) resource.PropertyMap {
	state := schema.Planned(k.shape, inputs, old, preview)
	state["__meta"] = resource.NewStringProperty(k.meta)
	if id, has := old["id"]; has {
		state["id"] = id
	}
	return state
}

// observe completes a state with what the thing itself reports, and returns its id; empty: it is gone.
func (k kind) observe(ctx context.Context, with session, id string, state resource.PropertyMap) (string, error) {
	found, err := k.read(ctx, with, id, state)
	if err != nil || found == nil {
		return "", err
	}
	if own, has := found["id"].(string); has {
		id = own
	}
	state["id"] = resource.NewStringProperty(id)
	schema.Observe(state, found)
	return id, nil
}

// merged is a planned state completed with what the old state knows.
func merged(planned, old resource.PropertyMap) resource.PropertyMap {
	for name := range planned {
		if value, has := old[name]; has && name != "__meta" {
			planned[name] = value
		}
	}
	return planned
}

func limit(seconds float64) float64 {
	if seconds > 0 {
		return seconds
	}
	return defaultTimeout
}

// mentions reports whether an error of the daemon contains one of the texts, the only way to tell some of them apart.
func mentions(err error, any ...string) bool {
	for _, text := range any {
		if err != nil && strings.Contains(err.Error(), text) {
			return true
		}
	}
	return false
}
