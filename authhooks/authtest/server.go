package authtest

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// TB is the part of *testing.T that simulators need.
type TB interface {
	Helper()
	Cleanup(f func())
	Fatalf(format string, args ...any)
}

// logger is what every testing.TB has too.
type logger interface {
	Logf(format string, args ...any)
}

// Start starts a simulator that ends with the test. A vendor's NewServer calls it.
func Start[S interface{ Close() }](tb TB, start func(opts ...Option) (S, error), opts ...Option) S {
	tb.Helper()
	if l, ok := tb.(logger); ok {
		opts = append(opts, optionFunc(func(s *settings) error { s.log = l.Logf; return nil }))
	}
	s, err := start(opts...)
	if err != nil {
		tb.Fatalf("authtest: %v", err)
		return s
	}
	tb.Cleanup(s.Close)
	return s
}

// Server is a running simulator. The vendors' simulators embed it. Its methods are safe
// for concurrent use.
type Server struct {
	// URL is the server's base URL, without a path.
	URL string

	sim     *Sim
	vendor  Vendor
	own     *http.ServeMux // the paths of Handle
	secrets secretNames
	http    *http.Server
	faults  faults
	limits  limits
	record  record
	closing chan struct{}
	served  chan struct{} // closed when the accept loop has ended
	once    sync.Once

	mu      sync.Mutex
	calls   map[string]int
	misuse  string // a fault names an operation that the vendor does not have
	closed  bool
	running sync.WaitGroup
}

func newServer(sim *Sim, v Vendor, url string) *Server {
	s := &Server{
		URL: url, sim: sim, vendor: v, own: http.NewServeMux(), secrets: newSecretNames(v.Secrets), calls: map[string]int{}, limits: limits{windows: slices.Clone(sim.settings.limits)},
		closing: make(chan struct{}), served: make(chan struct{}),
	}
	s.http = &http.Server{
		Handler:           http.HandlerFunc(s.handle),
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	return s
}

func (s *Server) start(listener net.Listener) {
	go func() {
		defer close(s.served)
		_ = s.http.Serve(listener) // returns ErrServerClosed
	}()
}

// Now returns the simulator's time. It agrees with real clients until Advance.
func (s *Server) Now() time.Time { return s.sim.Clock.Now() }

// Advance moves the simulator's clock, also a clock that WithClock shares.
func (s *Server) Advance(d time.Duration) { s.sim.Clock.Advance(d) }

// Calls returns how many requests of one operation have arrived, failed ones included.
// For "" it counts all token operations.
func (s *Server) Calls(op string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[op]
}

// Fail makes the next calls fail. Several faults for one operation are used in the order
// of the Fail calls. If the vendor has no such operation, every call gets HTTP 500 with
// an explanation until ClearFaults, and the log of the test has the operations.
func (s *Server) Fail(f Fault) {
	if f.Op != "" && !s.has(f.Op) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.misuse = fmt.Sprintf("authtest: Fail: %s has no operation %q", s.vendor.Name, f.Op)
		if s.sim.settings.log != nil {
			s.sim.settings.log("%s. It has %s", s.misuse, strings.Join(s.operations(), ", "))
		}
		return
	}
	s.faults.add(f)
}

// ClearFaults removes the faults that are not used up and returns them. Each has the
// Times that were left.
func (s *Server) ClearFaults() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.misuse = ""
	return s.faults.clear()
}

// Revoke ends a token early, by its access token. The vendor then treats the token as
// unknown. Its refresh token stays valid.
func (s *Server) Revoke(token authhooks.Token) { s.sim.Tokens.Revoke(token.Access.Reveal()) }

// RevokeAll revokes every token issued so far, refresh tokens included.
func (s *Server) RevokeAll() { s.sim.Tokens.RevokeAll() }

// ExpireAll expires every access token issued so far. Refresh tokens stay valid.
func (s *Server) ExpireAll() { s.sim.Tokens.Expire(KindAccess) }

// Issued returns every live token, oldest first, by its fingerprint.
func (s *Server) Issued() []Issued { return s.sim.Tokens.live() }

// Exchanges returns the last 4096 exchanges, oldest first, without credentials and
// tokens.
func (s *Server) Exchanges() []Exchange { return s.Last(kept) }

// Last returns the last n of Exchanges.
func (s *Server) Last(n int) []Exchange {
	list, striker := s.record.all(), s.sim.striker(s.secrets)
	list = list[max(0, len(list)-n):]
	for i := range list {
		list[i] = striker.exchange(list[i])
	}
	return list
}

// RawExchanges returns the same exchanges with their exact bytes, credentials and tokens
// included. Use it in tests of what is sent, never for logs.
func (s *Server) RawExchanges() []Exchange { return s.record.all() }

// Close ends the simulator. It waits for calls in flight, but ends the wait of faults at
// once. Close may be called again.
func (s *Server) Close() {
	s.once.Do(func() {
		s.mu.Lock()
		s.closed = true
		s.mu.Unlock()
		close(s.closing)
		s.running.Wait()
		_ = s.http.Close()
	})
	<-s.served
}

func (s *Server) has(op string) bool { return slices.Contains(s.operations(), op) }

// operations returns the names that a fault can have, beside "" for all token operations.
func (s *Server) operations() (all []string) {
	for _, t := range s.vendor.Routes {
		all = append(all, t.names()...)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(op string) bool { return op == "" })
}

// arrive counts a request. It returns its route, which has no Op if neither the vendor nor
// the test has the path, and the message of a misused Fail. It returns open == false if the
// simulator is closing.
func (s *Server) arrive(r *http.Request) (route Route, misuse string, open bool) {
	if at := slices.IndexFunc(s.vendor.Routes, func(t Route) bool { return t.Match(r.Method, r.URL.Path) }); at >= 0 {
		route = s.vendor.Routes[at]
	}
	if s.ownPath(r, route) {
		route = Route{Op: OpBusiness, own: true}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return Route{}, "", false
	}
	s.running.Add(1)
	if route.Op != "" {
		for _, name := range route.names() {
			s.calls[name]++
		}
	}
	return route, s.misuse, true
}

// maxBody bounds memory. No upload in a test is larger.
const maxBody = 64 << 20
