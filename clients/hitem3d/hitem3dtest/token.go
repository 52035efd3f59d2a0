package hitem3dtest

import (
	"context"
	"net/http"
	"strconv"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/gen/hitem3dserver"
)

// authenticate checks the content type and the credentials, which the generated server
// does not check.
func (s *Server) authenticate(next hitem3dserver.StrictHandlerFunc, _ string) hitem3dserver.StrictHandlerFunc {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request, request any) (any, error) {
		if authtest.MediaType(r) != "application/json" {
			return reply{s.failure(codeSystem)}, nil
		}
		id, secret, _ := r.BasicAuth()
		if !s.sim.Logins.Accepts(id, secret) {
			return reply{s.failure(codeInvalidClient)}, nil
		}
		return next(authtest.WithLoginID(ctx, id), w, r, request)
	}
}

type tokenAnswer struct {
	Code    any       `json:"code"`
	Message string    `json:"message"`
	Data    tokenData `json:"data"`
}

type tokenData struct {
	AccessToken string `json:"accessToken"`
	TokenType   string `json:"tokenType"`
	Nonce       string `json:"nonce"`
}

// CreateToken implements the generated server.
func (s operations) CreateToken(ctx context.Context, _ hitem3dserver.CreateTokenRequestObject) (hitem3dserver.CreateTokenResponseObject, error) {
	now := s.sim.Clock.Now()
	grant := s.sim.Tokens.Issue(
		authtest.Grant{Kind: authtest.KindAccess, Subject: authtest.LoginID(ctx), IssuedAt: now, ExpiresAt: now.Add(s.sim.Lifetime(Lifetime))},
		func(int) string { return opaque() })
	return reply{authtest.JSON(http.StatusOK, tokenAnswer{
		Code: s.facts.code(codeSuccess), Message: "success",
		Data: tokenData{
			AccessToken: grant.Value, TokenType: "Bearer",
			Nonce: strconv.FormatInt(now.UnixMilli(), 10) + "hitem3d",
		},
	})}, nil
}

// opaque returns text in the form of the tokens on the vendor's other pages. They are no
// JWTs.
func opaque() string {
	return authtest.RandomText(4) + "*" + authtest.RandomText(40) + "-_==*" + authtest.RandomText(16) + "="
}
