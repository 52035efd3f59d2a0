package conformance_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
)

// rotatedKey returns credentials with another secret key, which the simulator accepts.
func rotatedKey(s *scnettest.Server) scnet.Credentials {
	cr := keyOnly(s)
	cr.ClusterID, cr.SecretKey = "", authhooks.NewSecret(authtest.RandomSecret(32))
	s.AddCredentials(cr)
	return cr
}

// SetCredentials on one client is for all Regions of the account, also for one that is made
// later. One login serves all, and the tokens at hand live on.
func TestSetCredentialsIsForAllRegions(t *testing.T) {
	t.Parallel()
	for _, onSecond := range []bool{false, true} {
		for _, opts := range [][]authhooks.Option{nil, {authhooks.WithStore(authhooks.NewMemoryStore()), storeKey}} {
			s, first, second := twoRegions(t, opts...)
			before := []authhooks.Token{mustToken(t, first), mustToken(t, second)}
			cr := rotatedKey(s)
			if onSecond {
				require.NoError(t, second.SetCredentials(cr))
			} else {
				cr.ClusterID = "11111" // its own
				require.NoError(t, first.SetCredentials(cr))
			}
			s.Withdraw(keyOnly(s))
			third, err := second.Region("11111")
			require.NoError(t, err)
			closed(t, third)
			assert.True(t, before[0].Equal(mustToken(t, first)), "the tokens at hand live on")
			assert.True(t, before[1].Equal(mustToken(t, second)))
			assert.Equal(t, 1, s.Calls("createTokensByKey"))
			s.Advance(scnettest.Lifetime + time.Minute)
			for _, c := range []*scnet.Client{second, first, third} {
				assert.Equal(t, map[bool]string{true: "22222", false: "11111"}[c == second], regionOf(t, mustToken(t, c)))
			}
			assert.Equal(t, 2, s.Calls("createTokensByKey"), "one login serves all")
			assert.Zero(t, s.Calls("renewToken"), "the old tokens buy nothing")

			require.NoError(t, third.Close())
			require.ErrorIs(t, third.SetCredentials(rotatedKey(s)), authhooks.ErrClosed)
			require.NoError(t, first.SetCredentials(rotatedKey(s)), "a Region that is closed is left out")
		}
	}
}

// A client that has Regions keeps its region. Wrong credentials change none of them.
func TestSetCredentialsOfRegionsIsAllOrNothing(t *testing.T) {
	t.Parallel()
	s, first, second := twoRegions(t)
	good := rotatedKey(s)
	s.Withdraw(keyOnly(s)) // a client that took other credentials can log in
	for what, change := range map[string]func(*scnet.Credentials){
		"another region": func(cr *scnet.Credentials) { cr.ClusterID = "22222" },
		"half a login":   func(cr *scnet.Credentials) { cr.AccessKey = "" },
		"an invisible":   func(cr *scnet.Credentials) { cr.SecretKey = authhooks.NewSecret("ca\u200bnary") },
		"a token alone": func(cr *scnet.Credentials) {
			*cr = scnet.Credentials{Token: s.Credentials().Token} // is of one region
		},
	} {
		cr := good
		change(&cr)
		require.ErrorIs(t, first.SetCredentials(cr), authhooks.ErrInvalidRequest, what)
	}
	for _, c := range []*scnet.Client{first, second} {
		_, err := c.Token(t.Context())
		require.Error(t, err, "the old ones are refused")
	}
	require.NoError(t, second.SetCredentials(good))
	for _, c := range []*scnet.Client{first, second} {
		mustToken(t, c)
	}
}

// The token at hand is dropped if it is of another organisation or region.
func TestAnotherSCNetScopeDropsTheToken(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, scnettest.Cluster("11111", "east"), scnettest.Cluster("22222", "west"))
	own := s.Credentials()
	own.Token, own.AccessKey, own.SecretKey, own.ClusterID = authhooks.Secret{}, "", authhooks.Secret{}, "11111"
	c, err := scnet.New(s.URL, own, authhooks.WithClock(s.Now))
	require.NoError(t, err)
	closed(t, c)
	first := mustToken(t, c)

	password := own
	password.Password = authhooks.NewSecret(authtest.RandomSecret(20))
	s.AddCredentials(password)
	require.NoError(t, c.SetCredentials(password))
	assert.True(t, first.Equal(mustToken(t, c)), "another password alone drops nothing")

	west := password
	west.ClusterID = "22222"
	require.NoError(t, c.SetCredentials(west))
	second := mustToken(t, c)
	assert.Equal(t, "22222", regionOf(t, second))

	org := west
	org.OrgID = authtest.RandomHex(32)
	s.AddCredentials(org)
	require.NoError(t, c.SetCredentials(org))
	third := mustToken(t, c)
	invoker, _ := authhooks.Claim(third.Access, "invoker")
	assert.Equal(t, org.OrgID, invoker)
	assert.Equal(t, 3, s.Calls("createTokens"))
	assert.Zero(t, s.Calls("renewToken"))
}

// A new Token, with the same login, is one client's own: the other Regions go on, and share
// their next login.
func TestAnotherSCNetTokenOfTheSameLogin(t *testing.T) {
	t.Parallel()
	s, first, second := twoRegions(t)
	mustToken(t, first)
	cr := keyOnly(s)
	cr.ClusterID, cr.Token = "", mustToken(t, second).Access // any token: the client does not look into it
	require.NoError(t, first.SetCredentials(cr))
	s.Advance(scnettest.Lifetime + scnettest.RenewalWindow + time.Minute)
	mustToken(t, second)
	mustToken(t, first)
	assert.Equal(t, 2, s.Calls("createTokensByKey"), "one login serves both")
}
