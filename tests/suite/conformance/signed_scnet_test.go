package conformance_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

// keyOnly is a login by access key. scnetClient has cleared it.
func keyOnly(s *scnettest.Server) scnet.Credentials {
	cr := s.Credentials()
	cr.Token, cr.Password, cr.OrgID = authhooks.Secret{}, authhooks.Secret{}, ""
	return cr
}

func keyClient(t *testing.T, s *scnettest.Server, change func(*scnet.Credentials), opts ...authhooks.Option) *scnet.Client {
	t.Helper()
	cr := keyOnly(s)
	if change != nil {
		change(&cr)
	}
	c, err := scnet.New(s.URL, cr, opts...)
	require.NoError(t, err)
	closed(t, c)
	return c
}

// Of two logins the signed one is used. The secret key is in no request.
func TestSCNetSignsALogin(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"))
	all := s.Credentials()
	c := keyClient(t, s, func(cr *scnet.Credentials) { cr.Password, cr.OrgID = all.Password, all.OrgID }, authhooks.WithClock(s.Now))
	_, err := c.Token(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, s.Calls("createTokensByKey"))
	assert.Zero(t, s.Calls("createTokens"))
	_, err = c.CreateTokens(t.Context())
	require.NoError(t, err, "the other login can still be called")
	s.Advance(scnettest.Lifetime + time.Minute)
	_, err = c.Token(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, s.Calls("renewToken"), "inside the window the token renews itself")
	s.Advance(scnettest.Lifetime + scnettest.RenewalWindow + time.Minute)
	_, err = c.Token(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 2, s.Calls("createTokensByKey"), "after it the signed login")
	for _, e := range s.RawExchanges() {
		assert.NotContains(t, string(e.RequestBody), all.SecretKey.Reveal())
		for name, values := range e.RequestHeader {
			assert.NotContains(t, values, all.SecretKey.Reveal(), name)
		}
	}

	onlyKey := keyClient(t, s, nil)
	_, err = onlyKey.CreateTokens(t.Context())
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
	_, password := scnetClient(t, func(cr *scnet.Credentials) { cr.Token = authhooks.Secret{} })
	_, err = password.CreateTokensByKey(t.Context())
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
}

// A vendor whose clock is far from ours refuses the first login. The same call makes a
// second one by the vendor's time, also for a difference of whole half hours. Later logins
// begin with that time.
func TestSCNetLogsInByTheVendorsTime(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{-400 * 24 * time.Hour, -8 * time.Hour, -6 * time.Minute, 6 * time.Minute, 30 * time.Minute, 9 * time.Hour} {
		theirs, ours := authtest.NewClock(), authtest.NewClock()
		theirs.Advance(off)
		s := scnettest.NewServer(t, contract.Check(t, "scnet"), authtest.WithClock(theirs))
		c := keyClient(t, s, nil, authhooks.WithClock(ours.Now), authhooks.WithRetries(0))
		_, err := c.CreateTokensByKey(t.Context())
		require.NoError(t, err, "%v", off)
		assert.Equal(t, 2, s.Calls("createTokensByKey"), "%v", off)
		_, err = c.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 3, s.Calls("createTokensByKey"), "%v: the next begins with the vendor's time", off)

		theirs.Advance(-off) // the vendor puts its clock right
		_, err = c.CreateTokensByKey(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 5, s.Calls("createTokensByKey"), "%v", off)
		_, err = c.CreateTokensByKey(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 6, s.Calls("createTokensByKey"), "%v", off)
	}
}

