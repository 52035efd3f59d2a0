package authtest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Sim is a simulator before its start. It holds the clock, the credentials, the tokens and
// the options (see [Sim.Serve]).
type Sim struct {
	Clock  *Clock
	Logins *Logins
	Tokens *Tokens

	settings settings
	mu       sync.Mutex
	secrets  []string
}

// NewSim applies the options. facts points to what the [Facts] options of this vendor
// change. It is nil if the vendor has no such options.
func NewSim(facts any, opts ...Option) (*Sim, error) {
	s := settings{clock: NewClock(), facts: facts}
	for _, opt := range opts {
		if err := opt.apply(&s); err != nil {
			return nil, err
		}
	}
	sim := &Sim{Clock: s.clock, Tokens: newTokens(s.clock, s.newKillsOld), settings: s}
	sim.Logins = &Logins{sim: sim, secrets: map[string][]string{}}
	return sim, nil
}

// Lifetime returns the time that WithLifetime set, or else page.
func (s *Sim) Lifetime(page time.Duration) time.Duration {
	if s.settings.lifetime > 0 {
		return s.settings.lifetime
	}
	return page
}

// RefreshRotates reports whether the option RefreshRotates was given.
func (s *Sim) RefreshRotates() bool { return s.settings.refreshRotates }

// Secret wraps an invented credential and removes it from the record of exchanges.
func (s *Sim) Secret(value string) authhooks.Secret {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secrets = append(s.secrets, value)
	return authhooks.NewSecret(value)
}

func (s *Sim) striker(names secretNames) striker {
	s.mu.Lock()
	secrets := slices.Clone(s.secrets)
	s.mu.Unlock()
	return newStriker(names, append(secrets, s.Tokens.values()...))
}

// Vendor holds what only one vendor's simulator knows.
type Vendor struct {
	Name   string
	Routes []Route
	// Secrets names the headers, query parameters and body fields whose values are secret.
	// They are removed from the record of exchanges, even if this simulator never issued
	// them. The names that RFC 6749 gives to secrets need not be listed.
	Secrets []string
	// Admit checks a request that matches a route before its body is read, and may refuse
	// it. Gateways that check the credential first work so. A refused body is not read
	// and not on record if it has 256 KB or more, or if the client holds it back until a
	// 100. A nil Admit admits all requests.
	Admit func(r *http.Request, op string) (refusal Answer, refused bool)
	// Authorize checks the token of a business call to a path of [Server.Handle], and may
	// refuse the call. It is nil if Admit checks all tokens.
	Authorize func(r *http.Request) (refusal Answer, refused bool)
	// Handler answers the admitted requests that match a route.
	Handler http.Handler
	// Refuse answers r, a call of op, with the vendor's code.
	Refuse func(r *http.Request, op, code string) Answer
	// Unknown answers a request that matches no route.
	Unknown func(r *http.Request) Answer
}

// Serve starts the simulator on a free loopback port. Close ends it.
func (s *Sim) Serve(v Vendor) (*Server, error) {
	var config net.ListenConfig
	listener, err := config.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("authtest: %s: %w", v.Name, err)
	}
	server := newServer(s, v, "http://"+listener.Addr().String())
	server.start(listener)
	return server, nil
}
