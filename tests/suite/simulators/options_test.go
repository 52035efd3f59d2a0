package simulators_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

func TestABadOptionIsRefused(t *testing.T) {
	t.Parallel()
	type stranger struct{}
	each(t, func(t *testing.T, v accounts.Vendor) {
		for name, option := range map[string]authtest.Option{
			"no lifetime":           authtest.WithLifetime(0),
			"a negative lifetime":   authtest.WithLifetime(-time.Second),
			"no clock":              authtest.WithClock(nil),
			"no watcher":            authtest.OnExchange(nil),
			"a limit of no time":    authtest.WithLimit(authtest.Limit{Calls: 1}),
			"a negative limit":      authtest.WithLimit(authtest.Limit{Calls: -1, Per: time.Second}),
			"another vendor's fact": authtest.Facts(func(*stranger) {}),
		} {
			server, _, err := v.Serve(option)
			if err == nil {
				server.Close()
			}
			require.Error(t, err, "%s: %s: Start must return the error of authtest.NewSim", v.Name, name)
		}
	})
}

func TestALimitHolds(t *testing.T) {
	t.Parallel()
	const per = 10 * time.Second
	each(t, func(t *testing.T, v accounts.Vendor) {
		for _, plain := range open(t, v).all(t) {
			code := accounts.CodesOf(v.Codes, plain.Op)[0].Code
			for _, c := range []string{"", code} {
				s := open(t, v, noon(), authtest.WithLimit(authtest.Limit{Op: plain.Op, Calls: 1, Per: per, Code: c}))
				var e authtest.Exchange
				for _, op := range s.ops() {
					if _, e = s.call(t, op); op == plain.Op {
						break
					}
				}
				over := s.send(t, e)
				if c == "" {
					assert.Equal(t, http.StatusTooManyRequests, over.Status, "%s: %s: a call over the limit", v.Name, e.Op)
				} else {
					assert.True(t, holds(over.ResponseBody, c), "%s: %s: a call over the limit must carry code %s: %s", v.Name, e.Op, c, over.ResponseBody)
				}
				s.Advance(per)
				s.succeeds(t, e, "the next window of the limit has begun")
			}
		}
	})
}

func TestABlockedMethodReachesNoVendor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		_, login := open(t, v).login(t)
		s := open(t, v, authtest.MethodBlocked(login.Method))
		_, err := s.try(t, login.Op)
		require.Error(t, err)
		assert.Equal(t, http.StatusMethodNotAllowed, s.last(t, login.Op).Status, "%s: %s: MethodBlocked", v.Name, login.Op)
		assert.Empty(t, s.granted(s.last(t, login.Op), ""), "%s: %s: a call that is blocked brings a token", v.Name, login.Op)
	})
}
