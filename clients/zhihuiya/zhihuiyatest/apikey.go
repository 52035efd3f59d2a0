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

// issueKey makes the key one of the simulator's tokens, so that no record shows it.
func (s *Server) issueKey() authhooks.Secret {
	return authhooks.NewSecret(s.sim.Tokens.Issue(
		authtest.Grant{Kind: kindAPIKey, Subject: "api key", IssuedAt: s.sim.Clock.Now(), ExpiresAt: never},
		func(int) string { return keyPrefix + authtest.RandomText(40) }).Value)
}
