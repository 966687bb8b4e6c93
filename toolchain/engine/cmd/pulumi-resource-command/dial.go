package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

const (
	firstPause   = 100 * time.Millisecond
	longestPause = 5 * time.Second
)

// dial connects to a host, through its proxy if it has one, and tries again as often as the connection allows. The
// returned function ends the connection; so does the end of the context.
func dial(ctx context.Context, to *connection, say func(string)) (*ssh.Client, func(), error) {
	if to.Proxy == nil {
		return connect(ctx, to.endpoint, "Dial", (&net.Dialer{Timeout: to.timeout()}).DialContext, say)
	}
	direct := (&net.Dialer{Timeout: to.Proxy.timeout()}).DialContext
	proxy, closeProxy, err := connect(ctx, *to.Proxy, "Dial proxy", direct, say)
	if err != nil {
		return nil, nil, fmt.Errorf("proxy: %w", err)
	}
	client, closeClient, err := connect(ctx, to.endpoint, "Dial from proxy", proxy.DialContext, say)
	if err != nil {
		closeProxy()
		return nil, nil, fmt.Errorf("proxy: %w", err)
	}
	return client, func() { closeClient(); closeProxy() }, nil
}

type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// connect opens an ssh connection over the given kind of network connection.
func connect(ctx context.Context, to endpoint, what string, open dialer, say func(string)) (*ssh.Client, func(), error) {
	config, closeAgent, err := to.config()
	if err != nil {
		return nil, nil, err
	}
	address := net.JoinHostPort(to.Host, strconv.Itoa(int(to.Port)))
	client, err := retried(ctx, to.DialErrorLimit, what, say, func() (*ssh.Client, error) {
		raw, err := open(ctx, "tcp", address)
		if err != nil {
			return nil, err
		}
		detach := context.AfterFunc(ctx, func() { raw.Close() })
		defer detach()
		conn, channels, requests, err := ssh.NewClientConn(raw, address, config)
		if err != nil {
			raw.Close()
			return nil, err
		}
		return ssh.NewClient(conn, channels, requests), nil
	})
	if err != nil {
		closeAgent()
		return nil, nil, err
	}
	detach := context.AfterFunc(ctx, func() { client.Close() })
	return client, func() { detach(); client.Close(); closeAgent() }, nil
}

// retried tries until it works, the limit of failures is passed (-1: none), or the context ends. The pause between
// two tries grows by half each time.
func retried[T any](ctx context.Context, limit int, what string, say func(string), try func() (T, error)) (T, error) {
	var none T
	pause := firstPause
	for failures := 1; ; failures++ {
		result, err := try()
		if err == nil {
			return result, nil
		}
		if limit >= 0 && failures > limit {
			return none, fmt.Errorf("after %d failed attempts: %w", failures-1, err)
		}
		shown := "inf"
		if limit >= 0 {
			shown = strconv.Itoa(limit)
		}
		say(fmt.Sprintf("%s %d/%s failed: retrying", what, failures, shown))
		select {
		case <-ctx.Done():
			return none, ctx.Err()
		case <-time.After(pause):
		}
		pause = min(pause*3/2, longestPause)
	}
}

func (e endpoint) timeout() time.Duration { return time.Duration(e.PerDialTimeout) * time.Second }

// config is how to authenticate, and which host key to require. The returned function closes the connection to an agent.
func (e endpoint) config() (*ssh.ClientConfig, func(), error) {
	config := &ssh.ClientConfig{User: e.User, HostKeyCallback: ssh.InsecureIgnoreHostKey()}
	if e.HostKey != nil {
		pinned, _, _, _, err := ssh.ParseAuthorizedKey([]byte(*e.HostKey))
		if err != nil {
			return nil, nil, fmt.Errorf("failed to parse host key: %w", err)
		}
		// Without the list a host with several keys may offer another than the pinned one.
		config.HostKeyCallback = ssh.FixedHostKey(pinned)
		config.HostKeyAlgorithms = []string{pinned.Type()}
	}
	if e.PrivateKey != nil {
		signer, err := e.signer()
		if err != nil {
			return nil, nil, err
		}
		config.Auth = append(config.Auth, ssh.PublicKeys(signer))
	}
	if e.Password != nil {
		config.Auth = append(config.Auth, ssh.Password(*e.Password), ssh.KeyboardInteractive(e.answer))
	}
	socket := os.Getenv("SSH_AUTH_SOCK")
	if e.AgentSocketPath != nil {
		socket = *e.AgentSocketPath
	}
	if socket == "" {
		return config, func() {}, nil
	}
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return nil, nil, err
	}
	config.Auth = append(config.Auth, ssh.PublicKeysCallback(agent.NewClient(conn).Signers))
	return config, func() { conn.Close() }, nil
}

func (e endpoint) signer() (ssh.Signer, error) {
	if e.PrivateKeyPassword != nil {
		return ssh.ParsePrivateKeyWithPassphrase([]byte(*e.PrivateKey), []byte(*e.PrivateKeyPassword))
	}
	return ssh.ParsePrivateKey([]byte(*e.PrivateKey))
}

// answer gives the password to every question.
func (e endpoint) answer(_, _ string, questions []string, _ []bool) ([]string, error) {
	answers := make([]string, len(questions))
	for i := range answers {
		answers[i] = *e.Password
	}
	return answers, nil
}
