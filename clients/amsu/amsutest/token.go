package amsutest

import (
	"context"
	"net/http"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/gen/amsuserver"
)

// CreateToken implements the generated server.
func (s operations) CreateToken(_ context.Context, in amsuserver.CreateTokenRequestObject) (amsuserver.CreateTokenResponseObject, error) {
	if in.Body.ClientID != s.clientID || in.Body.ClientSecret != s.clientSecret.Reveal() {
		return reply{s.failure(codeAuthenticationFailed)}, nil
	}
	return reply{s.pair(true)}, nil
}

// RefreshToken implements the generated server.
func (s operations) RefreshToken(_ context.Context, in amsuserver.RefreshTokenRequestObject) (amsuserver.RefreshTokenResponseObject, error) {
	return s.renew(in.Body.RefreshToken), nil
}

// RefreshTokenByPost implements the generated server.
func (s operations) RefreshTokenByPost(_ context.Context, in amsuserver.RefreshTokenByPostRequestObject) (amsuserver.RefreshTokenByPostResponseObject, error) {
	return s.renew(in.Body.RefreshToken), nil
}

func (s *Server) renew(refresh string) reply {
	if !s.sim.Tokens.Live(authtest.KindRefresh, refresh) {
		return reply{s.failure(codeInvalidToken)}
	}
	if s.sim.RefreshRotates() {
		s.sim.Tokens.Revoke(refresh)
	}
	return reply{s.pair(!s.facts.noNewRefreshToken)}
}

// tokens has its keys in the order of the page's sample.
type tokens struct {
	AccessToken  string `json:"access_token"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int64  `json:"expires_in"`
	RefreshToken string `json:"refresh_token,omitempty"`
}

type claims struct {
	Sub string `json:"sub"`
	Exp int64  `json:"exp"`
}

func (s *Server) pair(withRefresh bool) authtest.Answer {
	lifetime := s.sim.Lifetime(Lifetime)
	a := tokens{
		AccessToken: s.issue(authtest.KindAccess, "app_key:"+s.appKey, lifetime),
		TokenType:   "bearer", ExpiresIn: int64(lifetime / time.Second),
	}
	if withRefresh {
		a.RefreshToken = s.issue(authtest.KindRefresh, "refresh:app_key:"+s.appKey, RefreshLifetime)
	}
	return authtest.JSON(http.StatusOK, a)
}

// issue makes a token with the claims of the page's samples. The only time in them is the
// end, in seconds.
func (s *Server) issue(kind, subject string, lifetime time.Duration) string {
	now := s.sim.Clock.Now()
	g := authtest.Grant{Kind: kind, Subject: subject, IssuedAt: now, ExpiresAt: time.Unix(now.Add(lifetime).Unix(), 0)}
	c := claims{Sub: subject, Exp: g.ExpiresAt.Unix()}
	return s.sim.Tokens.Issue(g, func(generation int) string { return s.signer.Sign(c, generation) }).Value
}
