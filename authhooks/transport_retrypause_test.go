package authhooks_test

import (
	"context"
	"math"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// 0.5, 1, 2, 4, 8 and 16 s, and no 32 s: at most n + 1 sends, and the last answer as it came.
func TestThePausesOfRetriesGrow(t *testing.T) {
	t.Parallel()
	steps := []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second}
	for n, retries := range map[int]int{1: 1, 3: 3, 6: 6, 7: 6, math.MaxInt: 6} {
		synctest.Test(t, func(t *testing.T) {
			r := &replies{list: []reply{busy}}
			text, err := retrying(t, r, n).send(t, http.MethodGet, "", nil)
			require.ErrorIs(t, err, authhooks.ErrUnavailable)
			assert.Equal(t, busy.body, text, "the last answer, untouched")
			pauses := r.pauses()
			require.Len(t, pauses, retries)
			for i, pause := range pauses {
				within(t, steps[i], pause, "a step")
			}
			assert.Equal(t, time.Since(r.began), r.at[retries], "no pause after the last try")
			assert.Zero(t, r.open)
		})
	}
	synctest.Test(t, func(t *testing.T) { // callers that are refused together do not come back together
		seen := map[time.Duration]bool{}
		for range 50 {
			r := &replies{list: []reply{busy, fine}}
			_, err := retrying(t, r, 1).send(t, http.MethodGet, "", nil)
			require.NoError(t, err)
			seen[r.pauses()[0]] = true
		}
		assert.Greater(t, len(seen), 40)
	})
}

// What the answer asks for takes the place of the step, longer or shorter, from the body or
// the header. A pause over 30 s is the caller's to make.
func TestARetryWaitsAsLongAsTheAnswerAsks(t *testing.T) {
	t.Parallel()
	limited := func(h http.Header) reply { return reply{http.StatusTooManyRequests, h, ""} }
	for name, c := range map[string]struct {
		first reply
		want  time.Duration // 0: not sent again
	}{
		"body":              {asksFor("7"), 7 * time.Second},
		"body, the longest": {asksFor("30"), 30 * time.Second},
		"body, too long":    {asksFor("31"), 0},
		"body, absurd":      {asksFor("9000000000"), 0},
		"header":            {limited(http.Header{"Retry-After": {"3"}}), 3 * time.Second},
		"header, fraction":  {limited(http.Header{"Retry-After": {"29.5"}}), 30 * time.Second},
		"header, too long":  {limited(http.Header{"Retry-After": {"31"}}), 0},
		"header, a day":     {reply{http.StatusServiceUnavailable, http.Header{"Retry-After": {"86400"}}, noPool.body}, 0},
		"header, a date": {limited(http.Header{
			"Date": {"Fri, 03 Jan 2031 10:00:00 GMT"}, "Retry-After": {"Fri, 03 Jan 2031 10:00:20 GMT"},
		}), 20 * time.Second},
		"header, a date gone by": {limited(http.Header{
			"Date": {"Fri, 03 Jan 2031 10:00:00 GMT"}, "Retry-After": {"Fri, 03 Jan 2031 09:00:00 GMT"},
		}), 500 * time.Millisecond},
		"the body before the header": {reply{http.StatusServiceUnavailable, http.Header{"Retry-After": {"25"}}, `{"code":5,"wait":4}`}, 4 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := &replies{list: []reply{c.first, c.first, fine}}
			text, err := retrying(t, r, 2).send(t, http.MethodGet, "", nil)
			if c.want == 0 {
				assert.Equal(t, c.first.body, text, name)
				var e *authhooks.Error
				require.ErrorAs(t, err, &e, name)
				assert.Greater(t, e.RetryAfter, 30*time.Second, name)
				assert.Zero(t, time.Since(r.began), "%s: at once", name)
				assert.Equal(t, 1, r.sends(), name)
				return
			}
			require.NoError(t, err, name)
			require.Equal(t, 3, r.sends(), name)
			for i, pause := range r.pauses() {
				if name == "header, a date gone by" && i == 1 {
					c.want *= 2 // a step
				}
				within(t, c.want, pause, name)
				assert.LessOrEqual(t, pause, 30*time.Second, name)
			}
		})
	}
}

// If somebody ends the call during a pause, the call ends at that instant. The error says who it was.
func TestAPauseEndsWithItsCall(t *testing.T) {
	t.Parallel()
	const end = 1234567 * time.Microsecond
	type call struct {
		ctx    context.Context //nolint:containedctx // of one call
		cancel context.CancelFunc
		a      *acme
	}
	for name, c := range map[string]struct {
		timeout   time.Duration
		deadline  time.Duration
		do        func(call)
		is        error
		retryable bool
		says      string
	}{
		"cancelled": {do: func(c call) { c.cancel() }, is: context.Canceled, says: "the caller cancelled the call"},
		"deadline":  {deadline: end, is: context.DeadlineExceeded, says: "the caller's deadline passed"},
		"Timeout":   {timeout: end, is: context.DeadlineExceeded, retryable: true, says: "Timeout of the http.Client given to WithHTTPClient"},
		"closed":    {do: func(c call) { _ = c.a.Close() }, is: authhooks.ErrClosed, says: "closed"},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := &replies{list: []reply{asksFor("20"), fine}}
			a := acmeOver(t, &http.Client{Transport: r, Timeout: c.timeout}, issued, authhooks.WithBusinessRetries(3))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if c.deadline > 0 {
				ctx, cancel = context.WithTimeout(ctx, c.deadline)
				defer cancel()
			}
			if c.do != nil {
				time.AfterFunc(end, func() { c.do(call{ctx, cancel, a}) })
			}
			before := time.Now()
			err := errorOf(a.HTTPClient().Do(requestFor(ctx, t, a)))
			assert.Equal(t, end, time.Since(before), name)
			require.ErrorIs(t, err, c.is, name)
			require.ErrorContains(t, err, c.says, name)
			require.NotErrorIs(t, err, authhooks.ErrUnavailable, name)
			var e *authhooks.Error
			require.ErrorAs(t, err, &e, name)
			assert.Equal(t, c.retryable, e.Retryable(), name)
			assert.Equal(t, 1, r.sends(), name)
			synctest.Wait()
			assert.Zero(t, r.open, "%s: the refused answer is closed", name)
		})
	}
}
