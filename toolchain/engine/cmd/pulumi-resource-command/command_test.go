package main

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"

	"macvlan-fabric/engine/internal/provider"
)

const urn = resource.URN("urn:pulumi:s::p::command:local:Command::c")

func values(of map[string]any) resource.PropertyMap { return resource.NewPropertyMapFromMap(of) }

func newCommands() *commands { return &commands{Base: provider.NewBase(version, nil)} }

// create runs a command as the engine would: checked first.
func create(t *testing.T, kind tokens.Type, given map[string]any) (resource.PropertyMap, error) {
	t.Helper()
	t.Setenv("SSH_AUTH_SOCK", "")
	c := newCommands()
	checked, err := c.Check(context.Background(), plugin.CheckRequest{URN: urn, Type: kind, News: values(given)})
	if err != nil || len(checked.Failures) > 0 {
		t.Fatal(err, checked.Failures)
	}
	made, err := c.Create(context.Background(), plugin.CreateRequest{URN: urn, Type: kind, Properties: checked.Properties})
	return made.Properties, err
}

func text(state resource.PropertyMap, name resource.PropertyKey) string {
	if !state[name].IsString() {
		return ""
	}
	return state[name].StringValue()
}

func TestLocalCommand(t *testing.T) {
	folder := t.TempDir()
	state, err := create(t, localCommand, map[string]any{
		"create": "pwd; echo $FOO >&2; cat", "dir": folder, "environment": map[string]any{"FOO": "bar"}, "stdin": "in\n",
	})
	if err != nil || text(state, "stdout") != folder+"\nin" || text(state, "stderr") != "bar" {
		t.Errorf("got %v, %v", state, err)
	}
	_, err = create(t, localCommand, map[string]any{"create": "echo no; exit 3", "interpreter": []any{"/bin/sh", "-e", "-c"}})
	if err == nil || err.Error() != "exit status 3: running \"echo no; exit 3\":\nno\n" {
		t.Errorf("got %v", err)
	}
}

func TestUpdateSeesTheOutputBefore(t *testing.T) {
	request := plugin.UpdateRequest{
		URN: urn, Type: localCommand,
		NewInputs:  values(map[string]any{"create": "echo created", "update": "echo was $PULUMI_COMMAND_STDOUT"}),
		OldOutputs: values(map[string]any{"create": "echo created", "stdout": "before", "stderr": ""}),
	}
	done, err := newCommands().Update(context.Background(), request)
	if err != nil || text(done.Properties, "stdout") != "was before" {
		t.Errorf("got %v, %v", done.Properties, err)
	}
	request.NewInputs["addPreviousOutputInEnv"] = resource.NewBoolProperty(false)
	done, err = newCommands().Update(context.Background(), request)
	if err != nil || text(done.Properties, "stdout") != "was" {
		t.Errorf("got %v, %v", done.Properties, err)
	}
}

func TestPreviews(t *testing.T) {
	c, inputs := newCommands(), values(map[string]any{"create": "exit 1"})
	made, err := c.Create(context.Background(), plugin.CreateRequest{URN: urn, Type: localCommand, Properties: inputs, Preview: true})
	if err != nil || !made.Properties["stdout"].IsComputed() {
		t.Errorf("creation: %v, %v", made.Properties, err)
	}
	for script, unknown := range map[string]bool{"exit 1": false, "exit 2": true} {
		done, err := c.Update(context.Background(), plugin.UpdateRequest{
			URN: urn, Type: localCommand, Preview: true, NewInputs: values(map[string]any{"create": script}),
			OldOutputs: values(map[string]any{"create": "exit 1", "stdout": "kept", "stderr": ""}),
		})
		if err != nil || done.Properties["stdout"].IsComputed() != unknown {
			t.Errorf("update to %s: %v, %v", script, done.Properties, err)
		}
	}
}

