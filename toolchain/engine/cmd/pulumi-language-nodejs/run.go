package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// exitAlreadyReported is the code of a program that has told the user about its failure itself.
const exitAlreadyReported = 32

// interruptGrace is how long node may take to end after an interrupt before it is killed.
const interruptGrace = 5 * time.Second

// Run executes a program once. Failures of the program are part of the answer, not errors of the call.
func (h *host) Run(ctx context.Context, req *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	command, err := h.program(ctx, req)
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	err = command.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case errors.As(err, &exit) && exit.ExitCode() == exitAlreadyReported:
		return &pulumirpc.RunResponse{Bail: true}, nil
	case errors.As(err, &exit):
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("Program exited with non-zero exit code: %d", exit.ExitCode())}, nil
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("Problem executing program: %v", err)}, nil
	}
}

// program is the node process that executes a program.
func (h *host) program(ctx context.Context, req *pulumirpc.RunRequest) (*exec.Cmd, error) {
	options, err := parseOptions(req.GetInfo())
	if err != nil {
		return nil, err
	}
	runner := os.Getenv("PULUMI_LANGUAGE_NODEJS_RUN_PATH")
	if runner == "" {
		runner = "@pulumi/pulumi/cmd/run"
	}
	node, script, err := locate(ctx, runner, req.GetInfo().GetProgramDirectory(), "pulumi install")
	if err != nil {
		return nil, err
	}
	settings, err := configuration(req)
	if err != nil {
		return nil, err
	}
	command := h.node(ctx, node, append(append(options.nodeargs, script), h.arguments(req)...))
	command.Env = append(append(os.Environ(), settings...), options.environment()...)
	// Node makes inherited descriptors non-blocking, which would break our own writes to them; with a plain writer it gets
	// a pipe instead.
	command.Stdout, command.Stderr = struct{ io.Writer }{os.Stdout}, struct{ io.Writer }{os.Stderr}
	return command, nil
}

// node is a node process that is interrupted when the call or the whole host is cancelled.
func (h *host) node(ctx context.Context, node string, args []string) *exec.Cmd {
	either, cancel := context.WithCancel(h.running)
	context.AfterFunc(ctx, cancel)
	command := exec.CommandContext(either, node, args...)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = interruptGrace
	return command
}

// arguments are what the SDK's runner expects: named ones, the entry point, the program's own.
func (h *host) arguments(req *pulumirpc.RunRequest) []string {
	var args []string
	for _, named := range [][2]string{
		{"monitor", req.GetMonitorAddress()},
		{"engine", h.engine},
		{"organization", req.GetOrganization()},
		{"project", req.GetProject()},
		{"root-directory", req.GetInfo().GetRootDirectory()},
		{"stack", req.GetStack()},
		{"pwd", req.GetInfo().GetProgramDirectory()},
		{"parallel", strconv.Itoa(int(req.GetParallel()))},
	} {
		if named[1] != "" {
			args = append(args, "--"+named[0], named[1])
		}
	}
	if req.GetDryRun() {
		args = append(args, "--dry-run")
	}
	return append(append(args, req.GetInfo().GetEntryPoint()), req.GetArgs()...)
}

// configuration is the stack's configuration as the SDK reads it from the environment.
func configuration(req *pulumirpc.RunRequest) ([]string, error) {
	values := map[string]string{}
	for name, value := range req.GetConfig() {
		key, err := config.ParseKey(name)
		if err != nil {
			return nil, err
		}
		values[key.Namespace()+":config:"+key.Name()] = value
	}
	secrets := req.GetConfigSecretKeys()
	if secrets == nil {
		secrets = []string{}
	}
	valueText, err := json.Marshal(values)
	if err != nil {
		return nil, err
	}
	secretText, err := json.Marshal(secrets)
	if err != nil {
		return nil, err
	}
	return []string{"PULUMI_CONFIG=" + string(valueText), "PULUMI_CONFIG_SECRET_KEYS=" + string(secretText)}, nil
}

// locate finds node and the file of a module as a program in the given folder would load it.
func locate(ctx context.Context, module, folder, remedy string) (node, script string, err error) {
	node, err = exec.LookPath("node")
	if err != nil {
		return "", "", fmt.Errorf("could not find node on the $PATH: %w", err)
	}
	command := exec.CommandContext(ctx, node, "-p", "require.resolve("+strconv.Quote(module)+")")
	command.Dir = folder
	found, err := command.Output()
	if err != nil {
		return "", "", fmt.Errorf("%s is not installed in %s: run %s", module, folder, remedy)
	}
	return node, strings.TrimSpace(string(found)), nil
}
