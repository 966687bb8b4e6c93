// Command vcsim starts a vCenter simulator for tests, and reads or changes what is in it.
//
//	vcsim serve
//	vcsim state URL
//	vcsim do URL VERB NAME
//
// It is govmomi's simulator with fixes for the gaps that break Pulumi's official vSphere plugin; each other file names its
// own. `serve` prints one line of JSON as soon as it can be used, and ends with its standard input, so
// that it never outlives the test that started it; SIGTERM and SIGINT end it too.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

var errUsage = errors.New("usage: vcsim serve | state URL | do URL VERB NAME")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "vcsim:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	switch {
	case len(args) == 1 && args[0] == "serve":
		return serve(ctx, in, out)
	case len(args) == 2 && args[0] == "state":
		return printState(ctx, args[1], out)
	case len(args) == 4 && args[0] == "do":
		return change(ctx, args[1], args[2], args[3])
	}
	return errUsage
}

func printState(ctx context.Context, address string, out io.Writer) error {
	client, err := connect(ctx, address)
	if err != nil {
		return err
	}
	defer func() { _ = client.Logout(ctx) }()
	found, err := readState(ctx, client.Client)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(found)
}
