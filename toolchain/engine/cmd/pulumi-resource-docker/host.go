package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/docker/cli/cli/connhelper"
	"github.com/docker/docker/api/types/registry"
	"github.com/docker/docker/client"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"macvlan-fabric/engine/internal/props"
)

// settings are the provider's own inputs. The engine passes everything but strings as JSON in a string.
type settings struct {
	Host         string `json:"host"`
	SSHOpts      string `json:"sshOpts"`
	RegistryAuth string `json:"registryAuth"`
	DisableCheck any    `json:"disableDockerDaemonCheck"` // Accepted but not needed: an unreachable host is an error later.
	Version      string `json:"version"`
}

type registryAuth struct {
	Address      string `json:"address"`
	Username     string `json:"username"`
	Password     string `json:"password"`
	AuthDisabled bool   `json:"authDisabled"`
}

// registries are credentials by the registry's host and port.
type registries map[string]registryAuth

// host is where Docker runs, and the connection to it once there is one.
type host struct {
	address string
	sshOpts []string
	auth    registries

	mutex sync.Mutex
	open  *client.Client
}

func (d *dockerProvider) CheckConfig(
	_ context.Context, req plugin.CheckConfigRequest,
) (plugin.CheckConfigResponse, error) {
	public := req.News.Copy()
	for name := range public {
		if strings.HasPrefix(string(name), "__") {
			delete(public, name)
		}
	}
	return plugin.CheckConfigResponse{Properties: req.News, Failures: props.Check(public, &settings{})}, nil
}

// Configure does not connect: the host may not be there yet.
func (d *dockerProvider) Configure(_ context.Context, req plugin.ConfigureRequest) (plugin.ConfigureResponse, error) {
	var given settings
	if err := props.Decode(req.Inputs, &given); err != nil {
		return plugin.ConfigureResponse{}, err
	}
	d.host.address = given.Host
	if d.host.address == "" {
		d.host.address = os.Getenv("DOCKER_HOST")
	}
	if d.host.address == "" {
		d.host.address = client.DefaultDockerHost
	}
	if err := parseJSON("sshOpts", given.SSHOpts, &d.host.sshOpts); err != nil {
		return plugin.ConfigureResponse{}, err
	}
	var auths []registryAuth
	if err := parseJSON("registryAuth", given.RegistryAuth, &auths); err != nil {
		return plugin.ConfigureResponse{}, err
	}
	d.host.auth = registries{}
	for _, each := range auths {
		d.host.auth[registryHost(each.Address)] = each
	}
	return plugin.ConfigureResponse{}, nil
}

func parseJSON(name, text string, into any) error {
	if text == "" {
		return nil
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("provider option %s: %w", name, err)
	}
	return nil
}

// connect returns the connection to the host; all operations share one. An ssh host is reached through the ssh
// program, which runs `docker system dial-stdio` over there.
func (h *host) connect(ctx context.Context) (session, error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.open != nil {
		return session{h.open, h.auth}, nil
	}
	options := []client.Opt{client.WithHost(h.address), client.WithAPIVersionNegotiation()}
	helper, err := connhelper.GetConnectionHelperWithSSHOpts(h.address, h.sshOpts)
	if err != nil {
		return session{}, fmt.Errorf("docker host %s: %w", h.address, err)
	}
	if helper != nil {
		options[0] = client.WithHost(helper.Host)
		options = append(options, client.WithDialContext(helper.Dialer))
	}
	docker, err := client.NewClientWithOpts(options...)
	if err != nil {
		return session{}, fmt.Errorf("docker host %s: %w", h.address, err)
	}
	if _, err := docker.Ping(ctx); err != nil {
		docker.Close()
		return session{}, fmt.Errorf("Error pinging Docker server, please make sure that %s is reachable and has a "+
			"'_ping' endpoint. Error: %w", h.address, err)
	}
	h.open = docker
	return session{docker, h.auth}, nil
}

// header is the X-Registry-Auth for the registry of an image.
func (r registries) header(image string) (string, error) {
	host, _, has := strings.Cut(image, "/")
	if !has || (strings.Count(image, "/") < 2 && !strings.ContainsAny(host, ".:") && host != "localhost") {
		host = "registry-1.docker.io"
	}
	known := r[host]
	text, err := json.Marshal(registry.AuthConfig{
		Username: known.Username, Password: known.Password, ServerAddress: known.Address,
	})
	return base64.URLEncoding.EncodeToString(text), err
}

// registryHost is the address of a registry without scheme and path.
func registryHost(address string) string {
	bare := strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://")
	name, _, _ := strings.Cut(bare, "/")
	return name
}

// texts are a property's strings.
func texts(state resource.PropertyMap, name resource.PropertyKey) string {
	found, _ := props.Plain(state[name]).(string)
	return found
}
