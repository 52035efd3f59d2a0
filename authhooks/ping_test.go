package authhooks_test

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// deafPipe is a connection whose other end can fall silent: what is written is lost,
// and nothing comes.
type deafPipe struct {
	net.Conn
	silent chan struct{}
	closed chan struct{}
	once   sync.Once
}

func (d *deafPipe) Write(p []byte) (int, error) {
	select {
	case <-d.silent:
		return len(p), nil
	default:
		return d.Conn.Write(p)
	}
}

func (d *deafPipe) Close() error {
	d.once.Do(func() { close(d.closed) })
	return d.Conn.Close()
}

// pipes is a listener of pipes.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}
func (p pipes) Close() error   { close(p.done); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// An HTTP/2 connection that died in silence is found by a ping, and closed.
func TestADeadHTTP2ConnectionIsFoundByAPing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config *http.HTTP2Config
		closed time.Duration // after the last answer; 0 for never
	}{
		"by itself":        {nil, 45 * time.Second},
		"other settings":   {&http.HTTP2Config{MaxReadFrameSize: 1 << 20}, 45 * time.Second},
		"as the user says": {&http.HTTP2Config{SendPingTimeout: 5 * time.Second, PingTimeout: time.Second}, 6 * time.Second},
		"hardly ever, too": {&http.HTTP2Config{SendPingTimeout: 24 * time.Hour}, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			only := new(http.Protocols)
			only.SetUnencryptedHTTP2(true)
			listener := pipes{make(chan net.Conn), make(chan struct{})}
			server := &http.Server{Protocols: only, Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})}
			var wg sync.WaitGroup
			wg.Go(func() { _ = server.Serve(listener) })
			line := &deafPipe{silent: make(chan struct{}), closed: make(chan struct{})}
			a := acmeOver(t, &http.Client{Transport: &http.Transport{
				Protocols: only, HTTP2: c.config, IdleConnTimeout: 0,
				DialContext: func(context.Context, string, string) (net.Conn, error) {
					ours, theirs := net.Pipe()
					line.Conn = ours
					listener.conns <- theirs
					return line, nil
				},
			}}, issued, authhooks.WithBaseURL("http://127.0.0.1:1"))
			a.url = "http://127.0.0.1:1"
			require.NoError(t, a.business(t.Context()), name)
			close(line.silent)
			start := time.Now()
			select {
			case <-line.closed:
				assert.Equal(t, c.closed, time.Since(start), name)
			case <-time.After(time.Hour):
				assert.Zero(t, c.closed, name)
			}
			require.NoError(t, a.Close())
			require.NoError(t, server.Close())
			wg.Wait()
		})
	}
}

// The ping settings of golang.org/x/net/http2 hold for the clones too.
func TestPingsThatXNetWasToldOf(t *testing.T) {
	t.Parallel()
	base := &http.Transport{}
	inner, err := http2.ConfigureTransports(base)
	require.NoError(t, err)
	inner.ReadIdleTimeout, inner.PingTimeout = 7*time.Second, 3*time.Second
	idle, timeout := authhooks.PingsOf(base)
	assert.Equal(t, 7*time.Second, idle)
	assert.Equal(t, 3*time.Second, timeout)
	idle, timeout = authhooks.PingsOf(&http.Transport{})
	assert.Equal(t, 30*time.Second, idle)
	assert.Equal(t, 15*time.Second, timeout)
}
