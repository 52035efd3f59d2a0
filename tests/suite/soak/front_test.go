//go:build soak

package soak_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// front speaks HTTP/2 over TLS before a simulator, as a vendor's load balancer does.
// Its connections can go silent.
type front struct {
	*httptest.Server

	listener *listener
}

func newFront(simulator string) (*front, error) {
	target, err := url.Parse(simulator)
	if err != nil {
		return nil, err
	}
	quiet := slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	proxy := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: callers},
		ErrorLog:  quiet,
		// A connection that breaks behind the front is a stream that breaks before it.
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	s := httptest.NewUnstartedServer(proxy)
	l := &listener{Listener: s.Listener, open: map[*connection]bool{}}
	s.Listener, s.Config.ErrorLog, s.EnableHTTP2 = l, quiet, true
	s.StartTLS()
	return &front{Server: s, listener: l}, nil
}

// listener knows its open connections.
type listener struct {
	net.Listener

	mu   sync.Mutex
	open map[*connection]bool
}

func (l *listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	out := &connection{Conn: c, listener: l}
	l.open[out] = true
	return out, nil
}

// silence makes all open connections silent, and none that comes later. It calls
// met when something has been sent on one of them.
func (l *listener) silence(met func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		c.mu.Lock()
		c.met = met
		c.mu.Unlock()
	}
}

// connection stays open when it is silent, takes what is sent, and answers nothing:
// what a client sees of a firewall that has forgotten the connection.
type connection struct {
	net.Conn

	listener *listener
	mu       sync.Mutex
	met      func() // not nil: it is silent
}

func (c *connection) Read(p []byte) (int, error) {
	for {
		n, err := c.Conn.Read(p)
		met := c.silent()
		if met == nil || err != nil {
			return n, err
		}
		met()
	}
}

func (c *connection) Write(p []byte) (int, error) {
	if c.silent() != nil {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

func (c *connection) Close() error {
	c.listener.mu.Lock()
	delete(c.listener.open, c)
	c.listener.mu.Unlock()
	return c.Conn.Close()
}

func (c *connection) silent() func() {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.met
}

// trusting is a transport for a front with this certificate; nil is for a simulator
// without a front.
func trusting(certificate []byte) (*http.Transport, error) {
	transport := &http.Transport{MaxIdleConnsPerHost: callers}
	if certificate == nil {
		return transport, nil
	}
	known, err := x509.ParseCertificate(certificate)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AddCert(known)
	transport.TLSClientConfig, transport.ForceAttemptHTTP2 = &tls.Config{RootCAs: roots}, true
	transport.HTTP2, transport.TLSHandshakeTimeout = pings, pings.SendPingTimeout+pings.PingTimeout
	return transport, nil
}

func TestTroubleSilentConnection(t *testing.T) {
	t.Parallel()
	behind := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "well") }))
	t.Cleanup(behind.Close)
	f, err := newFront(behind.URL)
	require.NoError(t, err)
	t.Cleanup(f.Close)
	client := func() *http.Client {
		transport, err := trusting(f.Certificate().Raw)
		require.NoError(t, err)
		transport.HTTP2 = nil // no ping finds the silence out
		t.Cleanup(transport.CloseIdleConnections)
		return &http.Client{Transport: transport}
	}
	get := func(c *http.Client, patience time.Duration) (string, error) {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.URL, nil)
		require.NoError(t, err)
		resp, err := c.Do(req)
		if err != nil {
			return "", err
		}
		defer func() { _ = resp.Body.Close() }()
		body, err := io.ReadAll(resp.Body)
		return resp.Proto + " " + string(body), err
	}
	old := client()
	got, err := get(old, time.Minute)
	require.NoError(t, err)
	assert.Equal(t, "HTTP/2.0 well", got)
	met := make(chan struct{})
	var once sync.Once
	f.listener.silence(func() { once.Do(func() { close(met) }) })
	_, err = get(old, 100*time.Millisecond)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	<-met
	got, err = get(client(), time.Minute)
	require.NoError(t, err, "a new connection works")
	assert.Equal(t, "HTTP/2.0 well", got)
	_, err = get(old, 100*time.Millisecond)
	require.ErrorIs(t, err, context.DeadlineExceeded, "the old one stays silent")
}
