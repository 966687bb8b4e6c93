// Command pulumi-resource-command runs shell commands as resources, here and on other hosts. It stands in for the
// official plugin of @pulumi/command where that is not available, for `local.Command` and `remote.Command`.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"macvlan-fabric/engine/internal/provider"
)

const version = "1.2.1"

func main() {
	provider.Main("command", version, func(base *provider.Base) plugin.Provider { return &commands{Base: base} })
}
