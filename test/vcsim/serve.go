package main

import (
	"context"
	"crypto/sha1"
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
)

type options struct {
	hosts               int
	listen, calls, fail string
}

// ready is the line that tells a test where the simulator is and how to log in.
type ready struct {
	URL      string `json:"url"`
	Server   string `json:"server"`
	User     string `json:"user"`
	Password string `json:"password"`
	SHA1     string `json:"sha1"`
	SHA256   string `json:"sha256"`
}

// serve runs a simulator until `in` ends or `ctx` is cancelled.
func serve(ctx context.Context, settings options, in io.Reader, out io.Writer) error {
	model := simulator.VPX()
	model.Host, model.ClusterHost, model.Machine = 0, settings.hosts, 0 // No host outside the cluster, no VMs but ours.
	model.Datastore, model.Portgroup = 2, 1
	if err := model.Create(); err != nil {
		return err
	}
	defer model.Remove()
	if err := furnish(model.Service.Context); err != nil {
		return fmt.Errorf("inventory: %w", err)
	}
	repair(model.Service.Context)
	if settings.calls != "" {
		file, err := logCalls(model.Service.Context.Map, settings.calls)
		if err != nil {
			return err
		}
		defer file.Close()
	}
	if settings.fail != "" {
		model.Service.AddFaultRule(&simulator.FaultInjectionRule{
			MethodName: settings.fail, ObjectType: "*", ObjectName: "*", Probability: 1,
			FaultType: simulator.FaultTypeGeneric, Message: "injected", Enabled: true,
		})
	}
	server := listen(model.Service, settings.listen)
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

func listen(service *simulator.Service, address string) *simulator.Server {
	service.TLS = new(tls.Config)
	service.RegisterEndpoints = true
	// Without a user any login would do. The domain is left out here, as the SSO simulator adds it.
	service.Listen = &url.URL{Host: address, User: url.UserPassword(userName, password)}
	server := service.NewServer()
	server.Config.Handler = references(server.Config.Handler)
	return server
}

func describe(server *simulator.Server) ready {
	certificate := server.Certificate().Raw
	sha1Sum, sha256Sum := sha1.Sum(certificate), sha256.Sum256(certificate)
	return ready{
		URL: server.URL.String(), Server: server.URL.Host, User: userName + userDomain, Password: password,
		SHA1: thumbprint(sha1Sum[:]), SHA256: thumbprint(sha256Sum[:]),
	}
}

// thumbprint writes a hash as vCenter does: 52:6C:4E and so on.
func thumbprint(sum []byte) string {
	return strings.ReplaceAll(fmt.Sprintf("% X", sum), " ", ":")
}
