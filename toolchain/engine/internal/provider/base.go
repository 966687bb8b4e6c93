// Package provider holds what the resource plugins of this module have in common.
package provider

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/cmdutil"
	host "github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Base answers the calls that do not concern a resource. Plugins embed it.
type Base struct {
	plugin.UnimplementedProvider

	version  semver.Version
	engine   *host.HostClient
	running  context.Context
	stopping context.CancelFunc
}

// Main serves a plugin until the engine ends it.
func Main(name, version string, make func(*Base) plugin.Provider) {
	if len(os.Args) == 2 && os.Args[1] == "-version" {
		fmt.Println(version)
		return
	}
	err := host.Main(name, func(engine *host.HostClient) (pulumirpc.ResourceProviderServer, error) {
		return detailed{plugin.NewProviderServer(make(NewBase(version, engine)))}, nil
	})
	if err != nil {
		cmdutil.Exit(err)
	}
}

// NewBase makes a base; without an engine its log goes nowhere.
func NewBase(version string, engine *host.HostClient) *Base {
	running, stopping := context.WithCancel(context.Background())
	return &Base{version: semver.MustParse(version), engine: engine, running: running, stopping: stopping}
}

func (b *Base) Handshake(context.Context, plugin.ProviderHandshakeRequest) (*plugin.ProviderHandshakeResponse, error) {
	return &plugin.ProviderHandshakeResponse{AcceptSecrets: true, AcceptResources: true}, nil
}

func (b *Base) Close() error { return nil }

func (b *Base) SignalCancellation(context.Context) error {
	b.stopping()
	return nil
}

func (b *Base) GetPluginInfo(context.Context) (plugin.PluginInfo, error) {
	return plugin.PluginInfo{Version: &b.version}, nil
}

func (b *Base) CheckConfig(_ context.Context, req plugin.CheckConfigRequest) (plugin.CheckConfigResponse, error) {
	return plugin.CheckConfigResponse{Properties: req.News}, nil
}

// DiffConfig never replaces: a provider with a new address keeps its resources.
func (b *Base) DiffConfig(_ context.Context, req plugin.DiffConfigRequest) (plugin.DiffConfigResponse, error) {
	if req.OldInputs.DeepEquals(req.NewInputs) {
		return plugin.DiffResult{Changes: plugin.DiffNone}, nil
	}
	return plugin.DiffResult{Changes: plugin.DiffSome}, nil
}

func (b *Base) Configure(context.Context, plugin.ConfigureRequest) (plugin.ConfigureResponse, error) {
	return plugin.ConfigureResponse{}, nil
}

// Bounded is a context that also ends when the engine cancels the whole update, or after the given time in seconds
// (0: no limit).
func (b *Base) Bounded(ctx context.Context, seconds float64) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	detach := context.AfterFunc(b.running, cancel)
	if seconds <= 0 {
		return ctx, func() { detach(); cancel() }
	}
	limited, end := context.WithTimeout(ctx, time.Duration(seconds*float64(time.Second)))
	return limited, func() { detach(); end(); cancel() }
}

// Status shows a line beside a resource while it is worked on; it is not kept.
func (b *Base) Status(ctx context.Context, urn resource.URN, line string) {
	if b.engine != nil {
		_ = b.engine.LogStatus(ctx, diag.Info, urn, line)
	}
}

// Log shows a line that is kept.
func (b *Base) Log(ctx context.Context, severity diag.Severity, urn resource.URN, line string) {
	if b.engine != nil {
		_ = b.engine.Log(ctx, severity, urn, line)
	}
}
