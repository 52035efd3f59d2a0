package authtest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func TestLogins(t *testing.T) {
	t.Parallel()
	sim, err := authtest.NewSim(nil)
	require.NoError(t, err)
	l, first, second := sim.Logins, authhooks.NewSecret("first"), authhooks.NewSecret("second")
	l.Withdraw("id", first)
	assert.False(t, l.Known("id"), "a withdrawal adds nothing")
	l.Add("id", authhooks.Secret{})
	assert.True(t, l.Known("id"))
	assert.False(t, l.Accepts("id", ""), "an empty secret is none")
	l.Add("id", first)
	l.Add("id", first)
	l.Add("id", second)
	l.Add("other", second)
	for _, secret := range []string{"first", "second"} {
		assert.True(t, l.Accepts("id", secret))
	}
	assert.False(t, l.Accepts("other", "first"))
	assert.False(t, l.Accepts("nobody", "first"))
	l.Withdraw("id", first)
	assert.False(t, l.Accepts("id", "first"), "also if it was added twice")
	assert.True(t, l.Accepts("id", "second"))
	assert.True(t, l.AcceptsAny("id", func(secret string) bool { return secret[0] == 's' }))
	l.Withdraw("id", second)
	assert.True(t, l.Known("id"))
	assert.True(t, l.Accepts("other", "second"))
	l.Add("id", second)
	assert.True(t, l.Accepts("id", "second"), "a withdrawal is not for ever")
	assert.Equal(t, "id", authtest.LoginID(authtest.WithLoginID(t.Context(), "id")))
	assert.Empty(t, authtest.LoginID(t.Context()))
}

func TestAcceptedTokens(t *testing.T) {
	t.Parallel()
	clock := authtest.NewClock()
	sim, err := authtest.NewSim(nil, authtest.WithClock(clock), authtest.NewKillsOld())
	require.NoError(t, err)
	grant := authtest.Grant{Value: "key", Kind: "key", ExpiresAt: clock.Now().AddDate(1, 0, 0)}
	for range 2 {
		sim.Tokens.Accept(grant)
		assert.True(t, sim.Tokens.Live("key", "key"))
		sim.Tokens.Revoke("key")
		assert.False(t, sim.Tokens.Live("key", "key"))
	}
	issue := func(account, value string) {
		sim.Tokens.Issue(authtest.Grant{Kind: "k", Subject: "region", Account: account, ExpiresAt: clock.Now().AddDate(1, 0, 0)}, func(int) string { return value })
	}
	issue("a", "a1")
	issue("b", "b1")
	issue("a", "a2")
	assert.False(t, sim.Tokens.Live("k", "a1"))
	assert.True(t, sim.Tokens.Live("k", "b1"), "another account's")
}
