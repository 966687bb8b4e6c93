package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"io"
	"net"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// key is a new key: its signer, the text of its file, and its public line.
type key struct {
	signer          ssh.Signer
	private, public string
}

func newKey(t *testing.T) key {
	t.Helper()
	_, secret, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(secret, "")
	if err != nil {
		t.Fatal(err)
	}
	return key{signer, string(pem.EncodeToMemory(block)), string(ssh.MarshalAuthorizedKey(signer.PublicKey()))}
}

// server is an ssh server that knows four commands: `cat` copies its input, `env` prints the variables it was sent,
// `fail` ends with status 3 after some output, anything else is printed.
type server struct {
	port float64
	host key
	open chan net.Conn // Every connection that was made.
}

func newServer(t *testing.T, user key) server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	s := server{port: float64(listener.Addr().(*net.TCPAddr).Port), host: newKey(t), open: make(chan net.Conn, 100)}
	config := &ssh.ServerConfig{
		PublicKeyCallback: func(_ ssh.ConnMetadata, offered ssh.PublicKey) (*ssh.Permissions, error) {
			if string(ssh.MarshalAuthorizedKey(offered)) != user.public {
				return nil, io.ErrUnexpectedEOF
			}
			return nil, nil
		},
	}
	config.AddHostKey(s.host.signer)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.open <- conn
			go serve(conn, config)
		}
	}()
	return s
}

func serve(conn net.Conn, config *ssh.ServerConfig) {
	_, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for channel := range channels {
		if channel.ChannelType() != "session" {
			_ = channel.Reject(ssh.UnknownChannelType, "sessions only")
			continue
		}
		session, requests, err := channel.Accept()
		if err != nil {
			return
		}
		go answer(session, requests)
	}
}

func answer(session ssh.Channel, requests <-chan *ssh.Request) {
	defer session.Close()
	env := ""
	for request := range requests {
		switch request.Type {
		case "env":
			var variable struct{ Name, Value string }
			_ = ssh.Unmarshal(request.Payload, &variable)
			_ = request.Reply(variable.Name != "REFUSED", nil)
			env += variable.Name + "=" + variable.Value + "\n"
		case "exec":
			_ = request.Reply(true, nil)
			var line struct{ Command string }
			_ = ssh.Unmarshal(request.Payload, &line)
			status := []byte{0, 0, 0, 0}
			switch line.Command {
			case "cat":
				_, _ = io.Copy(session, session)
			case "env":
				_, _ = io.Copy(session, strings.NewReader(env))
			case "fail":
				_, _ = io.WriteString(session, "out\n")
				_, _ = io.WriteString(session.Stderr(), "err\n")
				status[3] = 3
			default:
				_, _ = io.WriteString(session, line.Command+"\n")
			}
			_, _ = session.SendRequest("exit-status", false, status)
			return
		default:
			_ = request.Reply(false, nil)
		}
	}
}
