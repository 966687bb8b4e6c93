// Command pulumi-resource-docker manages networks, volumes, images and containers of a Docker host. It stands in for
// the official plugin of @pulumi/docker where that is not available, for the properties that labs use.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"macvlan-fabric/engine/internal/provider"
)

const version = "5.2.0"

func main() {
	provider.Main("docker", version, func(base *provider.Base) plugin.Provider { return &dockerProvider{Base: base} })
}
