package acmetest

import (
	"context"
	"net/http"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/gen/acmeserver"
)

// tokenAnswer has its keys in the order of the page's sample.
type tokenAnswer struct {
	AccessKey string `json:"access_key"`
	Seconds   int64  `json:"seconds"`
}

// Login implements the generated server.
func (s operations) Login(_ context.Context, in acmeserver.LoginRequestObject) (acmeserver.LoginResponseObject, error) {
	switch {
	case in.Body.App == "" || in.Body.Secret == "":
		return reply{failure(codeInvalidParameter)}, nil
	case !s.sim.Logins.Accepts(in.Body.App, in.Body.Secret):
		return reply{failure(codeInvalidApp)}, nil
	}
	now, lifetime := s.sim.Clock.Now(), s.sim.Lifetime(Lifetime)
	token := s.sim.Tokens.Issue(
		authtest.Grant{Kind: authtest.KindAccess, Subject: in.Body.App, IssuedAt: now, ExpiresAt: now.Add(lifetime)},
		func(int) string { return authtest.RandomText(40) })
	return reply{authtest.JSON(http.StatusOK, tokenAnswer{AccessKey: token.Value, Seconds: int64(lifetime / time.Second)})}, nil
}

const pathBusiness = "/v2/anvils"

type businessAnswer struct {
	Total int64 `json:"total"`
}

// business requires a live token. POST is here for tests of calls with a body.
func (s *Server) business(r *http.Request) authtest.Answer {
	if refusal, refused := s.authorize(r); refused {
		return refusal
	}
	return authtest.JSON(http.StatusOK, businessAnswer{Total: 42})
}

// authorize checks the token of a business call.
func (s *Server) authorize(r *http.Request) (refusal authtest.Answer, refused bool) {
	switch _, state := s.sim.Tokens.Find(authtest.KindAccess, credential(r)); state {
	case authtest.Live:
		return authtest.Answer{}, false
	case authtest.Expired:
		return failure(codeKeyEnded), true
	default:
		return failure(codeKeyWithdrawn), true
	}
}

// failureAnswer has its keys in the order of the page's sample.
type failureAnswer struct {
	Error  authtest.Code `json:"error"`
	Reason string        `json:"reason"`
}

// failure refuses token calls and business calls alike.
func failure(code string) authtest.Answer {
	text, known := texts[code]
	if !known {
		text = "Unknown error."
	}
	return authtest.JSON(http.StatusOK, failureAnswer{Error: authtest.Code(code), Reason: text})
}
