package main

import (
	"context"
	"fmt"
	"io"

	"github.com/google/shlex"
	"github.com/pulumi/pulumi/sdk/v3/nodejs/npm"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// options are the `runtime.options` of Pulumi.yaml.
type options struct {
	typescript bool
	tsconfig   string
	nodeargs   []string
	production bool
	manager    npm.PackageManagerType
}

func parseOptions(info *pulumirpc.ProgramInfo) (options, error) {
	given := info.GetOptions().AsMap()
	parsed := options{typescript: true, manager: npm.AutoPackageManager}
	manager, nodeargs := "auto", ""
	for name, target := range map[string]any{
		"typescript": &parsed.typescript, "tsconfig": &parsed.tsconfig, "nodeargs": &nodeargs,
		"production": &parsed.production, "packagemanager": &manager,
	} {
		if err := assign(name, given[name], target); err != nil {
			return options{}, err
		}
	}
	managers := map[string]npm.PackageManagerType{
		"auto": npm.AutoPackageManager, "npm": npm.NpmPackageManager, "yarn": npm.YarnPackageManager,
		"pnpm": npm.PnpmPackageManager, "bun": npm.BunPackageManager,
	}
	var known bool
	if parsed.manager, known = managers[manager]; !known {
		return options{}, fmt.Errorf("runtime option packagemanager is %q: use auto, npm, yarn, pnpm or bun", manager)
	}
	var err error
	if parsed.nodeargs, err = shlex.Split(nodeargs); err != nil {
		return options{}, fmt.Errorf("runtime option nodeargs is %q: %w", nodeargs, err)
	}
	return parsed, nil
}

// assign stores an option that is present; one of the wrong type is an error.
func assign(name string, value any, target any) error {
	if value == nil {
		return nil
	}
	fits := false
	switch target := target.(type) {
	case *bool:
		*target, fits = value.(bool)
	case *string:
		*target, fits = value.(string)
	}
	if !fits {
		return fmt.Errorf("runtime option %s is %v, which has the wrong type", name, value)
	}
	return nil
}

// environment is what node's side of the SDK reads the options from.
func (o options) environment() []string {
	var env []string
	if o.typescript {
		env = append(env, "PULUMI_NODEJS_TYPESCRIPT=true")
	}
	if o.tsconfig != "" {
		env = append(env, "PULUMI_NODEJS_TSCONFIG_PATH="+o.tsconfig)
	}
	return env
}

func npmInstall(ctx context.Context, o options, directory string, isPlugin bool, stdout, stderr io.Writer) error {
	fmt.Fprintf(stdout, "Installing dependencies...\n\n")
	if _, err := npm.Install(ctx, o.manager, directory, o.production && !isPlugin, stdout, stderr); err != nil {
		return fmt.Errorf("installing the dependencies in %s: %w", directory, err)
	}
	fmt.Fprintf(stdout, "Finished installing dependencies\n\n")
	return nil
}
