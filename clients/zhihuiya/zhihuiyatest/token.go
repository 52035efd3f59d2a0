package zhihuiyatest

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/gen/zhihuiyaserver"
)

// authenticate checks the credentials, which the generated server does not check.
func (s *Server) authenticate(next zhihuiyaserver.StrictHandlerFunc, _ string) zhihuiyaserver.StrictHandlerFunc {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request, request any) (any, error) {
		id, secret, ok := r.BasicAuth()
		switch {
		case !ok:
			return reply{s.failure(codeAccessParsing)}, nil
		case !s.sim.Logins.Accepts(id, secret):
			return reply{s.failure(codeInvalidClient)}, nil
		}
		return next(authtest.WithLoginID(ctx, id), w, r, request)
	}
}

// flatAnswer has its keys in the order of the page's sample.
type flatAnswer struct {
	Token     string `json:"token"`
	TokenType string `json:"token_type"`
	ExpiresIn any    `json:"expires_in"`
	Status    string `json:"status"`
	IssuedAt  string `json:"issued_at"`
}

type wrappedData struct {
	Token     string `json:"token"`
	ExpiresIn any    `json:"expires_in"`
}

// CreateToken implements the generated server. If the content type is not a form's, the
// grant type is missing.
func (s operations) CreateToken(ctx context.Context, in zhihuiyaserver.CreateTokenRequestObject) (zhihuiyaserver.CreateTokenResponseObject, error) {
	if !in.Body.GrantType.Valid() {
		return reply{s.failure(codeInvalidParameter)}, nil
	}
	now, lifetime := s.sim.Clock.Now(), s.sim.Lifetime(Lifetime)
	token := s.sim.Tokens.Issue(
		authtest.Grant{Kind: authtest.KindAccess, Subject: authtest.LoginID(ctx), IssuedAt: now, ExpiresAt: now.Add(lifetime)},
		func(int) string { return authtest.RandomText(28) }).Value

	var expiresIn any = int64(lifetime / time.Second)
	if s.facts.stringNumbers {
		expiresIn = strconv.FormatInt(int64(lifetime/time.Second), 10)
	}
	if s.facts.wrapped {
		return reply{authtest.JSON(http.StatusOK, success{Status: true, Data: wrappedData{Token: token, ExpiresIn: expiresIn}})}, nil
	}
	return reply{authtest.JSON(http.StatusOK, flatAnswer{
		Token: token, TokenType: "BearerToken", ExpiresIn: expiresIn,
		Status: "approved", IssuedAt: strconv.FormatInt(now.UnixMilli(), 10),
	})}, nil
}
