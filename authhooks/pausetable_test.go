package authhooks_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

var (
	refusalPauses = seconds(1, 4, 16, 64, 256, 300, 300)
	limitPauses   = seconds(1, 4, 16, 30, 30, 30, 30)
	outagePauses  = seconds(1, 2, 4, 5, 5, 5, 5)
)

// walk lets a source fail again and again, each time at the very end of its
// pause, and checks how long it is remembered: never shorter than want, at most a
// fifth longer, and never the vendor asked in between.
func walk(t *testing.T, s *authhooks.Source, v *vendor, want []time.Duration) {
	t.Helper()
	for i, step := range want {
		calls := v.calls.Load()
		_, err := s.Token(t.Context())
		require.Error(t, err)
		require.Equal(t, calls+1, v.calls.Load(), "attempt %d", i)
		pause := retryAfter(err)
		assert.GreaterOrEqual(t, pause, step, "pause %d", i)
		assert.LessOrEqual(t, pause, step*12/10, "pause %d", i)
		assert.Equal(t, pause, s.Status().RetryAt.Sub(time.Now().Round(0)), "Status says the same")
		for _, part := range []time.Duration{0, pause / 2, pause/2 - 1} {
			time.Sleep(part)
			before := time.Now()
			_, again := s.Token(t.Context())
			require.Error(t, again)
			assert.Equal(t, kindOf(t, err), kindOf(t, again))
			assert.Zero(t, time.Since(before), "answered at once")
			assert.Equal(t, s.Status().RetryAt.Sub(time.Now().Round(0)), retryAfter(again), "with the time left")
		}
		require.Equal(t, calls+1, v.calls.Load(), "nothing reached the vendor before the end of pause %d", i)
		time.Sleep(time.Until(s.Status().RetryAt))
	}
}

// seconds makes a list of pauses.
func seconds(list ...int) []time.Duration {
	out := make([]time.Duration, len(list))
	for i, n := range list {
		out[i] = time.Duration(n) * time.Second
	}
	return out
}

func TestPausesOfEveryKind(t *testing.T) {
	t.Parallel()
	kinds := map[authhooks.Kind][]time.Duration{
		authhooks.KindUnknown:            refusalPauses,
		authhooks.KindInvalidCredentials: refusalPauses,
		authhooks.KindTokenRejected:      refusalPauses,
		authhooks.KindRefreshRejected:    refusalPauses,
		authhooks.KindPermissionDenied:   refusalPauses,
		authhooks.KindRateLimited:        limitPauses,
		authhooks.KindQuotaExhausted:     refusalPauses,
		authhooks.KindInvalidRequest:     refusalPauses,
		authhooks.KindUnavailable:        outagePauses,
		authhooks.KindProtocol:           outagePauses, // a captive portal, a proxy's page: they pass
		authhooks.KindTransport:          outagePauses,
		authhooks.KindPolicy:             refusalPauses,
	}
	for kind := authhooks.KindUnknown; kind <= authhooks.KindPolicy; kind++ {
		require.Contains(t, kinds, kind)
		synctest.Test(t, func(t *testing.T) {
			v := &vendor{fail: &authhooks.Error{Kind: kind}}
			walk(t, newSource(t, v, authhooks.WithRetries(0)), v, kinds[kind])
		})
	}
}

