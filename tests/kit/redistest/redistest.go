// Package redistest starts a real redis-server for a test.
package redistest

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Server is a redis-server of one test's own, on a free loopback port and
// without a disk.
type Server struct {
	Addr string

	program string
	args    []string
	cmd     *exec.Cmd
	ended   chan struct{}
}

// Start starts one that ends with the test; nil where redis-server is not
// installed, which VENDORAUTH_REDIS=required makes a failure.
func Start(t *testing.T, args ...string) *Server {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		require.NotEqual(t, "required", os.Getenv("VENDORAUTH_REDIS"), "redis-server is not installed")
		t.Log("redis-server is not installed: what needs a real one is left out")
		return nil
	}
	s := &Server{program: program, args: append(args, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0", "--dir", t.TempDir())}
	t.Cleanup(s.Stop)
	for range 5 { // somebody may take the port that was free
		s.Addr = free(t)
		if s.run(t) {
			return s
		}
	}
	require.Fail(t, "redis-server does not start")
	return nil
}

func free(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	return l.Addr().String()
}

// run reports whether the server came up.
func (s *Server) run(t *testing.T) bool {
	t.Helper()
	_, port, err := net.SplitHostPort(s.Addr)
	require.NoError(t, err)
	var out bytes.Buffer
	cmd := exec.Command(s.program, append(slices.Clip(s.args), "--port", port)...)
	cmd.Stdout, cmd.Stderr = &out, &out
	require.NoError(t, cmd.Start())
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	s.cmd, s.ended = cmd, ended
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		select {
		case <-ended:
			t.Logf("redis-server ended: %s", out.String())
			return false
		case <-time.After(10 * time.Millisecond):
		}
		if id, err := processAt(s.Addr); err == nil {
			return id == strconv.Itoa(cmd.Process.Pid)
		}
	}
	s.Stop()
	return false
}

// processAt is the process id of the redis-server at an address. It is another test's if two
// tests found the same free port.
func processAt(addr string) (string, error) {
	c, err := new(net.Dialer).DialContext(context.Background(), "tcp", addr)
	if err != nil {
		return "", err
	}
	defer c.Close()                                     //nolint:errcheck // it is read
	_ = c.SetDeadline(time.Now().Add(10 * time.Second)) // a TCP connection has deadlines
	if _, err := io.WriteString(c, "INFO server\r\n"); err != nil {
		return "", err
	}
	for lines := bufio.NewScanner(c); lines.Scan(); {
		if id, found := strings.CutPrefix(lines.Text(), "process_id:"); found {
			return id, nil
		}
	}
	return "", io.ErrUnexpectedEOF
}

// Stop kills the server, and with it all that it holds. It may be called again.
func (s *Server) Stop() {
	if s.cmd != nil {
		_ = s.cmd.Process.Kill()
		<-s.ended
		s.cmd = nil
	}
}

// Again starts a stopped server at the same address.
func (s *Server) Again(t *testing.T) {
	t.Helper()
	require.True(t, s.run(t), "redis-server does not start again")
}