func TestDiff(t *testing.T) {
	old := values(map[string]any{"create": "a", "triggers": []any{"1"}})
	for name, test := range map[string]struct {
		news    map[string]any
		changed bool
		replace bool
	}{
		"nothing":                   {map[string]any{"create": "a", "triggers": []any{"1"}}, false, false},
		"the script, in place":      {map[string]any{"create": "b", "triggers": []any{"1"}}, true, false},
		"a trigger: the SDK's case": {map[string]any{"create": "a", "triggers": []any{"2"}}, true, false},
		"no triggers any more":      {map[string]any{"create": "a"}, true, true},
		"an unknown script": {map[string]any{
			"create": resource.Computed{Element: resource.NewStringProperty("")}, "triggers": []any{"1"}}, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := newCommands().Diff(context.Background(), plugin.DiffRequest{OldInputs: old, NewInputs: values(test.news)})
			if err != nil || (found.Changes == plugin.DiffSome) != test.changed || found.Replace() != test.replace {
				t.Errorf("got %+v, %v", found, err)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	for property, given := range map[resource.PropertyKey]map[string]any{
		"craete":          {"craete": "true"},
		"logging":         {"logging": "loud"},
		"connection.hots": {"connection": map[string]any{"hots": "typing error", "host": "h"}},
		"connection.host": {"connection": map[string]any{"user": "root"}},
		"connection":      {"create": "true"},
	} {
		found, err := newCommands().Check(context.Background(), plugin.CheckRequest{URN: urn, Type: remoteCommand, News: values(given)})
		named := false
		for _, failure := range found.Failures {
			named = named || failure.Property == property
		}
		if err != nil || !named {
			t.Errorf("%v: %v, %v", given, found.Failures, err)
		}
	}
	found, err := newCommands().Check(context.Background(), plugin.CheckRequest{URN: urn, Type: remoteCommand, News: values(map[string]any{
		"connection": map[string]any{"host": "h", "privateKey": "k"},
	})})
	if err != nil || !found.Properties["connection"].IsSecret() {
		t.Fatalf("got %v, %v", found, err)
	}
	connection := found.Properties["connection"].SecretValue().Element.ObjectValue()
	if !connection["privateKey"].IsSecret() || text(connection, "user") != "root" || connection["port"].NumberValue() != 22 {
		t.Errorf("got %v", connection)
	}
}

func TestRemoteCommand(t *testing.T) {
	user := newKey(t)
	s := newServer(t, user)
	connect := func(change map[string]any) map[string]any {
		given := map[string]any{
			"host": "127.0.0.1", "port": s.port, "privateKey": user.private, "hostKey": s.host.public, "dialErrorLimit": 0,
		}
		for name, value := range change {
			given[name] = value
		}
		return given
	}
	for name, test := range map[string]struct {
		given map[string]any
		want  string
		fails string
	}{
		"output":             {map[string]any{"create": "hello"}, "hello", ""},
		"standard input":     {map[string]any{"create": "cat", "stdin": "text"}, "text", ""},
		"environment":        {map[string]any{"create": "env", "environment": map[string]any{"A": "b"}}, "A=b", ""},
		"refused variable":   {map[string]any{"create": "env", "environment": map[string]any{"REFUSED": "b"}}, "", `"REFUSED"`},
		"exit status":        {map[string]any{"create": "fail"}, "", "Process exited with status 3: running \"fail\":\n"},
		"no script":          {map[string]any{}, "", ""},
		"no key is pinned":   {map[string]any{"create": "hello", "connection": connect(map[string]any{"hostKey": nil})}, "hello", ""},
		"another host's key": {map[string]any{"create": "hello", "connection": connect(map[string]any{"hostKey": newKey(t).public})}, "", "host key mismatch"},
		"another user's key": {map[string]any{"create": "hello", "connection": connect(map[string]any{"privateKey": newKey(t).private})}, "", "unable to authenticate"},
		"through a proxy":    {map[string]any{"create": "hello", "connection": connect(map[string]any{"proxy": connect(map[string]any{"hostKey": newKey(t).public})})}, "", "proxy: "},
	} {
		t.Run(name, func(t *testing.T) {
			if test.given["connection"] == nil {
				test.given["connection"] = connect(nil)
			}
			state, err := create(t, remoteCommand, test.given)
			if (err == nil) != (test.fails == "") || (err != nil && !strings.Contains(err.Error(), test.fails)) {
				t.Fatalf("got %v, want %q", err, test.fails)
			}
			if err == nil && text(state, "stdout") != test.want {
				t.Errorf("got %q, want %q", text(state, "stdout"), test.want)
			}
		})
	}
	// The official plugin leaves its connections open; this one does not.
	close(s.open)
	for conn := range s.open {
		_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		if _, err := conn.Read(make([]byte, 1)); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Error("a connection is still open")
		}
	}
}

func TestDialling(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused := endpoint{Host: "127.0.0.1", Port: float64(listener.Addr().(*net.TCPAddr).Port), User: "root", DialErrorLimit: 2}
	listener.Close()
	t.Setenv("SSH_AUTH_SOCK", "")
	said := []string{}
	_, _, err = dial(context.Background(), &connection{endpoint: refused}, func(line string) { said = append(said, line) })
	if err == nil || !strings.HasPrefix(err.Error(), "after 2 failed attempts: ") || len(said) != 2 || said[0] != "Dial 1/2 failed: retrying" {
		t.Errorf("got %v after %v", err, said)
	}
	refused.DialErrorLimit = -1
	ctx, cancel := context.WithCancel(context.Background())
	_, _, err = dial(ctx, &connection{endpoint: refused}, func(string) { cancel() })
	if err != context.Canceled {
		t.Errorf("endless dialling does not end with its context: %v", err)
	}
}
