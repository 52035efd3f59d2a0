package authtest_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func TestOnExchangeSeesEachOneBeforeItsAnswerIsSent(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var seen []authtest.Exchange
	v := newToy(t, authtest.OnExchange(func(e authtest.Exchange) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, e)
		e.RequestHeader.Set("Authorization", "a copy")
	}))
	token := v.token(t)
	v.call(t, http.MethodGet, "/me", "Bearer "+token, "")
	v.call(t, http.MethodGet, "/nowhere", "", "")
	mu.Lock()
	defer mu.Unlock()
	require.Len(t, seen, 3)
	assert.Contains(t, string(seen[0].ResponseBody), token)
	assert.Equal(t, basic(v.secret), v.RawExchanges()[0].RequestHeader.Get("Authorization"))
	assert.Equal(t, []string{"login", authtest.OpBusiness, ""}, []string{seen[0].Op, seen[1].Op, seen[2].Op})
}

func TestOnExchangeNeedsAFunction(t *testing.T) {
	t.Parallel()
	_, err := startToy(authtest.OnExchange(nil))
	require.ErrorContains(t, err, "OnExchange")
}

func TestIssuedShowsFingerprintsOfLiveTokens(t *testing.T) {
	t.Parallel()
	clock := authtest.NewFrozenClock(time.Unix(1700000000, 0))
	v := newToy(t, authtest.WithClock(clock))
	assert.Empty(t, v.Issued())
	first := v.token(t)
	v.Advance(time.Minute)
	second := v.token(t)
	fingerprint := func(s string) string { return authhooks.Token{Access: authhooks.NewSecret(s)}.Fingerprint() }
	list := v.Issued()
	require.Len(t, list, 2)
	assert.Equal(t, authtest.Issued{
		Kind: authtest.KindAccess, Subject: "me", Fingerprint: fingerprint(first),
		IssuedAt: time.Unix(1700000000, 0), ExpiresAt: time.Unix(1700003600, 0),
	}, list[0])
	assert.Equal(t, fingerprint(second), list[1].Fingerprint)

	v.Revoke(authhooks.Token{Access: authhooks.NewSecret(first)})
	require.Len(t, v.Issued(), 1)
	v.ExpireAll()
	assert.Empty(t, v.Issued())
	assert.Equal(t, http.StatusForbidden, v.call(t, http.MethodGet, "/me", "Bearer "+second, "").Status)
	v.Advance(-time.Minute)
	assert.Len(t, v.Issued(), 1, "expired, not revoked: a clock set back brings it to life")
}
