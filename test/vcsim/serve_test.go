package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// patience is how long a simulator may take to start or to end.
const patience = 30 * time.Second

// begin serves in this process, until the input is closed or the context cancelled.
func begin(t *testing.T, ctx context.Context) (address ready, input io.Closer, ended <-chan error) {
	t.Helper()
	in, closeIn := io.Pipe()
	out, lines := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- run(ctx, []string{"serve"}, in, lines)
		_ = lines.Close()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("no ready line: %v", err)
	}
	if err = json.Unmarshal([]byte(line), &address); err != nil {
		t.Fatalf("ready line %q: %v", line, err)
	}
	return address, closeIn, done
}

func expectEnd(t *testing.T, ended <-chan error) {
	t.Helper()
	select {
	case err := <-ended:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(patience):
		t.Fatal("the simulator goes on")
	}
}

func read(t *testing.T, address ready) state {
	t.Helper()
	var text strings.Builder
	if err := run(t.Context(), []string{"state", address.URL}, nil, &text); err != nil {
		t.Fatal(err)
	}
	var found state
	if err := json.Unmarshal([]byte(text.String()), &found); err != nil {
		t.Fatal(err)
	}
	return found
}

func TestInventory(t *testing.T) {
	address, input, ended := begin(t, t.Context())
	if address.User != "administrator@vsphere.local" || address.Password != "secret" {
		t.Errorf("login %s, %s", address.User, address.Password)
	}
	if strings.Count(address.SHA256, ":") != 31 {
		t.Errorf("thumbprint %s", address.SHA256)
	}
	found := read(t, address)
	if len(found.Hosts) != 2 {
		t.Errorf("hosts %v", found.Hosts)
	}
	if group, ok := found.Hosts["DC0_C0_H1"].PortGroups["VM Network"]; !ok || group.Switch != "vSwitch0" {
		t.Errorf("port group %v", group)
	}
	template := found.VMs[templateName]
	if len(template.NICs) != 1 || len(template.Disks) != 1 {
		t.Fatalf("template %v", template)
	}
	if template.Host != "DC0_C0_H0" || !template.Template || template.Disks[0] != (diskState{templateDiskGiB, true}) {
		t.Errorf("template %v", template)
	}
	if card := template.NICs[0]; card.Card != "vmxnet3" || card.Network != "VM Network" {
		t.Errorf("network card %v", card)
	}
	_ = input.Close()
	expectEnd(t, ended)
}

func TestNames(t *testing.T) {
	address, input, ended := begin(t, t.Context())
	client, err := connect(t.Context(), address.URL)
	if err != nil {
		t.Fatal(err)
	}
	known, err := readNames(t.Context(), client.Client)
	if err != nil {
		t.Fatal(err)
	}
	found := slices.Collect(maps.Values(known))
	for _, want := range []string{"LocalDS_1", "DC0_DVPG0", "VM Network", "DC0_C0_H1", "labs", templateName} {
		if !slices.Contains(found, want) {
			t.Errorf("no %s among %q", want, found)
		}
	}
	_ = input.Close()
	expectEnd(t, ended)
}

func TestChanges(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	address, _, ended := begin(t, ctx)
	for _, args := range [][]string{
		{"disconnect", "DC0_C0_H1"}, {"open-portgroup", "DC0_C0_H0/VM Network"}, {"remove-vm", templateName},
	} {
		if err := change(ctx, address.URL, args[0], args[1]); err != nil {
			t.Fatalf("%v: %v", args, err)
		}
	}
	found := read(t, address)
	if host := found.Hosts["DC0_C0_H1"]; host.Connection != "disconnected" {
		t.Errorf("host %v", host)
	}
	group := found.Hosts["DC0_C0_H0"].PortGroups["VM Network"]
	if group.VLAN != strayVLAN || group.Promiscuous == nil || !*group.Promiscuous {
		t.Errorf("port group %v", group)
	}
	if len(found.VMs) > 0 {
		t.Errorf("VMs %v", found.VMs)
	}
	if err := change(ctx, address.URL, "open-portgroup", "DC0_C0_H1/VM Network"); err == nil {
		t.Error("a host that is not connected obeys")
	}
	if err := change(ctx, address.URL, "paint", "it"); err == nil || !strings.Contains(err.Error(), "power-off") {
		t.Errorf("an unknown verb: %v", err)
	}
	cancel() // As SIGTERM does.
	expectEnd(t, ended)
}
