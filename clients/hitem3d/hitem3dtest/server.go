// Package hitem3dtest simulates Hitem3D's token API, and one business call, on a loopback
// port.
//
// The page and the vendor's other pages show that everything is HTTP 200 and that the
// code in the body decides. Two facts are guesses, because no page says them: an unknown
// path gets a bare 404, and a wrong content type or a body that is not JSON is a system
// error.
//
// A test starts it, and its client has the clock of the simulator:
//
//	vendor := hitem3dtest.NewServer(t) // outside of a test: Start, which returns an error
//	client, err := hitem3d.New(vendor.Credentials(), authhooks.WithBaseURL(vendor.URL), authhooks.WithClock(vendor.Now))
//	vendor.RevokeAll() // or Advance, Fail: see [Server]
//
// [authtest.Server.Exchanges] returns what was sent, without secrets. [authtest.Fault] is
// what Fail takes.
package hitem3dtest

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/gen/hitem3dserver"
)

// Server is a running simulator.
type Server struct {
	*authtest.Server
	sim          *authtest.Sim
	facts        facts
	clientID     string
	clientSecret authhooks.Secret
}

// NewServer starts a simulator that ends with the test.
func NewServer(tb authtest.TB, opts ...Option) *Server { return authtest.Start(tb, Start, opts...) }

// Start starts a simulator. Close ends it.
func Start(opts ...Option) (*Server, error) {
	s := &Server{clientID: authtest.RandomText(48) + "_cM-" + authtest.RandomText(12)}
	var err error
	if s.sim, err = authtest.NewSim(&s.facts, opts...); err != nil {
		return nil, err
	}
	s.clientSecret = authhooks.NewSecret(authtest.RandomSecret(64))
	s.AddCredentials(s.Credentials())

	mux := http.NewServeMux()
	hitem3dserver.HandlerWithOptions(
		hitem3dserver.NewStrictHandlerWithOptions(operations{s}, []hitem3dserver.StrictMiddlewareFunc{s.authenticate}, hitem3dserver.StrictHTTPServerOptions{
			RequestErrorHandlerFunc: func(w http.ResponseWriter, _ *http.Request, _ error) { _ = s.failure(codeSystem).Write(w) },
		}),
		hitem3dserver.StdHTTPServerOptions{BaseRouter: mux})
	mux.Handle(pathBalance, authtest.Handle(s.balance))

	s.Server, err = s.sim.Serve(authtest.Vendor{
		Name: "hitem3d",
		Routes: append(tokenRoutes,
			authtest.Route{Method: http.MethodGet, Path: pathBalance, Op: authtest.OpBusiness},
			authtest.Route{Method: http.MethodPost, Path: pathBalance, Op: authtest.OpBusiness},
		),
		Secrets: secretNames, Authorize: s.authorize, Handler: mux,
		Refuse:  s.refuse,
		Unknown: authtest.NotFound,
	})
	return s, err
}

// Credentials returns the credentials that this simulator accepts. Start invents them.
func (s *Server) Credentials() hitem3d.Credentials {
	return hitem3d.Credentials{ClientID: s.clientID, ClientSecret: s.clientSecret}
}

// AddCredentials makes the simulator accept further credentials beside all others. With
// another client id they are another account.
func (s *Server) AddCredentials(c hitem3d.Credentials) { s.sim.Logins.Add(c.ClientID, c.ClientSecret) }

// Withdraw ends the logins with these credentials. Tokens that they brought live on.
func (s *Server) Withdraw(c hitem3d.Credentials) { s.sim.Logins.Withdraw(c.ClientID, c.ClientSecret) }
