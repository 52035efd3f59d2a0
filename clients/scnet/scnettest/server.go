// Package scnettest simulates the token API of SCNet, and two business calls, on a
// loopback port.
//
// The page documents the renewal. The logins, the state call and the business calls are
// from the vendor's other pages. The code of a dead token on business calls, 10008, is
// from a client's source. These facts are guesses, because no page says them:
//
//   - failures are HTTP 200 (see [ErrorStatus])
//   - the codes of a refused login and renewal (see [LoginRefusal], [RenewRefusal])
//   - the codes of a refused login by access key, and how far its timestamp may be from
//     the vendor's clock (see [KeyRefusal], [WithKeyWindow])
//   - a missing header is 10003 and a wrong content type is 10004
//   - an unknown path gets a bare 404
//
// A test starts it, and its client has the clock of the simulator:
//
//	vendor := scnettest.NewServer(t) // outside of a test: Start, which returns an error
//	client, err := scnet.New(vendor.URL, vendor.Credentials(), authhooks.WithClock(vendor.Now))
//	vendor.RevokeAll() // or Advance, Fail: see [Server]
//
// [authtest.Server.Exchanges] returns what was sent, without secrets. [authtest.Fault] is
// what Fail takes.
package scnettest

import (
	"cmp"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/gen/scnetserver"
)

// Server is a running simulator.
type Server struct {
	*authtest.Server
	sim         *authtest.Sim
	facts       facts
	signer      *authtest.Signer
	credentials scnet.Credentials

	mu      sync.Mutex
	centers map[string]Center // by region
}

// NewServer starts a simulator that ends with the test.
func NewServer(tb authtest.TB, opts ...Option) *Server { return authtest.Start(tb, Start, opts...) }

// Start starts a simulator. Close ends it.
func Start(opts ...Option) (*Server, error) {
	region := "1" + digits(4)
	s := &Server{
		facts: facts{
			clusters:     []cluster{{id: platform, name: "ac"}, {id: region, name: "region " + region}},
			errorStatus:  http.StatusOK,
			loginRefusal: codeInvalidParameter, renewRefusal: codeInvalidParameter,
			keyWindow: 5 * time.Minute,
		},
		centers: map[string]Center{},
		signer:  authtest.NewSigner(),
	}
	var err error
	if s.sim, err = authtest.NewSim(&s.facts, opts...); err != nil {
		return nil, err
	}
	given := s.facts.account
	s.credentials = scnet.Credentials{
		User: cmp.Or(given.User, "user"+digits(4)), OrgID: cmp.Or(given.OrgID, authtest.RandomHex(32)), ClusterID: region,
		Password:  authhooks.NewSecret(cmp.Or(given.Password.Reveal(), authtest.RandomSecret(20))),
		AccessKey: cmp.Or(given.AccessKey, authtest.RandomHex(32)),
		SecretKey: authhooks.NewSecret(cmp.Or(given.SecretKey.Reveal(), authtest.RandomSecret(32))),
	}
	s.AddCredentials(s.credentials)
	s.credentials.Token = authhooks.NewSecret(s.issue(region, s.credentials.User, s.credentials.OrgID).Value)

	mux := http.NewServeMux()
	scnetserver.HandlerWithOptions(
		scnetserver.NewStrictHandlerWithOptions(operations{s}, []scnetserver.StrictMiddlewareFunc{s.checkType}, scnetserver.StrictHTTPServerOptions{
			RequestErrorHandlerFunc: func(w http.ResponseWriter, r *http.Request, _ error) {
				_ = s.badRequest(r, codeInvalidParameter).Write(w)
			},
		}),
		scnetserver.StdHTTPServerOptions{
			BaseRouter: mux,
			ErrorHandlerFunc: func(w http.ResponseWriter, r *http.Request, _ error) {
				_ = s.badRequest(r, codeMissingParameter).Write(w)
			},
		})
	mux.Handle(pathUser, authtest.Handle(s.user))
	mux.Handle("POST "+pathCenter, authtest.Handle(s.center))

	s.Server, err = s.sim.Serve(authtest.Vendor{
		Name: "scnet",
		Routes: append(tokenRoutes,
			authtest.Route{Method: http.MethodGet, Path: pathUser, Op: authtest.OpBusiness},
			authtest.Route{Method: http.MethodPost, Path: pathUser, Op: authtest.OpBusiness},
			authtest.Route{Method: http.MethodPost, Path: pathCenter, Op: authtest.OpBusiness},
		),
		Secrets: secretNames, Authorize: s.authorize, Handler: mux, Refuse: s.refuse, Unknown: authtest.NotFound,
	})
	return s, err
}

// Credentials returns a user with password and organisation, an access key with its
// secret key, one region's id, and a token of that region. Start invents and issues them. Clear what the client under test must
// not have. A client with the token makes no call before that token's end.
func (s *Server) Credentials() scnet.Credentials { return s.credentials }

// AddCredentials makes the simulator accept further logins beside all others: the password
// with its organisation, and the access key with its secret key, whichever c has. With
// another user they are another account. A Token is not accepted for it.
func (s *Server) AddCredentials(c scnet.Credentials) {
	s.sim.Logins.Add(passwordID(c.User, c.OrgID), c.Password)
	s.sim.Logins.Add(c.User, authhooks.Secret{})
	s.sim.Logins.Add(keyID(c.User, c.AccessKey), c.SecretKey)
}

// Withdraw ends the logins with the password and with the secret key of these credentials.
// Tokens that they brought live on.
func (s *Server) Withdraw(c scnet.Credentials) {
	s.sim.Logins.Withdraw(passwordID(c.User, c.OrgID), c.Password)
	s.sim.Logins.Withdraw(keyID(c.User, c.AccessKey), c.SecretKey)
}

// These are the ids of the two logins.
func passwordID(user, orgID string) string {
	return strconv.Quote(user) + " of " + strconv.Quote(orgID)
}

func keyID(user, accessKey string) string {
	return strconv.Quote(user) + " by " + strconv.Quote(accessKey)
}

func digits(n int) string {
	text := make([]byte, 0, n)
	for _, c := range []byte(authtest.RandomHex(n)) {
		text = strconv.AppendInt(text, int64(c)%10, 10)
	}
	return string(text)
}
