package conformance_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func TestTokenIsNormalisedAndKept(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		a := v.client(t)
		first, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, v.TokenType, first.Type, "%s: the vendor's word, verbatim: TokenType of its row, or the client's Token.Type", v.Name)
		assert.InDelta(t, v.Lifetime.Seconds(), first.ExpiresAt.Sub(a.Now()).Seconds(), 5, "%s: the end is not that of the simulator's tokens", v.Name)
		assert.WithinDuration(t, a.Now(), first.IssuedAt, 5*time.Second)
		assert.Equal(t, v.HasRefreshToken(), !first.Refresh.IsZero(), "%s: a refresh token comes if and only if an operation takes one", v.Name)
		if stated := v.Spec().RefreshLifetime; v.HasRefreshToken() && stated > 0 {
			assert.InDelta(t, stated.Seconds(), first.RefreshExpiresAt.Sub(a.Now()).Seconds(), 5, "%s: the page's lifetime of a refresh token", v.Name)
		}
		for range 10 {
			again, err := a.Client.Token(t.Context())
			require.NoError(t, err)
			assert.True(t, again.Equal(first))
		}
		assert.Equal(t, 1, a.Calls(""))
		assert.NotContains(t, fmt.Sprintf("%+v %#v", first, first), first.Access.Reveal())
	})
}

func TestBusinessCallCarriesTheCredentialInTheVendorsPlace(t *testing.T) {
	t.Parallel()
	forEveryWay(t, func(t *testing.T, v vendor) {
		a := v.client(t)
		status, err := a.call(t, v.Business)
		require.NoError(t, err)
		assert.Equal(t, http.StatusOK, status)
		token, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		sent := a.last(t, authtest.OpBusiness)
		assert.Equal(t, token.Access.Reveal(), v.Spec().Carried(sent))

		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.URL+v.Business, nil)
		require.NoError(t, err)
		require.NoError(t, a.Client.Editor()(t.Context(), req))
		require.NoError(t, a.Client.Editor()(t.Context(), req), "sets, never adds")
		byEditor := authtest.Exchange{RequestHeader: req.Header, RawQuery: req.URL.RawQuery}
		assert.Equal(t, v.Spec().Carried(sent), v.Spec().Carried(byEditor))
		assert.Equal(t, sent.RawQuery, byEditor.RawQuery)

		foreign, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://other.example/", nil)
		require.NoError(t, err)
		require.ErrorIs(t, a.Client.Editor()(t.Context(), foreign), authhooks.ErrPolicy)
		assert.Empty(t, foreign.Header)
		assert.Empty(t, foreign.URL.RawQuery)
	})
}

func TestDeadTokenIsRenewedAndTheCallReplayed(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		a := v.client(t)
		_, err := a.call(t, v.Business)
		require.NoError(t, err)
		before, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		a.Revoke(before)

		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.URL+v.Business, strings.NewReader(`{"q":1}`))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/json")
		resp, err := a.Client.HTTPClient().Do(req)
		require.NoError(t, err)
		require.NoError(t, a.Client.CheckResponse(resp))
		require.NoError(t, resp.Body.Close())
		after, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		assert.False(t, after.Access.Equal(before.Access))
		sent := a.last(t, authtest.OpBusiness)
		assert.JSONEq(t, `{"q":1}`, string(sent.RequestBody))
		assert.Equal(t, 3, a.Calls(authtest.OpBusiness))
		follow := v.AfterRevocation()
		assert.Equal(t, 1+len(follow), a.Calls(""), "%s: a login, then %v", v.Name, follow)
		if op := v.Renewal().Name; op != "" {
			assert.Equal(t, 1, a.Calls(op), "refreshed, not logged in again")
		}
	})
}

func TestRevokedRefreshLogsInAgain(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		a := v.client(t)
		_, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		a.RevokeAll()
		_, err = a.call(t, v.Business)
		require.NoError(t, err)
		assert.Equal(t, 2, a.Calls(a.Operations[0].Name))
	})
}

func TestExpiredTokenIsReplacedBeforeItIsSent(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		a := v.client(t)
		_, err := a.call(t, v.Business)
		require.NoError(t, err)
		a.Advance(v.Lifetime + time.Second)
		_, err = a.call(t, v.Business)
		require.NoError(t, err)
		assert.Equal(t, 2, a.Calls(authtest.OpBusiness), "no rejected call in between")
		assert.Equal(t, 2, a.Calls(""))
	})
}

func TestMassRevocationLosesNoRequest(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		a := v.start(t, []authtest.Option{authtest.NewKillsOld()})
		first, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		a.Revoke(first)
		fetches := a.Calls("")
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				_, err := a.call(t, v.Business)
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		assert.LessOrEqual(t, a.Calls("")-fetches, 2)
	})
}

func TestWrongCredentialsAreRememberedNotRepeated(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		a := v.client(t)
		login := a.Operations[0].Name
		a.Fail(authtest.Fault{Op: login, Code: v.Codes[0].Code, Status: http.StatusUnauthorized, Times: -1})
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				_, err := a.Client.Token(t.Context())
				assert.Error(t, err)
			})
		}
		wg.Wait()
		_, err := a.Client.Token(t.Context())
		assert.Positive(t, asError(t, err).RetryAfter)
		assert.LessOrEqual(t, a.Calls(login), 2, "one login, and one repeat where the vendor says it is busy")
	})
}
