package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

func TestRequiredPackages(t *testing.T) {
	program := t.TempDir()
	write := func(path, text string) {
		file := filepath.Join(program, path)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("node_modules/@pulumi/docker/package.json", `{"name":"@pulumi/docker","version":"9.9.9","pulumi":{"resource":true,"name":"docker","version":"5.2.0"}}`)
	write("node_modules/@pulumi/plain/package.json", `{"name":"@pulumi/plain","version":"1.0.0","pulumi":{"resource":true}}`)
	write("node_modules/@pulumi/pulumi/package.json", `{"name":"@pulumi/pulumi","version":"3.248.0"}`)
	write("node_modules/other/node_modules/deep/package.json", `{"name":"deep","version":"v2.0.0","pulumi":{"resource":true,"name":"deep"}}`)
	write("node_modules/broken/package.json", `{`)
	write("sdks/vsphere/package.json", `{"name":"@pulumi/vsphere","version":"4.17.0","pulumi":{"resource":true,"name":"vsphere","version":"4.17.0"}}`)
	if err := os.Symlink("../../sdks/vsphere", filepath.Join(program, "node_modules/@pulumi/vsphere")); err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, each := range requiredPackages(program) {
		found = append(found, each.GetName()+" "+each.GetVersion())
	}
	slices.Sort(found)
	want := []string{"deep v2.0.0", "docker v5.2.0", "plain v1.0.0", "vsphere v4.17.0"}
	if !slices.Equal(found, want) {
		t.Errorf("got %v, want %v", found, want)
	}
}

func TestConfiguration(t *testing.T) {
	env, err := configuration(&pulumirpc.RunRequest{
		Config: map[string]string{"project:key": "value"}, ConfigSecretKeys: []string{"project:key"},
	})
	want := []string{`PULUMI_CONFIG={"project:config:key":"value"}`, `PULUMI_CONFIG_SECRET_KEYS=["project:key"]`}
	if err != nil || !slices.Equal(env, want) {
		t.Errorf("got %v, %v", env, err)
	}
}
