// Package hummingbirdtest simulates the Hummingbird gateway's token API, and some of its
// business calls, on a loopback port.
//
// Nothing here is a guess about the token calls. The facts come from a real gateway at
// work and, for the rest, from its source. The simulator differs from the real gateway in
// these things:
//
//   - POST works on the products path. The real path knows GET only.
//   - A single token can be revoked. The real gateway loses access tokens all at once or
//     not at all (see [Server.Restart] and [Server.RecreateUser]).
//   - A token is dead in the second of its exp. A real token lives through that second.
//   - Tokens are looked up, not verified. After a restart the real gateway has an empty
//     key and accepts a token that somebody signs with it. The simulator refuses such a
//     token.
//   - Any kind of Chinese counts as Chinese. A language other than Chinese and English
//     counts as a language that the gateway does not have. The real gateway's library
//     knows more. It may choose Chinese for Japanese, and English before Traditional
//     Chinese.
//   - Idle connections stay open. The real gateway closes them after 45 seconds, and a
//     request that is sent in that moment can meet a reset.
//   - Products can be created, changed and read. Devices do not exist, and there is no
//     other business call.
//
// A test starts it, and its client has the clock of the simulator:
//
//	vendor := hummingbirdtest.NewServer(t) // outside of a test: Start, which returns an error
//	client, err := hummingbird.New(vendor.URL, vendor.Credentials(), authhooks.WithClock(vendor.Now))
//	vendor.RevokeAll() // or Advance, Fail: see [Server]
//
// [authtest.Server.Exchanges] returns what was sent, without secrets. [authtest.Fault] is
// what Fail takes.
package hummingbirdtest

import (
	"net/http"
	"sync"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/gen/hummingbirdserver"
)

// Option is a shared option of authtest. Nothing about this vendor is unknown, so it has
// no options of its own.
type Option = authtest.Option

// Server is a running simulator.
type Server struct {
	*authtest.Server
	sim             *authtest.Sim
	access, refresh *authtest.Signer
	password        authhooks.Secret
	products        products

	mu       sync.Mutex
	emptyKey bool // access tokens are signed with an empty key
}

// username is the gateway's default user.
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
	s.password = authhooks.NewSecret(authtest.RandomSecret(20))
	s.AddCredentials(s.Credentials())

	mux := http.NewServeMux()
	hummingbirdserver.HandlerWithOptions(
		hummingbirdserver.NewStrictHandlerWithOptions(operations{s}, nil, hummingbirdserver.StrictHTTPServerOptions{
			RequestErrorHandlerFunc: func(w http.ResponseWriter, r *http.Request, _ error) { _ = s.failure(r, codeParamsIncorrect).Write(w) },
		}),
		hummingbirdserver.StdHTTPServerOptions{BaseRouter: mux, Middlewares: []hummingbirdserver.MiddlewareFunc{s.prepare}})
	mux.Handle(pathProducts, authtest.Handle(s.listProducts))
	mux.Handle("POST "+pathProduct, authtest.Handle(s.createProduct))
	mux.Handle("GET "+pathProduct+"/{id}", authtest.Handle(s.getProduct))
	mux.Handle("PUT "+pathProduct+"/{id}", authtest.Handle(s.updateProduct))
	mux.Handle("GET "+pathDevice+"/{id}", authtest.Handle(device))

	s.Server, err = s.sim.Serve(authtest.Vendor{
		Name: "hummingbird", Routes: routes, Admit: s.admit, Secrets: secretNames, Handler: mux, Refuse: s.refuse, Unknown: s.unknown,
	})
	return s, err
}

var routes = append(tokenRoutes,
	authtest.Route{Method: http.MethodGet, Path: pathProducts, Op: authtest.OpBusiness},
	authtest.Route{Method: http.MethodPost, Path: pathProducts, Op: authtest.OpBusiness},
	authtest.Route{Method: http.MethodPost, Path: pathProduct, Op: authtest.OpBusiness},
	authtest.Route{Method: http.MethodGet, Path: pathProduct + "/{id}", Op: authtest.OpBusiness},
	authtest.Route{Method: http.MethodPut, Path: pathProduct + "/{id}", Op: authtest.OpBusiness},
	authtest.Route{Method: http.MethodGet, Path: pathDevice + "/{id}", Op: authtest.OpBusiness},
)

// Credentials returns the gateway's default user with a password that Start invents.
func (s *Server) Credentials() hummingbird.Credentials {
	return hummingbird.Credentials{Username: username, Password: s.password}
}

// AddCredentials makes the simulator accept further credentials beside all others. With
// another username they are another account.
func (s *Server) AddCredentials(c hummingbird.Credentials) { s.sim.Logins.Add(c.Username, c.Password) }

// Withdraw ends the logins with these credentials. Tokens that they brought live on.
func (s *Server) Withdraw(c hummingbird.Credentials) { s.sim.Logins.Withdraw(c.Username, c.Password) }

// Restart revokes all access tokens and no refresh token, as the gateway's first restart
// does. At that restart the gateway loses the key of its access tokens and signs with an
// empty key from then on. So a second restart revokes nothing.
func (s *Server) Restart() { s.rekey(true) }

// RecreateUser revokes all access tokens and no refresh token. The gateway does so if
// somebody deletes the user's row and sets the same password again. The user then has a
// new key until the next restart.
func (s *Server) RecreateUser() { s.rekey(false) }

// rekey revokes the access tokens, unless the key stays the same.
func (s *Server) rekey(empty bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !empty || !s.emptyKey {
		s.sim.Tokens.RevokeAll(authtest.KindAccess)
	}
	s.emptyKey = empty
}