// The vendor's wish: of an outage or a rate limit it replaces the step, of a
// refusal it can only lengthen it.
func TestPausesTheVendorAskedFor(t *testing.T) {
	t.Parallel()
	const vendors, anybodys = "7", "" // with a code the vendor itself says so
	for name, c := range map[string]struct {
		kind authhooks.Kind
		code string
		wish time.Duration
		want []time.Duration
	}{
		"rate limit":               {authhooks.KindRateLimited, vendors, 40 * time.Second, seconds(40, 40, 40)},
		"a rate limit of a day":    {authhooks.KindRateLimited, vendors, 24 * time.Hour, seconds(3600, 3600)},
		"a proxy's limit of a day": {authhooks.KindRateLimited, anybodys, 24 * time.Hour, seconds(300, 300)},
		"outage":                   {authhooks.KindUnavailable, anybodys, 90 * time.Second, seconds(90, 90)},
		"a proxy's long outage":    {authhooks.KindUnavailable, anybodys, 27 * time.Hour, seconds(300, 300)},
		"a vendor's long outage":   {authhooks.KindUnavailable, vendors, 40 * time.Minute, seconds(2400, 2400)},
		"a page that is not JSON":  {authhooks.KindProtocol, anybodys, time.Hour, seconds(300, 300)},
		"shorter than its step":    {authhooks.KindUnavailable, vendors, 2 * time.Second, seconds(2, 2, 2, 2, 2)},
		"no tight loop":            {authhooks.KindRateLimited, vendors, time.Millisecond, seconds(1, 1, 1)},
		"quota until tomorrow":     {authhooks.KindQuotaExhausted, vendors, 3 * time.Hour, seconds(3600, 3600)},
		"a foreign 401 of a day":   {authhooks.KindInvalidCredentials, anybodys, 24 * time.Hour, seconds(300, 300)},
		"a refusal's short wish":   {authhooks.KindInvalidCredentials, vendors, time.Second, refusalPauses},
		"a refusal's long wish":    {authhooks.KindInvalidCredentials, vendors, 20 * time.Second, seconds(20, 20, 20, 64, 256, 300)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				v := &vendor{fail: &authhooks.Error{Kind: c.kind, Code: c.code, RetryAfter: c.wish}}
				walk(t, newSource(t, v, authhooks.WithRetries(0)), v, c.want)
			})
		})
	}
}

// Pauses grow within one sort of failure: an outage in the midst of refusals is
// a new matter, and a success forgets both.
func TestPausesGrowOnlyWithinOneSort(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{}
		s := newSource(t, v, authhooks.WithRetries(0))
		for _, c := range []struct {
			kind authhooks.Kind
			want []time.Duration
		}{
			{authhooks.KindInvalidCredentials, refusalPauses[:3]},
			{authhooks.KindUnavailable, outagePauses[:2]},
			{authhooks.KindTransport, outagePauses[2:4]}, // the same sort goes on growing
			{authhooks.KindQuotaExhausted, refusalPauses[:2]},
		} {
			v.failWith(&authhooks.Error{Kind: c.kind})
			walk(t, s, v, c.want)
		}
		v.failWith(nil)
		tok, err := s.Token(t.Context())
		require.NoError(t, err)
		require.True(t, s.Invalidate(tok))
		v.failWith(&authhooks.Error{Kind: authhooks.KindQuotaExhausted})
		walk(t, s, v, refusalPauses[:2])
	})
}

// Jitter is drawn anew for each pause of each source: machines that were refused
// in one second do not come back in one second.
func TestPausesAreJittered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		seen := map[time.Duration]bool{}
		for range 100 {
			_, err := newSource(t, &vendor{fail: &authhooks.Error{Kind: authhooks.KindInvalidCredentials}}).Token(t.Context())
			require.Error(t, err)
			seen[retryAfter(err)] = true
		}
		assert.Greater(t, len(seen), 90)
	})
}

// A vendor that is down, no token at hand, 64 callers who do not stop asking: less
// than five calls in three seconds, and after the first failure nobody waits.
func TestAnOutageIsNotHammered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{takes: 20 * time.Millisecond, fail: &authhooks.Error{Kind: authhooks.KindUnavailable}}
		s := newSource(t, v)
		_, err := s.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrUnavailable)
		var slow int
		for end := time.Now().Add(3 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			for range 64 {
				before := time.Now()
				_, err := s.Token(t.Context())
				require.ErrorIs(t, err, authhooks.ErrUnavailable)
				assert.Positive(t, retryAfter(err))
				if time.Since(before) > 0 {
					slow++
				}
			}
		}
		assert.Less(t, v.calls.Load(), int64(5))
		assert.LessOrEqual(t, slow, 1, "the one who asks again after the pause")
	})
}
