package conformance_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// tape is a log that several goroutines write, every level of it.
type tape struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *tape) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *tape) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func (l *tape) option() authhooks.Option {
	return authhooks.WithLogger(slog.New(slog.NewJSONHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug})))
}

// still is a vendor whose time passes only where the test says so.
func still(t *testing.T, v vendor, opts ...authhooks.Option) account {
	t.Helper()
	return v.start(t, []authtest.Option{authtest.WithClock(authtest.NewFrozenClock(time.Now()))}, opts...)
}

// A wrong password, really wrong, and an application that does not stop: 100
// callers at once, then 100 one after the other until the first minute is over.
// At most one login and three repeats reach the vendor, so that nobody is locked out.
func TestABadPasswordIsFourLoginsInTheFirstMinute(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		a := still(t, v)
		var log tape
		client, _ := v.stranger(t, a, authhooks.WithClock(a.Now), log.option())
		login := a.Operations[0].Name
		refused := func() {
			_, err := client.Token(t.Context())
			assert.ErrorIs(t, err, v.Refusal.Err, "the vendor's own word")
			var e *authhooks.Error
			if assert.ErrorAs(t, err, &e) {
				assert.Positive(t, e.RetryAfter)
				assert.LessOrEqual(t, e.RetryAfter, 77*time.Second)
				assert.False(t, e.Retryable(), "somebody has to act")
				assert.Equal(t, login, e.Op)
			}
			if v.Refusal.Guess == "" {
				assert.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
			}
		}
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(refused)
		}
		wg.Wait()
		assert.Equal(t, 1, a.Calls(""), "a hundred at once")
		for range 100 {
			a.Advance(600 * time.Millisecond)
			refused()
		}
		assert.Equal(t, 4, a.Calls(""), "at 0, 1, 5 and 21 s, each up to a fifth later")
		assert.Equal(t, 4, strings.Count(log.String(), "\n"), "one line a pause, not one a call")
		assert.Equal(t, 4, strings.Count(log.String(), `"level":"WARN"`))
		for _, secret := range []string{"canary", "d3Jvbmct"} { // plain, and as base64
			assert.NotContains(t, log.String(), secret)
		}
		require.ErrorIs(t, client.Source().Status().LastError, v.Refusal.Err)
		assert.True(t, client.Source().Status().RetryAt.After(a.Now()))
	})
}

// A business call under a remembered refusal is answered at once, and nothing of
// it reaches the vendor.
func TestBusinessCallsMeetTheRememberedRefusal(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		a := still(t, v)
		client, _ := v.stranger(t, a, authhooks.WithClock(a.Now))
		for range 20 {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.URL+v.Business, nil)
			require.NoError(t, err)
			_, err = client.HTTPClient().Do(req)
			require.ErrorIs(t, err, v.Refusal.Err)
			assert.Positive(t, asError(t, err).RetryAfter)
		}
		assert.Equal(t, 1, a.Calls(""))
		assert.Equal(t, 0, a.Calls(authtest.OpBusiness))
	})
}

// Every code that a vendor is known to send, met at the login, is remembered by
// its sort: a refusal for 1, 4, 16, 64 s, a rate limit for 1, 4, 16, 30, an outage for
// 1, 2, 4, 5.
func TestEveryCodeIsRememberedByItsSort(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		login := still(t, v).Operations[0].Name
		for _, info := range accounts.CodesOf(v.Codes, login) {
			a := still(t, v, authhooks.WithRetries(0))
			a.Fail(authtest.Fault{Op: login, Code: info.Code, Times: -1})
			steps, known := map[authhooks.Kind][]int{
				authhooks.KindRateLimited: {1, 4, 16, 30}, authhooks.KindUnavailable: {1, 2, 4, 5},
			}[info.Kind]
			if !known {
				steps = []int{1, 4, 16, 64}
			}
			for i, seconds := range steps {
				step := time.Duration(seconds) * time.Second
				_, err := a.Client.Token(t.Context())
				require.ErrorIs(t, err, info.Err, info.Code)
				pause := asError(t, err).RetryAfter
				assert.GreaterOrEqual(t, pause, step, info.Code)
				assert.LessOrEqual(t, pause, step*12/10, info.Code)
				a.Advance(pause - 1)
				_, err = a.Client.Token(t.Context())
				require.ErrorIs(t, err, info.Err, info.Code)
				require.Equal(t, i+1, a.Calls(""), "%s: not before its time", info.Code)
				a.Advance(1)
			}
			a.ClearFaults()
			_, err := a.Client.Token(t.Context())
			require.NoError(t, err, info.Code)
		}
	})
}

// One header of a maintenance page, whoever wrote it, keeps no vendor unused for a
// day: what is not the vendor's own word counts for five minutes at most.
func TestAMaintenancePageIsNoLockout(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		for _, status := range []int{http.StatusServiceUnavailable, http.StatusTooManyRequests, http.StatusUnauthorized, http.StatusForbidden} {
			a := still(t, v)
			a.Fail(authtest.Fault{Status: status, Body: "<html>back soon</html>", Header: http.Header{"Retry-After": {"86400"}}, Times: 2})
			_, err := a.Client.Token(t.Context())
			require.Error(t, err)
			a.ClearFaults()
			_, err = a.Client.Token(t.Context())
			require.Error(t, err)
			a.Advance(6*time.Minute + time.Second)
			_, err = a.Client.Token(t.Context())
			require.NoError(t, err, "status %d", status)
		}
	})
}

// What a proxy or a gateway in front of any vendor says: the Retry-After of a 429
// or a 503 is kept to, the second, in seconds or as a date.
func TestRetryAfterIsKeptTo(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		for status, want := range map[int]error{http.StatusTooManyRequests: authhooks.ErrRateLimited, http.StatusServiceUnavailable: authhooks.ErrUnavailable} {
			for _, dated := range []bool{false, true} {
				a := still(t, v)
				value := "40"
				if dated {
					value = a.Now().Add(40 * time.Second).UTC().Format(http.TimeFormat)
				}
				a.Fail(authtest.Fault{Status: status, Body: "<html>slow down</html>", Header: http.Header{"Retry-After": {value}}})
				_, err := a.Client.Token(t.Context())
				require.ErrorIs(t, err, want)
				assert.GreaterOrEqual(t, asError(t, err).RetryAfter, 39*time.Second)
				assert.LessOrEqual(t, asError(t, err).RetryAfter, 48*time.Second)
				for range 13 {
					a.Advance(3 * time.Second)
					_, err = a.Client.Token(t.Context())
					require.ErrorIs(t, err, want)
				}
				assert.Equal(t, 1, a.Calls(""), "neither repeated at once nor within 39 s")
				a.Advance(10 * time.Second)
				_, err = a.Client.Token(t.Context())
				require.NoError(t, err)
			}
		}
	})
}
