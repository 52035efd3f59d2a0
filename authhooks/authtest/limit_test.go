package authtest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	clock := authtest.NewFrozenClock(time.Date(2026, 1, 1, 23, 59, 50, 0, time.UTC))
	v := newToy(t, authtest.WithClock(clock),
		authtest.WithLimit(authtest.Limit{Calls: 2, Per: time.Second}),
		authtest.WithLimit(authtest.Limit{Op: "login", Calls: 5, Per: 24 * time.Hour, Code: "99"}))
	login := func() authtest.Exchange {
		t.Helper()
		v.call(t, http.MethodPost, "/login", basic(v.secret), "")
		all := v.RawExchanges()
		return all[len(all)-1]
	}
	assert.Equal(t, http.StatusOK, login().Status)
	assert.Equal(t, http.StatusOK, login().Status)
	e := login()
	assert.Equal(t, http.StatusTooManyRequests, e.Status, "the third within a second")
	assert.True(t, e.Foreign)
	v.Advance(time.Second)
	assert.Equal(t, http.StatusOK, login().Status)
	assert.Equal(t, http.StatusOK, login().Status)
	v.Advance(time.Second)
	e = login()
	assert.JSONEq(t, `{"op":"login","code":99}`, string(e.ResponseBody), "the sixth of the day: refused calls count")
	assert.False(t, e.Foreign)
	v.Advance(time.Minute)
	assert.Equal(t, http.StatusOK, login().Status, "the next day of UTC")
	for range 10 {
		assert.Equal(t, http.StatusForbidden, v.call(t, http.MethodGet, "/me", "", "").Status, "business calls are no token calls")
	}
}

func TestWithLimitRefusesNonsense(t *testing.T) {
	t.Parallel()
	for _, l := range []authtest.Limit{{Calls: -1, Per: time.Second}, {Calls: 1}, {Calls: 1, Per: -time.Second}} {
		_, err := startToy(authtest.WithLimit(l))
		require.ErrorContains(t, err, "WithLimit")
	}
}

func TestMethodBlocked(t *testing.T) {
	t.Parallel()
	v := newToy(t, authtest.MethodBlocked(http.MethodPost))
	assert.Equal(t, http.StatusMethodNotAllowed, v.call(t, http.MethodPost, "/login", basic(v.secret), "").Status)
	assert.Equal(t, http.StatusForbidden, v.call(t, http.MethodGet, "/me", "", "").Status)
	assert.Equal(t, 1, v.Calls("login"))
	list := v.RawExchanges()
	assert.True(t, list[0].Foreign)
	assert.False(t, list[1].Foreign)
}
