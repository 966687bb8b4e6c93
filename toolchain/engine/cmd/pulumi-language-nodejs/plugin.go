package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strconv"

	sdk "github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// RunPlugin runs a policy pack, or another plugin written for node, until it ends.
func (h *host) RunPlugin(req *pulumirpc.RunPluginRequest, server pulumirpc.LanguageRuntime_RunPluginServer) error {
	closer, stdout, stderr, err := rpcutil.MakeRunPluginStreams(server, false)
	if err != nil {
		return err
	}
	defer closer.Close()
	command, err := h.plugin(req, server)
	if err != nil {
		return err
	}
	command.Stdout, command.Stderr = stdout, stderr
	run := command.Run
	if isPolicyPack(req) {
		// The pack needs the stack's configuration in its environment. A proxy therefore talks to the engine first, and
		// connects it to the pack once the configuration is known.
		proxy, output, err := sdk.NewPolicyProxy(server.Context(), stdout)
		if err != nil {
			return err
		}
		stack, err := proxy.AwaitConfiguration(server.Context())
		if err != nil {
			return fmt.Errorf("the stack's configuration did not arrive: %w", err)
		}
		settings, err := stackEnvironment(stack)
		if err != nil {
			return err
		}
		command.Stdout, command.Env = output, append(command.Env, settings...)
		run = func() error {
			if err := command.Start(); err != nil {
				return err
			}
			return proxy.Attach(server.Context(), command)
		}
	}
	err = run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return fmt.Errorf("Program exited with non-zero exit code: %d", exit.ExitCode())
	}
	if err != nil {
		return fmt.Errorf("Problem executing plugin program: %w", err)
	}
	return closer.Close()
}

func isPolicyPack(req *pulumirpc.RunPluginRequest) bool {
	return req.GetKind() == string(apitype.AnalyzerPlugin)
}

// plugin is the node process that runs a plugin. A policy pack works in its own folder and takes that folder as its
// last argument; other plugins work where the engine says and take theirs first.
func (h *host) plugin(req *pulumirpc.RunPluginRequest, server pulumirpc.LanguageRuntime_RunPluginServer) (*exec.Cmd, error) {
	options, err := parseOptions(req.GetInfo())
	if err != nil {
		return nil, err
	}
	folder, directory := req.GetInfo().GetProgramDirectory(), req.GetPwd()
	runner, args := "@pulumi/pulumi/cmd/run-plugin", append([]string{folder}, req.GetArgs()...)
	if isPolicyPack(req) {
		runner, args = "@pulumi/pulumi/cmd/run-policy-pack", append(append([]string{}, req.GetArgs()...), folder)
		directory = folder
	}
	node, script, err := locate(server.Context(), runner, folder, "npm install in "+folder)
	if err != nil {
		return nil, err
	}
	command := h.node(server.Context(), node, append(append(options.nodeargs, script), args...))
	command.Dir = directory
	command.Env = append(req.GetEnv(), options.environment()...)
	return command, nil
}

// stackEnvironment is what a policy pack learns about the stack from its environment.
func stackEnvironment(stack *pulumirpc.AnalyzerStackConfigureRequest) ([]string, error) {
	if stack == nil {
		return nil, nil
	}
	env := []string{"PULUMI_NODEJS_DRY_RUN=" + strconv.FormatBool(stack.GetDryRun())}
	for _, named := range [][2]string{
		{"PULUMI_NODEJS_ORGANIZATION", stack.GetOrganization()},
		{"PULUMI_NODEJS_PROJECT", stack.GetProject()},
		{"PULUMI_NODEJS_STACK", stack.GetStack()},
	} {
		if named[1] != "" {
			env = append(env, named[0]+"="+named[1])
		}
	}
	if stack.GetConfig() == nil {
		return env, nil
	}
	text, err := json.Marshal(stack.GetConfig())
	if err != nil {
		return nil, err
	}
	return append(env, "PULUMI_CONFIG="+string(text)), nil
}
