// Package hummingbirdtest simulates the Hummingbird gateway's token API, and
// some of its business calls, on a loopback port.
//
// Nothing here is a guess about the token calls: the real gateway was run and
// watched, and where it is silent its source was read. A simulator differs in
// these things:
//
//   - POST works on the products path; the real one knows GET only.
//   - A single token can be revoked. The real one loses access tokens all at
//     once or not at all: see [Server.Restart] and [Server.RecreateUser].
//   - A token is dead in the very second of its exp; the real one's lives through it.
//   - Tokens are looked up, not verified: one that somebody signs with the empty
//     key that the real one has after a restart is refused here.
//   - A language other than Chinese and English counts as one that the gateway
//     does not have, a kind of Chinese as Chinese. The real one's library knows
//     more: it may choose Chinese for Japanese, and English before Traditional Chinese.
//   - Idle connections stay open. The real one closes them after 45 seconds, and
//     a request that is sent in that moment can meet a reset.
//   - Products can be made, changed and read, devices do not exist, and there is
//     no other business call.
package hummingbirdtest

import (
	"net/http"
	"sync"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/gen/hummingbirdserver"
)

// How long tokens live.
const (
	Lifetime        = 2 * time.Hour
	RefreshLifetime = 14 * 24 * time.Hour
)

// Option is one of authtest's shared options: about this vendor nothing is unknown.
type Option = authtest.Option

// Server is a running simulator.
type Server struct {
	*authtest.Server
	sim             *authtest.Sim
	access, refresh *authtest.Signer
	password        authhooks.Secret
	products        products

	mu       sync.Mutex
	emptyKey bool // access tokens are signed with no key
}

// username is the gateway's, unless somebody changed it.
const username = "admin"

// NewServer starts a simulator that ends with the test.
func NewServer(tb authtest.TB, opts ...Option) *Server { return authtest.Start(tb, Start, opts...) }

// Start starts a simulator. Close ends it.
func Start(opts ...Option) (*Server, error) {
	s := &Server{access: authtest.NewSigner(), refresh: authtest.NewSigner()}
	var err error
	if s.sim, err = authtest.NewSim(nil, opts...); err != nil {
		return nil, err
	}
	s.password = s.sim.Secret(authtest.RandomSecret(20))

	mux := http.NewServeMux()
	hummingbirdserver.HandlerWithOptions(
		hummingbirdserver.NewStrictHandlerWithOptions(operations{s}, nil, hummingbirdserver.StrictHTTPServerOptions{
			RequestErrorHandlerFunc: func(w http.ResponseWriter, r *http.Request, _ error) { _ = s.failure(r, codeParams).Write(w) },
		}),
		hummingbirdserver.StdHTTPServerOptions{BaseRouter: mux, Middlewares: []hummingbirdserver.MiddlewareFunc{s.prepare}})
	mux.Handle(pathProducts, authtest.Handle(s.listProducts))
	mux.Handle("POST "+pathProduct, authtest.Handle(s.createProduct))
	mux.Handle("GET "+pathProduct+"/{id}", authtest.Handle(s.getProduct))
	mux.Handle("PUT "+pathProduct+"/{id}", authtest.Handle(s.updateProduct))
	mux.Handle("GET "+pathDevice+"/{id}", authtest.Handle(device))

	s.Server, err = s.sim.Serve(authtest.Vendor{
		Name: "hummingbird", Routes: routes, Admit: s.admit, Handler: mux, Refuse: s.refuse, Unknown: s.unknown,
	})
	return s, err
}

var routes = []authtest.Route{
	{Method: http.MethodPost, Path: pathLogin, Op: opLogin},
	{Method: http.MethodPost, Path: pathToken + "{refreshToken}", Op: opRefreshToken},
	{Method: http.MethodGet, Path: pathProducts, Op: authtest.OpBusiness},
	{Method: http.MethodPost, Path: pathProducts, Op: authtest.OpBusiness},
	{Method: http.MethodPost, Path: pathProduct, Op: authtest.OpBusiness},
	{Method: http.MethodGet, Path: pathProduct + "/{id}", Op: authtest.OpBusiness},
	{Method: http.MethodPut, Path: pathProduct + "/{id}", Op: authtest.OpBusiness},
	{Method: http.MethodGet, Path: pathDevice + "/{id}", Op: authtest.OpBusiness},
}

// Credentials are the ones that this simulator accepts: the gateway's default
// user, with a password invented at the start.
func (s *Server) Credentials() hummingbird.Credentials {
	return hummingbird.Credentials{Username: username, Password: s.password}
}

// Restart ends all access tokens and no refresh token, once: the gateway forgets
// the key of its access tokens at its first restart and signs with an empty one
// from then on, so that a second restart ends nothing.
func (s *Server) Restart() { s.rekey(true) }

// RecreateUser ends all access tokens and no refresh token, as the gateway does
// if the user's row is deleted and the password, the same one, set again. The
// user has a new key then, until the next restart.
func (s *Server) RecreateUser() { s.rekey(false) }

// rekey ends the access tokens, unless the key stays as it is.
func (s *Server) rekey(empty bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !empty || !s.emptyKey {
		s.sim.Tokens.RevokeAll(authtest.KindAccess)
	}
	s.emptyKey = empty
}
