// Package hummingbirdtest simulates the Hummingbird gateway's token API, and
// one business call, on a loopback port.
//
// Nothing here is a guess about the token calls: the real gateway was run and
// watched. A simulator differs in three things: POST works on the products path
// (the real one knows GET only), a single token can be revoked (the real one
// loses all access tokens at a restart, see [Server.Restart], and none
// otherwise), and a token is dead in the very second of its exp.
package hummingbirdtest

import (
	"net/http"
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
		hummingbirdserver.StdHTTPServerOptions{BaseRouter: mux, Middlewares: []hummingbirdserver.MiddlewareFunc{s.bind}})
	mux.Handle(pathProducts, authtest.Handle(s.products))

	s.Server, err = s.sim.Serve(authtest.Vendor{
		Name: "hummingbird", Routes: routes, Handler: mux, Refuse: s.refuse, Unknown: s.unknown,
	})
	return s, err
}

var routes = []authtest.Route{
	{Method: http.MethodPost, Path: pathLogin, Op: opLogin},
	{Method: http.MethodPost, Path: "/v1.0/openapi/token/{refreshToken}", Op: opRefreshToken},
	{Method: http.MethodGet, Path: pathProducts, Op: authtest.OpBusiness},
	{Method: http.MethodPost, Path: pathProducts, Op: authtest.OpBusiness},
}

// Credentials are the ones that this simulator accepts: the gateway's default
// user, with a password invented at the start.
func (s *Server) Credentials() hummingbird.Credentials {
	return hummingbird.Credentials{Username: username, Password: s.password}
}

// Restart ends all access tokens and no refresh token, as a restart of the real
// gateway does.
func (s *Server) Restart() { s.sim.Tokens.RevokeAll(authtest.KindAccess) }
