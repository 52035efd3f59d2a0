// Package zhihuiyatest simulates the token API of Zhihuiya (PatSnap), and two business
// calls, on a loopback port.
//
// The texts are the page's. The page has no sample of a failure, so these facts are
// guesses:
//
//   - the HTTP status of bad credentials (see [ErrorStatus])
//   - the code of a wrong grant type (68300004) and of an unreadable Basic header
//     (68300006)
//   - every other refusal is inside HTTP 200, also that of an API key (see
//     [KeyErrorStatus])
//
// A test starts it, and its client has the clock of the simulator:
//
//	vendor := zhihuiyatest.NewServer(t) // outside of a test: Start, which returns an error
//	client, err := zhihuiya.New(vendor.Credentials(), authhooks.WithBaseURL(vendor.URL), authhooks.WithClock(vendor.Now))
//	vendor.RevokeAll() // or Advance, Fail: see [Server]
//
// [authtest.Server.Exchanges] returns what was sent, without secrets. [authtest.Fault] is
// what Fail takes.
package zhihuiyatest

import (
	"net/http"
	"sync"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/gen/zhihuiyaserver"
)

// Server is a running simulator.
type Server struct {
	*authtest.Server
	sim          *authtest.Sim
	facts        facts
	clientID     string
	clientSecret authhooks.Secret
	apiKey       func() authhooks.Secret
}

// NewServer starts a simulator that ends with the test.
func NewServer(tb authtest.TB, opts ...Option) *Server { return authtest.Start(tb, Start, opts...) }

// Start starts a simulator. Close ends it.
func Start(opts ...Option) (*Server, error) {
	s := &Server{facts: facts{errorStatus: http.StatusOK, keyErrorStatus: http.StatusOK}, clientID: authtest.RandomText(33)}
	var err error
	if s.sim, err = authtest.NewSim(&s.facts, opts...); err != nil {
		return nil, err
	}
	s.clientSecret = authhooks.NewSecret(authtest.RandomSecret(32))
	s.AddCredentials(s.Credentials())
	s.apiKey = sync.OnceValue(s.issueKey)

	mux := http.NewServeMux()
	zhihuiyaserver.HandlerWithOptions(
		zhihuiyaserver.NewStrictHandlerWithOptions(operations{s}, []zhihuiyaserver.StrictMiddlewareFunc{s.authenticate}, zhihuiyaserver.StrictHTTPServerOptions{
			RequestErrorHandlerFunc: func(w http.ResponseWriter, _ *http.Request, _ error) { _ = s.failure(codeInvalidParameter).Write(w) },
		}),
		zhihuiyaserver.StdHTTPServerOptions{BaseRouter: mux, Middlewares: []zhihuiyaserver.MiddlewareFunc{authtest.WithoutQuery}})
	mux.Handle(pathBibliography, authtest.Handle(func(r *http.Request) authtest.Answer { return s.business(r, []any{}) }))
	mux.Handle(pathCount, authtest.Handle(func(r *http.Request) authtest.Answer { return s.business(r, countData{Total: 42}) }))

	s.Server, err = s.sim.Serve(authtest.Vendor{
		Name: "zhihuiya",
		Routes: append(tokenRoutes,
			authtest.Route{Method: http.MethodGet, Path: pathBibliography, Op: authtest.OpBusiness},
			authtest.Route{Method: http.MethodPost, Path: pathBibliography, Op: authtest.OpBusiness},
			authtest.Route{Method: http.MethodGet, Path: pathCount, Op: authtest.OpBusiness},
			authtest.Route{Method: http.MethodPost, Path: pathCount, Op: authtest.OpBusiness},
		),
		Secrets: secretNames, Authorize: s.authorize, Handler: mux, Refuse: s.refuse,
		Unknown: func(*http.Request) authtest.Answer { return businessFailure(codeUnknownPath) },
	})
	return s, err
}

// APIKey returns the API key that this simulator accepts. The first call invents it. It
// has no end. Revoke, RevokeAll and WithdrawAPIKey withdraw it.
func (s *Server) APIKey() authhooks.Secret { return s.apiKey() }

// Credentials returns the credentials that this simulator accepts. Start invents them.
func (s *Server) Credentials() zhihuiya.Credentials {
	return zhihuiya.Credentials{ClientID: s.clientID, ClientSecret: s.clientSecret}
}

// AddCredentials makes the simulator accept further credentials beside all others. With
// another client id they are another account.
func (s *Server) AddCredentials(c zhihuiya.Credentials) { s.sim.Logins.Add(c.ClientID, c.ClientSecret) }

// Withdraw ends the logins with these credentials. Tokens that they brought live on.
func (s *Server) Withdraw(c zhihuiya.Credentials) { s.sim.Logins.Withdraw(c.ClientID, c.ClientSecret) }
