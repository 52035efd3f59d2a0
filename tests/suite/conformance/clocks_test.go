package conformance_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// A vendor whose clock is years off, or this machine's: every answer carries the
// vendor's own time (t, issued_at, Date), and so the token lives as long as the
// vendor means it to, by the clock here.
func TestAVendorsClockYearsOffDoesNotMatter(t *testing.T) {
	t.Parallel()
	const year = 365 * 24 * time.Hour
	forEach(t, func(t *testing.T, v vendor) {
		for _, off := range []time.Duration{-7 * year, -50 * time.Minute, 50 * time.Minute, 7*year + 17*time.Minute} {
			theirs, ours := authtest.NewClock(), authtest.NewClock()
			theirs.Advance(off)
			a := v.start(t, []authtest.Option{authtest.WithClock(theirs)}, authhooks.WithClock(ours.Now))
			pass := func(d time.Duration) { theirs.Advance(d); ours.Advance(d) }

			token, err := a.Client.Token(t.Context())
			require.NoError(t, err)
			assert.WithinDuration(t, ours.Now().Add(v.Lifetime), token.ExpiresAt, 5*time.Second, "off by %v", off)
			st := a.Client.Source().Status()
			assert.True(t, st.NextEarlyFetch.After(ours.Now()))
			pass(v.Lifetime * 8 / 10)
			_, err = a.call(t, v.Business)
			require.NoError(t, err)
			logins := 1
			if v.Timed {
				logins++
			}
			assert.Equal(t, logins, a.Calls(""), "fresh for eight tenths of its life")
			pass(v.Lifetime*2/10 + 5*time.Second)
			_, err = a.call(t, v.Business)
			require.NoError(t, err)
			assert.Equal(t, logins+1, a.Calls(""), "and replaced after its end, before it was sent")
			assert.Equal(t, 2, a.Calls(authtest.OpBusiness), "no rejected call in between")
		}
	})
}

// This machine sleeps, or its clock is put right: the token that died meanwhile is
// not sent, and many callers who wake together cost one renewal.
func TestAMachineThatSlept(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		a := v.client(t)
		first, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		a.Advance(v.Lifetime + time.Minute)
		done := make(chan error)
		for range 100 {
			go func() {
				token, err := a.Client.Token(t.Context())
				if err == nil && token.Access.Equal(first.Access) {
					err = authhooks.ErrTokenRejected
				}
				done <- err
			}()
		}
		for range 100 {
			assert.NoError(t, <-done)
		}
		assert.Equal(t, 2, a.Calls(""))
	})
}
