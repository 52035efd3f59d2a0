package zhihuiyatest

import (
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

const (
	kindAPIKey = "API key" // of a grant
	keyPrefix  = "sk-"
)

// never is the end of a key that has none.
var never = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)

// issueKey invents a key.
func (s *Server) issueKey() authhooks.Secret {
	key := authhooks.NewSecret(keyPrefix + authtest.RandomText(40))
	s.AddAPIKey(key)
	return key
}

// AddAPIKey makes the simulator accept a further API key beside all others. It makes the key
// one of the simulator's tokens, so that no record shows it.
func (s *Server) AddAPIKey(key authhooks.Secret) {
	s.sim.Tokens.Accept(authtest.Grant{
		Value: key.Reveal(), Kind: kindAPIKey, Subject: "api key", IssuedAt: s.sim.Clock.Now(), ExpiresAt: never,
	})
}

// WithdrawAPIKey ends an API key. A key is its own token, so all calls with it are refused.
func (s *Server) WithdrawAPIKey(key authhooks.Secret) { s.sim.Tokens.Revoke(key.Reveal()) }
