package amsutest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/gen/amsuserver"
)

// CreateToken implements the generated server.
func (s operations) CreateToken(_ context.Context, in amsuserver.CreateTokenRequestObject) (amsuserver.CreateTokenResponseObject, error) {
	if !s.sim.Logins.Accepts(in.Body.ClientID, in.Body.ClientSecret) {
		return reply{s.failure(codeAuthenticationFailed)}, nil
	}
	return reply{s.pair(appKey(in.Body.ClientID), true)}, nil
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
	old, state := s.sim.Tokens.Find(authtest.KindRefresh, refresh)
	if state != authtest.Live {
		return reply{s.failure(codeInvalidToken)}
	}
	if s.sim.RefreshRotates() {
		s.sim.Tokens.Revoke(refresh)
	}
	return reply{s.pair(old.Account, !s.facts.noNewRefreshToken)}
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

// appKey is the key of an account in the sub of its tokens. In the page's samples it is not
// the client id.
func appKey(clientID string) string {
	sum := sha256.Sum256([]byte(clientID))
	return hex.EncodeToString(sum[:10])
}

// pair issues the tokens of the account with that key.
func (s *Server) pair(account string, withRefresh bool) authtest.Answer {
	lifetime := s.sim.Lifetime(Lifetime)
	a := tokens{
		AccessToken: s.issue(authtest.KindAccess, account, "app_key:"+account, lifetime),
		TokenType:   "bearer", ExpiresIn: int64(lifetime / time.Second),
	}
	if withRefresh {
		a.RefreshToken = s.issue(authtest.KindRefresh, account, "refresh:app_key:"+account, RefreshLifetime)
	}
	return authtest.JSON(http.StatusOK, a)
}

// issue makes a token with the claims of the page's samples. The only time in them is the
// end, in seconds.
func (s *Server) issue(kind, account, subject string, lifetime time.Duration) string {
	now := s.sim.Clock.Now()
	g := authtest.Grant{Kind: kind, Subject: subject, Account: account, IssuedAt: now, ExpiresAt: time.Unix(now.Add(lifetime).Unix(), 0)}
	c := claims{Sub: subject, Exp: g.ExpiresAt.Unix()}
	return s.sim.Tokens.Issue(g, func(generation int) string { return s.signer.Sign(c, generation) }).Value
}
