// Command pulumi-language-nodejs is the Node language host: the engine asks it which plugins a program needs, and to
// run programs and policy packs with node. It stands in for the official one where that is not available.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/cmdutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/logging"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

func main() {
	logging.InitLogging(false, 0, false)
	args := os.Args[1:]
	if len(args) == 1 && args[0] == "-version" {
		fmt.Println(version.Version)
		return
	}
	if err := serve(engineAddress(args)); err != nil {
		cmdutil.Exit(err)
	}
}

// engineAddress is the first argument that is not an option; the options (for tracing, for example) are ignored.
func engineAddress(args []string) string {
	for _, arg := range args {
		if arg != "" && arg[0] != '-' {
			return arg
		}
	}
	return ""
}

// serve answers the engine until the engine ends or interrupts this process.
func serve(engine string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if engine != "" {
		if err := rpcutil.Healthcheck(ctx, engine, 5*time.Minute, stop); err != nil {
			return fmt.Errorf("cannot watch the engine at %s: %w", engine, err)
		}
	}
	cancel := make(chan bool)
	context.AfterFunc(ctx, func() { close(cancel) })
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: cancel,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, newHost(engine))
			return nil
		},
	})
	if err != nil {
		return fmt.Errorf("cannot serve the language host: %w", err)
	}
	fmt.Println(handle.Port) // The engine reads our port from the first line.
	return <-handle.Done
}
