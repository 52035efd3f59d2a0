package authhooks

import (
	"net/http"
	"sync/atomic"
	"time"
)

// pool is a transport and its connections. Its fields are functions, since a printer that
// walks pointers would find the last request in the buffers of a connection.
type pool struct {
	roundTrip func(*http.Request) (*http.Response, error)
	closeIdle func()
	calls     atomic.Int64 // in flight, their bodies included
	retired   atomic.Bool  // the last call closes the connections
}

func newPool(rt http.RoundTripper) *pool {
	p := &pool{roundTrip: rt.RoundTrip, closeIdle: func() {}}
	if idle, ok := rt.(interface{ CloseIdleConnections() }); ok {
		p.closeIdle = idle.CloseIdleConnections
	}
	return p
}

func (p *pool) begin() { p.calls.Add(1) }

func (p *pool) end() {
	if p.calls.Add(-1) == 0 && p.retired.Load() {
		p.drain()
	}
}

// retire closes the idle connections now, and the others after the last call.
func (p *pool) retire() {
	p.retired.Store(true)
	if p.calls.Load() == 0 {
		p.drain()
	} else {
		p.closeIdle()
	}
}

// drain closes the idle connections, also those that become idle in a moment. HTTP/2 ends
// a cancelled request on a goroutine of its own, and CloseIdleConnections spares the
// connection until then.
func (p *pool) drain() {
	p.closeIdle()
	for _, later := range []time.Duration{10 * time.Millisecond, 100 * time.Millisecond, time.Second} {
		time.AfterFunc(later, p.closeIdle)
	}
}
