// Package acmetest simulates Acme's token API, and one business call, on a
// loopback port.
//
// It guesses that a request that cannot be read is 40001, and that an unknown path is a
// bare 404.
package acmetest

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/acme"
	"github.com/vendorauth/vendorauth-go/gen/acmeserver"
)

// Option is a shared option of authtest. (What the page leaves open becomes an option of
// this package. See zhihuiyatest.)
type Option = authtest.Option

// Server is a running simulator.
type Server struct {
	*authtest.Server
	sim          *authtest.Sim
	clientID     string
	clientSecret authhooks.Secret
}

// NewServer starts a simulator that ends with the test.
func NewServer(tb authtest.TB, opts ...Option) *Server { return authtest.Start(tb, Start, opts...) }

// Start starts a simulator. Close ends it.
func Start(opts ...Option) (*Server, error) {
	s := &Server{clientID: authtest.RandomText(24)}
	var err error
	if s.sim, err = authtest.NewSim(nil, opts...); err != nil {
		return nil, err
	}
	s.clientSecret = authhooks.NewSecret(authtest.RandomSecret(32))
	s.AddCredentials(s.Credentials())

	mux := http.NewServeMux()
	acmeserver.HandlerWithOptions(
		acmeserver.NewStrictHandlerWithOptions(operations{s}, nil, acmeserver.StrictHTTPServerOptions{
			RequestErrorHandlerFunc: func(w http.ResponseWriter, _ *http.Request, _ error) { _ = failure(codeInvalidParameter).Write(w) },
		}),
		acmeserver.StdHTTPServerOptions{BaseRouter: mux, Middlewares: []acmeserver.MiddlewareFunc{authtest.WithoutQuery}})
	mux.Handle(pathBusiness, authtest.Handle(s.business))

	s.Server, err = s.sim.Serve(authtest.Vendor{
		Name: "acme",
		Routes: append(tokenRoutes,
			authtest.Route{Method: http.MethodGet, Path: pathBusiness, Op: authtest.OpBusiness},
			authtest.Route{Method: http.MethodPost, Path: pathBusiness, Op: authtest.OpBusiness}),
		Secrets: secretNames, Authorize: s.authorize, Handler: mux,
		Refuse:  func(_ *http.Request, _, code string) authtest.Answer { return failure(code) },
		Unknown: authtest.NotFound,
	})
	return s, err
}

// Credentials returns the credentials that this simulator accepts. Start invents them.
func (s *Server) Credentials() acme.Credentials {
	return acme.Credentials{ClientID: s.clientID, ClientSecret: s.clientSecret}
}

// AddCredentials makes the simulator accept further credentials beside all others. With
// another client id they are another account.
func (s *Server) AddCredentials(c acme.Credentials) { s.sim.Logins.Add(c.ClientID, c.ClientSecret) }

// Withdraw ends the logins with these credentials. Tokens that they brought live on.
func (s *Server) Withdraw(c acme.Credentials) { s.sim.Logins.Withdraw(c.ClientID, c.ClientSecret) }
