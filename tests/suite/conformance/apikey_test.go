package conformance_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// An API key is a token that never ends and cannot be renewed. These tests take the place of
// those of freshness, renewal and replay.

// steps are the pauses after a refusal, each up to a fifth longer.
var steps = []time.Duration{time.Second, 4 * time.Second, 16 * time.Second, 64 * time.Second, 256 * time.Second, 300 * time.Second, 300 * time.Second}

// untouched is a store that counts what is asked of it.
type untouched struct {
	authhooks.Store
	asked atomic.Int64
}

func (s *untouched) Load(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
	s.asked.Add(1)
	return s.Store.Load(ctx, name)
}

func (s *untouched) CompareAndSwap(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
	s.asked.Add(1)
	return s.Store.CompareAndSwap(ctx, name, old, r, ttl)
}

func (s *untouched) Delete(ctx context.Context, name string, old authhooks.Version) error {
	s.asked.Add(1)
	return s.Store.Delete(ctx, name, old)
}

// remembered holds the next call to be answered from memory, and returns the pause.
func (a account) remembered(t *testing.T, path string) time.Duration {
	t.Helper()
	before := a.Calls(authtest.OpBusiness)
	_, err := a.call(t, path)
	require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
	assert.Equal(t, before, a.Calls(authtest.OpBusiness), "nothing is sent under a remembered refusal")
	_, err = a.Client.Token(t.Context())
	require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
	e := asError(t, err)
	assert.False(t, e.Retryable(), "somebody has to act")
	assert.Equal(t, e.RetryAfter, a.Client.Source().Status().RetryAt.Sub(a.Now()))
	return e.RetryAfter
}

// sent makes a call that must reach the vendor, once.
func (a account) sent(t *testing.T, path string) error {
	t.Helper()
	before := a.Calls(authtest.OpBusiness)
	_, err := a.call(t, path)
	assert.Equal(t, before+1, a.Calls(authtest.OpBusiness), "sent once, and not replayed")
	assert.Zero(t, a.Calls(""), "an API key needs no token call")
	return err
}

// Years later the key is still the token. A store that was given has nothing to do.
func TestAnAPIKeyIsTheTokenForEver(t *testing.T) {
	t.Parallel()
	forEachKey(t, func(t *testing.T, v vendor) {
		st := &untouched{Store: authhooks.NewMemoryStore()}
		events := make(chan authhooks.Event, 100)
		a := still(t, v, authhooks.WithStore(st), authhooks.WithObserver(func(e authhooks.Event) { events <- e }))
		key := a.Address.LoginSecret()
		for range 5 {
			token, err := a.Client.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, key, token.Access.Reveal())
			assert.Empty(t, token.Type)
			assert.True(t, token.Refresh.IsZero() && token.ExpiresAt.IsZero() && token.RefreshExpiresAt.IsZero())
			require.NoError(t, a.sent(t, v.Business))
			s := a.Client.Source().Status()
			assert.Equal(t, token.Fingerprint(), s.Fingerprint)
			assert.True(t, s.ExpiresAt.IsZero() && s.NextEarlyFetch.IsZero() && s.RetryAt.IsZero(), "no end, and nothing to come")
			require.NoError(t, s.LastError)
			require.NoError(t, s.StoreError)
			a.Advance(2 * 365 * 24 * time.Hour)
		}
		require.NoError(t, a.Client.Close())
		_, err := a.Client.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrClosed)
		assert.Zero(t, st.asked.Load())
		assert.Empty(t, events, "nothing is fetched, renewed or replayed")
	})
}

// The key goes out as a bearer token and in no other place, and nothing goes with it.
func TestAnAPIKeyIsSentAsBearerAlone(t *testing.T) {
	t.Parallel()
	forEachKey(t, func(t *testing.T, v vendor) {
		a := v.client(t, authhooks.WithUserAgent("app/1"))
		require.NoError(t, a.sent(t, v.Business))
		key, got := a.Address.LoginSecret(), a.last(t, authtest.OpBusiness)
		path, query, _ := strings.Cut(v.Business, "?")
		assertArrived(t, arrived{
			method: http.MethodGet, path: path, query: query, header: map[string]string{"Authorization": "Bearer " + key},
		}, []authtest.Exchange{got})
		assert.Equal(t, []string{"Bearer " + key}, got.RequestHeader.Values("Authorization"))
		assert.NotContains(t, query, key)
	})
}