// A second login is made for a wrong time alone.
func TestSCNetRepeatsNoOtherRefusal(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, contract.Check(t, "scnet"), scnettest.WithKeyWindow(10*time.Second))
	wrong := keyClient(t, s, func(cr *scnet.Credentials) { cr.SecretKey = authhooks.NewSecret("wrong") }, authhooks.WithClock(s.Now))
	_, err := wrong.CreateTokensByKey(t.Context())
	require.ErrorIs(t, err, scnet.ErrInvalidParameter)
	assert.Equal(t, 1, s.Calls("createTokensByKey"))
	behind := keyClient(t, s, nil, authhooks.WithClock(func() time.Time { return s.Now().Add(-50 * time.Second) }))
	_, err = behind.CreateTokensByKey(t.Context())
	require.Error(t, err, "less than a minute is not corrected")
	assert.Equal(t, 2, s.Calls("createTokensByKey"))
	page := keyClient(t, s, nil, authhooks.WithClock(func() time.Time { return s.Now().Add(-time.Hour) }), authhooks.WithRetries(0))
	s.Fail(authtest.Fault{Op: "createTokensByKey", Status: http.StatusBadGateway, Body: "<html>"})
	_, err = page.CreateTokensByKey(t.Context())
	require.ErrorIs(t, err, authhooks.ErrUnavailable)
	assert.Equal(t, 3, s.Calls("createTokensByKey"), "a proxy's Date says nothing")
	refusing := scnettest.NewServer(t, scnettest.WithKeyWindow(time.Second), scnettest.KeyRefusal(scnettest.KeyWindow, "10009"))
	lost := keyClient(t, refusing, nil, authhooks.WithClock(func() time.Time { return refusing.Now().Add(-time.Hour) }))
	refusing.Fail(authtest.Fault{Op: "createTokensByKey", Code: "10001", Times: 2})
	_, err = lost.CreateTokensByKey(t.Context())
	require.ErrorIs(t, err, scnet.ErrInternal)
	assert.Equal(t, 2, refusing.Calls("createTokensByKey"), "twice at most")
}

// The host of WithLoginURL gets the signed login and nothing else.
func TestSCNetLogsInAtAnotherHost(t *testing.T) {
	t.Parallel()
	login := scnettest.NewServer(t, contract.Check(t, "scnet"))
	elsewhere := scnettest.NewServer(t, contract.Check(t, "scnet"), scnettest.Account(login.Credentials()))
	cr := login.Credentials()
	c, err := scnet.New(elsewhere.URL, cr, authhooks.WithClock(login.Now), scnet.WithLoginURL(login.URL+"/"))
	require.NoError(t, err)
	closed(t, c)
	_, err = c.CreateTokensByKey(t.Context())
	require.NoError(t, err)
	_, err = c.CreateTokens(t.Context())
	require.NoError(t, err)
	_, err = c.RenewToken(t.Context(), elsewhere.Credentials().Token)
	require.NoError(t, err)
	require.NoError(t, c.CheckToken(t.Context(), elsewhere.Credentials().Token))
	assert.Equal(t, 1, login.Calls(""))
	assert.Equal(t, 1, login.Calls("createTokensByKey"))
	assert.Equal(t, 3, elsewhere.Calls(""))
	for _, e := range login.RawExchanges() {
		assert.Empty(t, e.RequestHeader.Get("password")+e.RequestHeader.Get("token"))
	}
	for url, kind := range map[string]error{
		"": authhooks.ErrPolicy, "ftp://x.example": authhooks.ErrPolicy, "http://plain.example": authhooks.ErrPolicy, "https://u:canary@x.example": authhooks.ErrPolicy,
	} {
		_, err := scnet.New(elsewhere.URL, cr, scnet.WithLoginURL(url))
		require.ErrorIs(t, err, kind, url)
		assert.NotContains(t, err.Error(), "canary")
	}
}

// An access key without its user or its secret key is a mistake.
func TestSCNetTakesAWholeAccessKey(t *testing.T) {
	t.Parallel()
	secret := authhooks.NewSecret
	for says, cr := range map[string]scnet.Credentials{
		"Credentials.User":      {AccessKey: "a", SecretKey: secret("canary"), Token: secret("canary")},
		"Credentials.SecretKey": {User: "u", AccessKey: "a", Password: secret("canary"), OrgID: "o"},
		"Credentials.AccessKey": {User: "u", SecretKey: secret("canary")},
	} {
		_, err := scnet.New("https://x.example", cr)
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest, says)
		require.ErrorContains(t, err, says)
		assert.NotContains(t, err.Error(), "canary")
	}
}
