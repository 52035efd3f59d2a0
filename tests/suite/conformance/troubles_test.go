package conformance_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// The troubles that simulators have ready made, on every token operation.
func TestTroublesOfTokenCalls(t *testing.T) {
	t.Parallel()
	eachOperation(t, func(t *testing.T, _ vendor, a account, op accounts.Operation, _ []byte) {
		troubles := map[string]struct {
			fault authtest.Fault
			kind  authhooks.Kind
		}{
			"truncated":     {authtest.Truncated(op.Name), authhooks.KindProtocol},
			"login portal":  {authtest.HTML(op.Name, http.StatusOK), authhooks.KindProtocol},
			"bad gateway":   {authtest.HTML(op.Name, http.StatusBadGateway), authhooks.KindUnavailable},
			"redirect":      {authtest.Redirect(op.Name, http.StatusFound, a.URL+"/elsewhere"), authhooks.KindProtocol},
			"redirect away": {authtest.Redirect(op.Name, http.StatusTemporaryRedirect, "http://elsewhere.invalid/"), authhooks.KindProtocol},
			"gzip bomb":     {authtest.GzipBomb(op.Name, 2<<20), authhooks.KindProtocol},
			"header flood":  {authtest.HeaderFlood(op.Name, 256<<10), authhooks.KindProtocol},
			"no answer":     {authtest.Fault{Op: op.Name, Reset: authtest.BeforeHeaders}, authhooks.KindTransport},
			"no body":       {authtest.Fault{Op: op.Name, Reset: authtest.AfterHeaders}, authhooks.KindTransport},
			"half a body":   {authtest.Fault{Op: op.Name, Reset: authtest.MidBody}, authhooks.KindTransport},
		}
		if op.Token != "" {
			troubles["mistyped"] = struct {
				fault authtest.Fault
				kind  authhooks.Kind
			}{authtest.Mistyped(op.Name, op.Token), authhooks.KindProtocol}
		}
		for name, c := range troubles {
			c.fault.Times = 2 // net/http makes a GET again that a kept connection lost
			a.Fail(c.fault)
			token, err := op.Call(t.Context())
			a.ClearFaults()
			require.Error(t, err, "%s %s", op.Name, name)
			assert.Equal(t, c.kind, asError(t, err).Kind, "%s %s: %v", op.Name, name, err)
			assert.Empty(t, token, name)
		}
		_, err := op.Call(t.Context())
		require.NoError(t, err, "and the next call is well again")
	})
}

// A vendor that takes one token call a day: the second is refused, remembered,
// and made again when the pause is over and the day is.
func TestLimitOfTheDay(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		clock := authtest.NewFrozenClock(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		a := v.start(t, []authtest.Option{
			authtest.WithClock(clock),
			authtest.WithLimit(authtest.Limit{Calls: 1, Per: 24 * time.Hour}),
		}, authhooks.WithRetries(0))
		token, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		require.True(t, a.Client.Source().Invalidate(token))
		for range 10 {
			_, err = a.Client.Token(t.Context())
			e := asError(t, err)
			require.ErrorIs(t, err, authhooks.ErrRateLimited)
			assert.Positive(t, e.RetryAfter)
		}
		assert.Equal(t, 2, a.Calls(""), "refused once, then remembered")
		a.Advance(13 * time.Hour)
		_, err = a.Client.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 3, a.Calls(""))
	})
}

// A limit per second, told by a code of the vendor's own.
func TestLimitOfTheSecond(t *testing.T) {
	t.Parallel()
	forEveryWay(t, func(t *testing.T, v vendor) {
		clock := authtest.NewFrozenClock(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		a := v.start(t, []authtest.Option{
			authtest.WithClock(clock),
			authtest.WithLimit(authtest.Limit{Op: authtest.OpBusiness, Calls: 3, Per: time.Second, Code: v.Codes[0].Code}),
		})
		for i := range 5 {
			_, err := a.call(t, v.Business)
			if i < 3 {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, v.Codes[0].Err)
			}
		}
		a.Advance(time.Second)
		_, err := a.call(t, v.Business)
		require.NoError(t, err)
	})
}
