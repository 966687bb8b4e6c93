package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// manifest is what package.json says about a plugin.
type manifest struct {
	Name    string                  `json:"name"`
	Version string                  `json:"version"`
	Pulumi  plugin.PulumiPluginJSON `json:"pulumi"`
}

// requiredPackages lists the plugins of the packages installed for a program. Packages that cannot be read count as
// packages without a plugin.
func requiredPackages(program string) []*pulumirpc.PackageDependency {
	walk := packageWalk{seen: map[string]bool{}}
	walk.modules(filepath.Join(program, "node_modules"))
	return walk.found
}

type packageWalk struct {
	seen  map[string]bool // Real paths: packages may be linked to each other.
	found []*pulumirpc.PackageDependency
}

// modules visits a node_modules folder and the scopes in it.
func (w *packageWalk) modules(folder string) {
	entries, _ := os.ReadDir(folder)
	for _, entry := range entries {
		path := filepath.Join(folder, entry.Name())
		switch {
		case strings.HasPrefix(entry.Name(), "@"):
			w.modules(path)
		case !strings.HasPrefix(entry.Name(), "."):
			w.onePackage(path)
		}
	}
}

func (w *packageWalk) onePackage(path string) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil || w.seen[real] {
		return
	}
	w.seen[real] = true
	if text, err := os.ReadFile(filepath.Join(real, "package.json")); err == nil {
		var described manifest
		if json.Unmarshal(text, &described) == nil {
			w.add(described)
		}
	}
	w.modules(filepath.Join(real, "node_modules"))
}

// add records the plugin of a package, if it has one.
func (w *packageWalk) add(described manifest) {
	declared := described.Pulumi
	name := declared.Name
	if name == "" && strings.HasPrefix(described.Name, "@pulumi/") {
		name = strings.TrimPrefix(described.Name, "@pulumi/")
	}
	version := declared.Version
	if version == "" {
		version = described.Version
	}
	if !declared.Resource || name == "" || version == "" {
		return
	}
	w.found = append(w.found, &pulumirpc.PackageDependency{
		Name: name, Kind: "resource", Version: "v" + strings.TrimPrefix(version, "v"), Server: declared.Server,
		Parameterization: parameterization(declared.Parameterization),
		Extension:        parameterization(declared.ExtensionParameterization),
	})
}

func parameterization(declared *plugin.PulumiParameterizationJSON) *pulumirpc.PackageParameterization {
	if declared == nil {
		return nil
	}
	return &pulumirpc.PackageParameterization{Name: declared.Name, Version: declared.Version, Value: declared.Value}
}
