package hostile_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// script speaks for the vendor on one connection, after a request was read.
type script func(c net.Conn)

// network is all that a client under test can reach: its simulator, or, while a
// script is set, a listener that follows the script. It counts what is open and
// remembers who was asked for.
type network struct {
	listener net.Listener
	script   atomic.Pointer[script]
	spent    atomic.Bool // whether the script was for one connection, and has had it
	once     atomic.Bool
	open     atomic.Int64
	running  sync.WaitGroup

	mu    sync.Mutex
	asked []string
}

func newNetwork(t *testing.T) *network {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	n := &network{listener: listener}
	n.running.Go(n.accept)
	t.Cleanup(func() {
		_ = listener.Close()
		n.running.Wait()
	})
	return n
}

// client is for WithHTTPClient. No connection is kept, so that every call meets
// the fault of its own case.
func (n *network) client() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: n.dial, DisableKeepAlives: true, Proxy: http.ProxyFromEnvironment}}
}

func (n *network) option() authhooks.Option { return authhooks.WithHTTPClient(n.client()) }

// follow sets the script; nil gives the simulator back.
func (n *network) follow(s script) {
	n.once.Store(false)
	if s == nil {
		n.script.Store(nil)
		return
	}
	n.script.Store(&s)
}

// followOnce sets the script for the next connection; those after it get the
// simulator.
func (n *network) followOnce(s script) {
	n.follow(s)
	n.spent.Store(false)
	n.once.Store(true)
}

func (n *network) dial(ctx context.Context, kind, address string) (net.Conn, error) {
	n.mu.Lock()
	n.asked = append(n.asked, address)
	n.mu.Unlock()
	if n.script.Load() != nil && (!n.once.Load() || n.spent.CompareAndSwap(false, true)) {
		address = n.listener.Addr().String()
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil || host != "127.0.0.1" {
		return nil, &net.OpError{Op: "dial", Net: kind, Err: errors.New("this network ends here")}
	}
	var d net.Dialer
	c, err := d.DialContext(ctx, kind, address)
	if err != nil {
		return nil, err
	}
	n.open.Add(1)
	return &counted{Conn: c, gone: sync.OnceFunc(func() { n.open.Add(-1) })}, nil
}

// others lists the addresses that were asked for and are not own.
func (n *network) others(own string) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(n.asked), func(a string) bool { return a == own })
}

// longest bounds a script, so that a client that hangs is found, not the test.
const longest = 20 * time.Second

func (n *network) accept() {
	for {
		c, err := n.listener.Accept()
		if err != nil {
			return
		}
		n.running.Go(func() {
			defer c.Close() //nolint:errcheck // the client has mostly gone
			_ = c.SetDeadline(time.Now().Add(longest))
			r, err := http.ReadRequest(bufio.NewReader(c))
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			if s := n.script.Load(); s != nil {
				(*s)(c)
			}
		})
	}
}

// counted is a connection that tells when it is closed.
type counted struct {
	net.Conn
	gone func()
}

func (c *counted) Close() error {
	c.gone()
	return c.Conn.Close()
}

// Scripts.

// say sends text and closes in good order.
func say(text string) script {
	return func(c net.Conn) { _, _ = io.WriteString(c, text) }
}

// breakAfter sends text and resets the connection.
func breakAfter(text string) script {
	return func(c net.Conn) {
		_, _ = io.WriteString(c, text)
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	}
}

// endless sends first, then more for ever, as fast as the client takes it, or
// with a pause.
func endless(first, more string, pause time.Duration) script {
	return func(c net.Conn) {
		_, err := io.WriteString(c, first)
		for err == nil {
			if pause > 0 && gone(c, pause) {
				return
			}
			_, err = io.WriteString(c, more)
		}
	}
}

// silent sends text and then nothing, until the client goes.
func silent(text string) script {
	return func(c net.Conn) {
		_, _ = io.WriteString(c, text)
		gone(c, longest)
	}
}

// gone waits for a pause and reports whether the client went meanwhile.
func gone(c net.Conn, pause time.Duration) bool {
	_ = c.SetReadDeadline(time.Now().Add(pause))
	_, err := c.Read(make([]byte, 1))
	var ne net.Error
	return !errors.As(err, &ne) || !ne.Timeout()
}