// A refusal is remembered as that of a login is, whatever the vendor's way to say it. The
// pauses grow while every new attempt is refused.
func TestARefusedAPIKeyIsRememberedNotReplayed(t *testing.T) {
	t.Parallel()
	forEachKey(t, func(t *testing.T, v vendor) {
		for _, variant := range append([][]authtest.Option{nil}, v.Variants...) {
			var log tape
			a := v.start(t, append(slices.Clip(variant), authtest.WithClock(authtest.NewFrozenClock(time.Now()))), log.option())
			require.NoError(t, a.sent(t, v.Business))
			a.RevokeAll()
			for i, step := range steps {
				require.ErrorIs(t, a.sent(t, v.Business), v.Refusal.Err, "the vendor's own word")
				pause := a.remembered(t, v.Business)
				assert.GreaterOrEqual(t, pause, step)
				assert.LessOrEqual(t, pause, step*12/10)
				a.Advance(pause - 1)
				assert.Equal(t, time.Duration(1), a.remembered(t, v.Business))
				a.Advance(1)
				assert.Equal(t, i+1, strings.Count(log.String(), `"level":"WARN"`), "one line a pause")
			}
			require.ErrorIs(t, a.Client.Source().Status().LastError, v.Refusal.Err)
			assert.NotContains(t, log.String(), a.Address.LoginSecret())
		}
	})
}

// ways are all that says that a key is dead, and what else may be said of a call.
func ways(v vendor) (dead, other []authtest.Fault) {
	dead = []authtest.Fault{
		{Status: http.StatusUnauthorized, Body: "<html>who are you?</html>", ContentType: "text/html"},
		{Status: http.StatusUnauthorized, Body: `{"error":"who are you?"}`},
	}
	other = []authtest.Fault{
		{Status: http.StatusForbidden, Body: `{}`},
		{Status: http.StatusTooManyRequests, Body: `{}`},
		{Status: http.StatusServiceUnavailable, Body: "<html>busy</html>", ContentType: "text/html"},
		{Status: http.StatusOK, Body: "<html>a portal</html>", ContentType: "text/html"},
		authtest.Truncated(authtest.OpBusiness),
	}
	for _, info := range accounts.CodesOf(v.Codes, authtest.OpBusiness) {
		if f := (authtest.Fault{Code: info.Code}); v.BusinessKind(info) == authhooks.KindInvalidCredentials {
			dead = append(dead, f)
		} else {
			other = append(other, f)
		}
	}
	return dead, other
}

// Every answer that says that the key is dead begins a pause, and no other answer does. A
// key that is accepted again is as good as new.
func TestWhatIsRememberedOfAnAPIKey(t *testing.T) {
	t.Parallel()
	forEachKey(t, func(t *testing.T, v vendor) {
		dead, other := ways(v)
		a := still(t, v)
		for _, f := range dead {
			f.Op, f.Times = authtest.OpBusiness, -1
			a.Fail(f)
			for _, step := range steps[:3] {
				require.ErrorIs(t, a.sent(t, v.Business), authhooks.ErrInvalidCredentials, "%+v", f)
				pause := a.remembered(t, v.Business)
				assert.GreaterOrEqual(t, pause, step, "%+v", f)
				assert.LessOrEqual(t, pause, step*12/10, "%+v: the one before was accepted, so the steps begin anew", f)
				a.Advance(pause)
			}
			a.ClearFaults()
			require.NoError(t, a.sent(t, v.Business))
			s := a.Client.Source().Status()
			require.NoError(t, s.LastError)
			assert.True(t, s.RetryAt.IsZero())
		}
		for _, f := range other {
			f.Op, f.Times = authtest.OpBusiness, -1
			a.Fail(f)
			for range 3 {
				_ = a.sent(t, v.Business) // not all of them are errors of CheckResponse
				_, err := a.Client.Token(t.Context())
				require.NoError(t, err, "%+v says nothing of the key", f)
			}
			a.ClearFaults()
		}
	})
}

