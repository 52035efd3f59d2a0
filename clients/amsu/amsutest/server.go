// Package amsutest simulates AMSU's token API, and one business call, on a loopback port.
//
// The page with the common error codes could not be read. These facts are guesses:
//
//   - the status of failures (see [ErrorStatus])
//   - the code of a refused refresh
//   - a missing field is answered like a wrong field
//   - an unknown path gets a bare 404
//
// A test starts it, and its client has the clock of the simulator:
//
//	vendor := amsutest.NewServer(t) // outside of a test: Start, which returns an error
//	client, err := amsu.New(vendor.Credentials(), authhooks.WithBaseURL(vendor.URL), authhooks.WithClock(vendor.Now))
//	vendor.RevokeAll() // or Advance, Fail: see [Server]
//
// [authtest.Server.Exchanges] returns what was sent, without secrets. [authtest.Fault] is
// what Fail takes.
package amsutest

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/gen/amsuserver"
)

// Server is a running simulator.
type Server struct {
	*authtest.Server
	sim          *authtest.Sim
	facts        facts
	signer       *authtest.Signer
	clientID     string
	clientSecret authhooks.Secret
}

// NewServer starts a simulator that ends with the test.
func NewServer(tb authtest.TB, opts ...Option) *Server { return authtest.Start(tb, Start, opts...) }

// Start starts a simulator. Close ends it.
func Start(opts ...Option) (*Server, error) {
	s := &Server{
		facts:  facts{errorStatus: http.StatusUnauthorized},
		signer: authtest.NewSigner(), clientID: authtest.RandomHex(20),
	}
	var err error
	if s.sim, err = authtest.NewSim(&s.facts, opts...); err != nil {
		return nil, err
	}
	s.clientSecret = authhooks.NewSecret(authtest.RandomSecret(20))
	s.AddCredentials(s.Credentials())

	mux := http.NewServeMux()
	amsuserver.HandlerWithOptions(
		amsuserver.NewStrictHandlerWithOptions(operations{s}, nil, amsuserver.StrictHTTPServerOptions{
			RequestErrorHandlerFunc: func(w http.ResponseWriter, _ *http.Request, _ error) {
				_ = s.failure(codeAuthenticationFailed).Write(w)
			},
		}),
		amsuserver.StdHTTPServerOptions{BaseRouter: mux, Middlewares: []amsuserver.MiddlewareFunc{authtest.WithoutQuery}})
	mux.Handle(pathTimes, authtest.Handle(s.availableTimes))

	s.Server, err = s.sim.Serve(authtest.Vendor{
		Name: "amsu",
		Routes: append(tokenRoutes,
			authtest.Route{Method: http.MethodGet, Path: pathTimes, Op: authtest.OpBusiness},
			authtest.Route{Method: http.MethodPost, Path: pathTimes, Op: authtest.OpBusiness},
		),
		Secrets: secretNames, Authorize: s.authorize, Handler: mux,
		Refuse:  func(_ *http.Request, _, code string) authtest.Answer { return s.failure(code) },
		Unknown: authtest.NotFound,
	})
	return s, err
}

// Credentials returns the credentials that this simulator accepts. Start invents them.
func (s *Server) Credentials() amsu.Credentials {
	return amsu.Credentials{ClientID: s.clientID, ClientSecret: s.clientSecret}
}

// AddCredentials makes the simulator accept further credentials beside all others. With
// another client id they are another account.
func (s *Server) AddCredentials(c amsu.Credentials) { s.sim.Logins.Add(c.ClientID, c.ClientSecret) }

// Withdraw ends the logins with these credentials. Tokens that they brought live on.
func (s *Server) Withdraw(c amsu.Credentials) { s.sim.Logins.Withdraw(c.ClientID, c.ClientSecret) }
