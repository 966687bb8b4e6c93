// Command vcsim starts a vCenter simulator for tests, and reads or changes what is in it.
//
//	vcsim serve [-hosts N] [-listen ADDRESS] [-calls FILE] [-fail METHOD]
//	vcsim state URL
//	vcsim do URL VERB NAME
//
// It is govmomi's simulator with the gaps mended that the official vSphere plugin of Pulumi falls into: each file but
// this one says which. `serve` prints one line of JSON as soon as it can be used, and ends with its standard input, so
// that it never outlives the test that started it; SIGTERM and SIGINT end it too.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

var errUsage = errors.New("usage: vcsim serve [OPTIONS] | state URL | do URL VERB NAME")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "vcsim:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	switch {
	case len(args) > 0 && args[0] == "serve":
		settings, err := serveOptions(args[1:])
		if err != nil {
			return err
		}
		return serve(ctx, settings, in, out)
	case len(args) == 2 && args[0] == "state":
		return printState(ctx, args[1], out)
	case len(args) == 4 && args[0] == "do":
		return change(ctx, args[1], args[2], args[3])
	}
	return errUsage
}

func serveOptions(args []string) (options, error) {
	var settings options
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.IntVar(&settings.hosts, "hosts", 2, "hosts in the cluster")
	flags.StringVar(&settings.listen, "listen", "127.0.0.1:0", "address to listen on")
	flags.StringVar(&settings.calls, "calls", "", "file that gets one line per SOAP call")
	flags.StringVar(&settings.fail, "fail", "", "SOAP method that always fails, such as PowerOnVM_Task")
	if err := flags.Parse(args); err != nil {
		return settings, err
	}
	if flags.NArg() > 0 {
		return settings, fmt.Errorf("unexpected argument %s", flags.Arg(0))
	}
	return settings, nil
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
