package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"golang.org/x/crypto/ssh"
)

const (
	previousStdout = "PULUMI_COMMAND_STDOUT"
	previousStderr = "PULUMI_COMMAND_STDERR"
)

// run executes one of a resource's scripts, here or on its host. Without a script the outputs stay as they were.
func (c *commands) run(
	ctx context.Context, urn resource.URN, seconds float64, given command, script *string,
) (outputs, error) {
	if script == nil {
		return given.outputs, nil
	}
	ctx, end := c.Bounded(ctx, seconds)
	defer end()
	seen := &transcript{show: func(line string) { c.Status(ctx, urn, line) }}
	stdout := seen.stream(&seen.stdout, given.Logging.shows("stdout"))
	stderr := seen.stream(&seen.stderr, given.Logging.shows("stderr"))
	var err error
	if given.Connection == nil {
		err = runLocal(ctx, given, *script, stdout, stderr)
	} else {
		err = c.runRemote(ctx, urn, given, *script, stdout, stderr)
	}
	stdout.flush()
	stderr.flush()
	var unstarted notStarted
	switch {
	case err == nil:
		return outputs{Stdout: oneLineBreakLess(&seen.stdout), Stderr: oneLineBreakLess(&seen.stderr)}, nil
	case asNotStarted(err, &unstarted):
		return outputs{}, unstarted.cause
	default:
		return outputs{}, fmt.Errorf("%w: running %q:\n%s", err, *script, seen.all.String())
	}
}

func oneLineBreakLess(text *bytes.Buffer) string { return strings.TrimSuffix(text.String(), "\n") }

func runLocal(ctx context.Context, given command, script string, stdout, stderr io.Writer) error {
	interpreter := given.Interpreter
	if len(interpreter) == 0 {
		interpreter = []string{"/bin/sh", "-c"}
		if runtime.GOOS == "windows" {
			interpreter = []string{"cmd", "/C"}
		}
	}
	process := exec.CommandContext(ctx, interpreter[0], append(interpreter[1:len(interpreter):len(interpreter)], script)...)
	process.Dir = given.Dir
	process.Env = os.Environ()
	for name, value := range given.Environment {
		process.Env = append(process.Env, name+"="+value)
	}
	for name, value := range given.previous() {
		process.Env = append(process.Env, name+"="+value)
	}
	if given.Stdin != "" {
		process.Stdin = strings.NewReader(given.Stdin)
	}
	process.Stdout, process.Stderr = stdout, stderr
	return process.Run()
}

func (c *commands) runRemote(
	ctx context.Context, urn resource.URN, given command, script string, stdout, stderr io.Writer,
) error {
	client, closeClient, err := dial(ctx, given.Connection, func(line string) { c.Status(ctx, urn, line) })
	if err != nil {
		return notStarted{err}
	}
	defer closeClient()
	session, err := client.NewSession()
	if err != nil {
		return notStarted{err}
	}
	defer session.Close()
	if err := c.sendEnvironment(ctx, urn, session, given); err != nil {
		return notStarted{err}
	}
	if given.Stdin != "" {
		session.Stdin = strings.NewReader(given.Stdin)
	}
	session.Stdout, session.Stderr = stdout, stderr
	if err := session.Run(script); err != nil && ctx.Err() != nil {
		return ctx.Err()
	} else {
		return err
	}
}

// sendEnvironment sets the variables. A server that refuses one that the user asked for ends the run; one that refuses
// the previous output is only warned about.
func (c *commands) sendEnvironment(ctx context.Context, urn resource.URN, session *ssh.Session, given command) error {
	const advice = "Unable to set '%s': the ssh server takes a variable only if its AcceptEnv allows it. " +
		"A Bash-like shell on the other side also takes 'VAR=value command'"
	for name, value := range given.Environment {
		if err := session.Setenv(name, value); err != nil {
			c.Log(ctx, diag.Error, urn, fmt.Sprintf(advice, name))
			return fmt.Errorf("could not set environment variable %q: %w", name, err)
		}
	}
	for name, value := range given.previous() {
		if err := session.Setenv(name, value); err != nil {
			c.Log(ctx, diag.Warning, urn, fmt.Sprintf(advice, name))
		}
	}
	return nil
}

// previous is the output of the previous run, as variables.
func (given command) previous() map[string]string {
	variables := map[string]string{}
	if given.AddPreviousOutputInEnv != nil && !*given.AddPreviousOutputInEnv {
		return variables
	}
	if given.Stdout != "" {
		variables[previousStdout] = given.Stdout
	}
	if given.Stderr != "" {
		variables[previousStderr] = given.Stderr
	}
	return variables
}

// notStarted is a failure before the script ran, so that the script need not be quoted.
type notStarted struct{ cause error }

func (n notStarted) Error() string { return n.cause.Error() }

func asNotStarted(err error, into *notStarted) bool {
	found, is := err.(notStarted)
	*into = found
	return is
}

// transcript collects what a script writes: each stream, and both in the order of arrival.
type transcript struct {
	mutex               sync.Mutex
	stdout, stderr, all bytes.Buffer
	show                func(line string)
}

func (t *transcript) stream(into *bytes.Buffer, shown bool) *stream {
	return &stream{transcript: t, into: into, shown: shown}
}

// stream is one output of a script; its complete lines are shown.
type stream struct {
	*transcript
	into  *bytes.Buffer
	shown bool
	line  []byte
}

func (s *stream) Write(text []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.into.Write(text)
	s.all.Write(text)
	if s.shown {
		s.line = append(s.line, text...)
		for {
			line, rest, complete := bytes.Cut(s.line, []byte("\n"))
			if !complete {
				break
			}
			s.show(string(line))
			s.line = rest
		}
	}
	return len(text), nil
}

// flush shows a last line without a line break.
func (s *stream) flush() {
	if len(s.line) > 0 {
		s.show(string(s.line))
	}
}