// A vendor's wish makes the pause longer, and not shorter.
func TestRetryAfterOfARefusedAPIKey(t *testing.T) {
	t.Parallel()
	forEachKey(t, func(t *testing.T, v vendor) {
		for wish, least := range map[string]time.Duration{"40": 40 * time.Second, "0": time.Second, "86400": time.Minute} {
			a := still(t, v)
			a.Fail(authtest.Fault{Op: authtest.OpBusiness, Status: http.StatusUnauthorized, Body: "who are you?", Header: http.Header{"Retry-After": {wish}}})
			require.Error(t, a.sent(t, v.Business))
			pause := a.remembered(t, v.Business)
			assert.GreaterOrEqual(t, pause, least, wish)
			assert.LessOrEqual(t, pause, 6*time.Minute, wish)
		}
	})
}

// A hundred calls are in flight when the vendor withdraws the key. Each is answered, none is
// sent twice, and all of them are one refusal. A hundred further calls send nothing.
func TestManyCallsWithARefusedAPIKey(t *testing.T) {
	t.Parallel()
	forEachKey(t, func(t *testing.T, v vendor) {
		const n = 100
		b := newBarrier(t, v, n, 0)
		var gone atomic.Int64
		a := still(t, v, authhooks.WithHTTPClient(&http.Client{Transport: b}), authhooks.WithObserver(func(e authhooks.Event) {
			if e.Type == authhooks.EventInvalidated {
				gone.Add(1)
			}
		}))
		b.kill = a.RevokeAll
		for range 2 {
			var wg sync.WaitGroup
			for i := range n {
				wg.Go(func() {
					req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.URL+v.Business, strings.NewReader(fmt.Sprintf(`{"question":%d}`, i)))
					if !assert.NoError(t, err) {
						return
					}
					resp, err := a.Client.Checked().Do(req)
					if !assert.ErrorIs(t, err, v.Refusal.Err) {
						_ = resp.Body.Close()
					}
				})
			}
			wg.Wait()
			assert.Equal(t, n, a.Calls(authtest.OpBusiness))
		}
		assert.Equal(t, map[string]int{a.Address.LoginSecret(): n}, b.tokens, "all were really under way with the key")
		assert.Zero(t, a.Calls(""))
		assert.Equal(t, int64(1), gone.Load(), "one refusal")
		assert.LessOrEqual(t, a.remembered(t, v.Business), steps[0]*12/10, "the first step")
	})
}

// Retry ends the pause. Invalidate is the refusal that a caller saw without HTTPClient.
func TestRetryAndInvalidateOfAnAPIKey(t *testing.T) {
	t.Parallel()
	forEachKey(t, func(t *testing.T, v vendor) {
		a := still(t, v)
		key, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		for range 2 {
			a.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: v.Refused().Code})
			require.ErrorIs(t, a.sent(t, v.Business), v.Refusal.Err)
			a.remembered(t, v.Business)
			assert.False(t, a.Client.Source().Invalidate(key), "it is gone already")
			a.Client.Source().Retry()
			require.NoError(t, a.sent(t, v.Business), "the next call asks the vendor")
		}
		assert.False(t, a.Client.Source().Invalidate(authhooks.Token{Access: authhooks.NewSecret("another")}))
		require.NoError(t, a.sent(t, v.Business))
		assert.True(t, a.Client.Source().Invalidate(key))
		pause := a.remembered(t, v.Business)
		assert.LessOrEqual(t, pause, steps[0]*12/10)
		a.Advance(pause)
		require.NoError(t, a.sent(t, v.Business), "the pause is over, and the key is good")
	})
}

// A refusal is one client's own: no store hands it to another, with this key or another.
func TestARefusedAPIKeyIsNobodyElses(t *testing.T) {
	t.Parallel()
	aRefusedKeyIsNobodyElses(t, memory)
}

func aRefusedKeyIsNobodyElses(t *testing.T, stores openers) {
	t.Helper()
	forEachKey(t, func(t *testing.T, v vendor) {
		s := newSites(t, v)
		for name, store := range stores(t) {
			st := store(t)
			business := func(c *authhooks.Client) error { _, err := call(t, c, base+v.Business); return err }
			for field, other := range s.variants(t) {
				own, theirs, again := s.client(t, st, base, s.credentials), s.client(t, st, base, other), s.client(t, st, base, s.credentials)
				require.Error(t, business(theirs), "%s %s", name, field)
				require.NoError(t, business(own), "%s %s: another key's refusal", name, field)
				s.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: v.Refused().Code})
				require.ErrorIs(t, business(own), v.Refusal.Err)
				require.NoError(t, business(again), name)
			}
		}
	})
}
