package main

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"

	// Each registers services that the plugin asks for when it logs in.
	_ "github.com/vmware/govmomi/pbm/simulator"
	"github.com/vmware/govmomi/simulator"
	_ "github.com/vmware/govmomi/ssoadmin/simulator"
	_ "github.com/vmware/govmomi/vapi/simulator"
	_ "github.com/vmware/govmomi/vsan/simulator"
)

const (
	userName   = "administrator"
	userDomain = "@vsphere.local"
	password   = "secret"

	clusterHosts = 2
)

// ready is the line that tells a test where the simulator is and how to log in.
type ready struct {
	URL      string `json:"url"`
	Server   string `json:"server"`
	User     string `json:"user"`
	Password string `json:"password"`
	SHA256   string `json:"sha256"`
}

// serve runs a simulator until `in` ends or `ctx` is cancelled.
func serve(ctx context.Context, in io.Reader, out io.Writer) error {
	model := simulator.VPX()
	model.Host, model.ClusterHost, model.Machine = 0, clusterHosts, 0 // No host outside the cluster, no VMs but ours.
	model.Datastore, model.Portgroup = 2, 1
	if err := model.Create(); err != nil {
		return err
	}
	defer model.Remove()
	if err := furnish(model.Service.Context); err != nil {
		return fmt.Errorf("inventory: %w", err)
	}
	repair(model.Service.Context)
	server := listen(model.Service)
	defer server.Close()
	if err := json.NewEncoder(out).Encode(describe(server)); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, in)
		close(ended)
	}()
	select {
	case <-ended:
	case <-ctx.Done():
	}
	return nil
}

func listen(service *simulator.Service) *simulator.Server {
	service.TLS = new(tls.Config)
	service.RegisterEndpoints = true
	// Without a user any login would do. The domain is left out here, as the SSO simulator adds it.
	service.Listen = &url.URL{Host: "127.0.0.1:0", User: url.UserPassword(userName, password)}
	server := service.NewServer()
	server.Config.Handler = references(server.Config.Handler)
	return server
}

func describe(server *simulator.Server) ready {
	sum := sha256.Sum256(server.Certificate().Raw)
	return ready{
		URL: server.URL.String(), Server: server.URL.Host, User: userName + userDomain, Password: password,
		SHA256: thumbprint(sum[:]),
	}
}

// thumbprint writes a hash as vCenter does: 52:6C:4E and so on.
func thumbprint(sum []byte) string {
	return strings.ReplaceAll(fmt.Sprintf("% X", sum), " ", ":")
}
