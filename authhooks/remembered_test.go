package authhooks_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// A vendor that is down for a minute, and refuses at once: it is asked rarely, and
// found again within six seconds of its return.
func TestAVendorThatIsBackIsFoundSoon(t *testing.T) {
	t.Parallel()
	for _, kind := range []authhooks.Kind{authhooks.KindUnavailable, authhooks.KindTransport, authhooks.KindProtocol} {
		for _, status := range []int{0, 503} { // with a status the store knows of it too
			for _, shared := range []bool{false, true} {
				for range 4 { // jitter is drawn anew
					synctest.Test(t, func(t *testing.T) {
						v := &vendor{lifetime: time.Hour, fail: &authhooks.Error{Kind: kind, Status: status}}
						s := newSource(t, v)
						if shared {
							s, _ = member(t, v, newBrittle())
						}
						for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
							_, err := s.Token(t.Context())
							require.Error(t, err)
						}
						assert.LessOrEqual(t, v.calls.Load(), int64(32), "16 fetches, each of two calls")
						v.failWith(nil)
						back := time.Now()
						for {
							if _, err := s.Token(t.Context()); err == nil {
								break
							}
							time.Sleep(10 * time.Millisecond)
						}
						assert.LessOrEqual(t, time.Since(back), 6*time.Second+20*time.Millisecond, "%v, status %d, store %v", kind, status, shared)
					})
				}
			}
		}
	}
}

// Retry ends every remembered failure, the store's too, and nothing else.
func TestRetryAsksTheVendorAgain(t *testing.T) {
	t.Parallel()
	for _, shared := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			v, st := &vendor{lifetime: time.Hour, fail: &authhooks.Error{Kind: authhooks.KindInvalidCredentials, Code: "2"}}, newBrittle()
			open := func() *authhooks.Source {
				if !shared {
					return newSource(t, v)
				}
				s, _ := member(t, v, st)
				return s
			}
			s := open()
			for range 6 {
				_, err := s.Token(t.Context())
				require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
				time.Sleep(time.Until(s.Status().RetryAt))
			}
			_, err := s.Token(t.Context())
			require.Error(t, err)
			s = open() // with a store, a restart does not help
			asked := v.calls.Load()
			_, err = s.Token(t.Context())
			require.Error(t, err)
			if shared {
				require.Equal(t, asked, v.calls.Load())
			}
			asked = v.calls.Load()
			v.failWith(nil) // a person has repaired the account
			_, err = s.Token(t.Context())
			require.Error(t, err, "still remembered")
			s.Retry()
			require.NoError(t, s.Status().LastError)
			token, err := s.Token(t.Context())
			require.NoError(t, err)
			require.Equal(t, asked+1, v.calls.Load())

			s.Retry()
			again, err := s.Token(t.Context())
			require.NoError(t, err)
			assert.True(t, again.Access.Equal(token.Access), "a valid token is kept")
			assert.Equal(t, asked+1, v.calls.Load())
		})
	}
	synctest.Test(t, func(t *testing.T) { // a usable token of the store is taken
		v, st := &vendor{lifetime: time.Hour, fail: &authhooks.Error{Kind: authhooks.KindInvalidCredentials, Code: "2"}}, newBrittle()
		bad, _ := member(t, v, st)
		_, err := bad.Token(t.Context())
		require.Error(t, err)
		v.failWith(nil)
		good, _ := member(t, v, st)
		good.Retry()
		token, err := good.Token(t.Context())
		require.NoError(t, err)
		bad.Retry()
		adopted, err := bad.Token(t.Context())
		require.NoError(t, err)
		assert.True(t, adopted.Access.Equal(token.Access))
		assert.Equal(t, int64(2), v.calls.Load())
	})
	synctest.Test(t, func(t *testing.T) { // Retry holds for one fetch
		v, st := &vendor{fail: &authhooks.Error{Kind: authhooks.KindInvalidCredentials, Code: "2"}}, newBrittle()
		s, _ := member(t, v, st)
		_, err := s.Token(t.Context())
		require.Error(t, err)
		s.Retry()
		for range 10 {
			_, err := s.Token(t.Context())
			require.Error(t, err)
		}
		assert.Equal(t, int64(2), v.calls.Load())

		time.Sleep(time.Until(s.Status().RetryAt)) // another process meets the next failure
		other, _ := member(t, v, st)
		_, err = other.Token(t.Context())
		require.Error(t, err)
		require.Equal(t, int64(3), v.calls.Load())
		_, err = s.Token(t.Context())
		require.Error(t, err)
		assert.Equal(t, int64(3), v.calls.Load(), "a later failure of the store counts")
	})
}

// What came with a status is known to all: 20 processes with a wrong password are one
// login, whether the vendor has a code for it or not.
func TestABareRefusalIsKnownToAll(t *testing.T) {
	t.Parallel()
	for _, e := range []*authhooks.Error{
		{Kind: authhooks.KindInvalidCredentials, Status: 401},
		{Kind: authhooks.KindRateLimited, Status: 429, RetryAfter: time.Minute},
		{Kind: authhooks.KindUnavailable, Status: 503, RetryAfter: 10 * time.Second},
		{Kind: authhooks.KindPermissionDenied, Status: 403},
		{Kind: authhooks.KindInvalidRequest, Status: 400},
	} {
		synctest.Test(t, func(t *testing.T) {
			v, st := &vendor{fail: e}, newBrittle()
			for range 20 {
				s, _ := member(t, v, st)
				_, err := s.Token(t.Context())
				var got *authhooks.Error
				require.ErrorAs(t, err, &got)
				assert.Equal(t, e.Status, got.Status)
				assert.Equal(t, e.Kind, got.Kind)
			}
			assert.LessOrEqual(t, v.calls.Load(), int64(2), "one fetch, which may try again")
		})
	}
	synctest.Test(t, func(t *testing.T) { // a network is each one's own
		v, st := &vendor{fail: &authhooks.Error{Kind: authhooks.KindTransport}}, newBrittle()
		for range 5 {
			s, _ := member(t, v, st)
			_, err := s.Token(t.Context())
			require.Error(t, err)
		}
		assert.Equal(t, int64(5), v.calls.Load())
	})
}

// A process whose clock is wrong binds the others for no longer than the longest step,
// or the vendor's own wish.
func TestAWrongClockDatesNoRefusal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		off     time.Duration
		fail    *authhooks.Error
		longest time.Duration
	}{
		"an hour ahead": {time.Hour, &authhooks.Error{Kind: authhooks.KindInvalidCredentials, Code: "2"}, 2 * time.Second},
		"a year ahead":  {365 * 24 * time.Hour, &authhooks.Error{Kind: authhooks.KindUnavailable, Status: 503}, 2 * time.Second},
		"a wish":        {time.Hour, &authhooks.Error{Kind: authhooks.KindRateLimited, Code: "5", RetryAfter: time.Minute}, 73 * time.Second},
		"behind":        {-time.Hour, &authhooks.Error{Kind: authhooks.KindInvalidCredentials, Code: "2"}, 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				wrong := &clock{}
				wrong.advance(c.off)
				v, st := &vendor{lifetime: time.Hour, fail: c.fail}, newBrittle()
				bad, _ := member(t, v, st, authhooks.WithClock(wrong.now), authhooks.WithRetries(0))
				_, err := bad.Token(t.Context())
				require.Error(t, err)
				v.failWith(nil)
				others := make([]*authhooks.Source, 3)
				for i := range others {
					others[i], _ = member(t, v, st)
				}
				start := time.Now()
				for _, s := range others {
					for {
						if _, err := s.Token(t.Context()); err == nil {
							break
						}
						require.Less(t, time.Since(start), time.Hour)
						time.Sleep(100 * time.Millisecond)
					}
				}
				assert.LessOrEqual(t, time.Since(start), c.longest)
			})
		})
	}
}

// A fetcher that panics after the vendor has refused is a login a call, if it is not
// paused.
func TestAPanicAfterARefusalIsPaused(t *testing.T) {
	t.Parallel()
	var logins atomic.Int64
	client, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutBearer,
		Fetch: func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			return callThenPanic(ctx)
		},
	}, "https://acme.example", "id", authhooks.NewSecret("secret-canary"), authhooks.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		logins.Add(1)
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"code":2}`)), Request: r}, nil
	})}))
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	callThenPanic = func(ctx context.Context) (authhooks.Token, error) {
		req, _ := http.NewRequestWithContext(ctx, http.MethodPost, client.BaseURL()+"/token", http.NoBody)
		resp, err := client.Doer().Do(req)
		_, err = client.Receive("createToken", resp, err, nil)
		panic(err)
	}
	for range 50 {
		_, err := client.Token(t.Context())
		require.ErrorContains(t, err, "panicked")
	}
	assert.Equal(t, int64(1), logins.Load())

	synctest.Test(t, func(t *testing.T) { // a fetcher of which nobody knows whom it asks
		var calls atomic.Int64
		s := newSource(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
			calls.Add(1)
			panic("always")
		}))
		for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
			_, err := s.Token(t.Context())
			require.Error(t, err)
		}
		assert.LessOrEqual(t, calls.Load(), int64(5), "the next call works, but not for ever")
	})
}

var callThenPanic func(ctx context.Context) (authhooks.Token, error)

// A caller that waits for an early fetch does not share its failure. The fetch may have
// met a connection that died while the machine slept.
func TestADeadEarlyFetchIsNobodysFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &clock{}
		var calls atomic.Int64
		s := newSource(t, authhooks.FetcherFunc(func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			if calls.Add(1) == 2 { // ahead of time: it meets the suspension
				<-ctx.Done()
				return authhooks.Token{}, ctx.Err()
			}
			return authhooks.Token{Access: authhooks.NewSecret(fmt.Sprint("t", calls.Load())), ExpiresAt: c.now().Add(time.Hour)}, nil
		}), authhooks.WithClock(c.now))
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		c.advance(59*time.Minute + 30*time.Second)
		_, err = s.Token(t.Context())
		require.NoError(t, err)
		synctest.Wait()
		c.advance(2 * time.Hour)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				token, err := s.Token(t.Context())
				assert.NoError(t, err)
				assert.Equal(t, "t3", token.Access.Reveal())
			})
		}
		wg.Wait()
		assert.Equal(t, int64(3), calls.Load(), "one more fetch for all of them")
	})
	synctest.Test(t, func(t *testing.T) { // but if the vendor sent Retry-After, they wait
		v := &vendor{lifetime: 100 * time.Second}
		s := newSource(t, v)
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		time.Sleep(98 * time.Second)
		v.takes = 5 * time.Second
		v.failWith(&authhooks.Error{Kind: authhooks.KindRateLimited, Code: "5", RetryAfter: time.Minute})
		_, err = s.Token(t.Context())
		require.NoError(t, err)
		time.Sleep(3 * time.Second)
		_, err = s.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrRateLimited)
		assert.Equal(t, int64(2), v.calls.Load())
	})
}

// The store is down and the token is in its early window: the store is looked at when
// its pause ends, not at every call.
func TestADownStoreIsNotLookedAtByEveryCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &vendor{lifetime: 100 * time.Minute}, newBrittle()
		s, w := member(t, v, st)
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		time.Sleep(97 * time.Minute)
		st.down.Store(true)
		loads := st.loads.Load()
		for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			_, err := s.Token(t.Context())
			require.NoError(t, err)
			synctest.Wait()
			if st.loads.Load() > loads {
				require.True(t, s.Status().NextEarlyFetch.After(time.Now()), "no call begins a fetch until then")
			}
		}
		assert.LessOrEqual(t, st.loads.Load()-loads, int64(9), "after 1, 4, 16, 30, 30 s …")
		assert.GreaterOrEqual(t, st.loads.Load()-loads, int64(4))
		assert.Equal(t, int64(1), v.calls.Load())
		assert.Equal(t, 1, strings.Count(w.text(), "going on without it"))
	})
}

// readOnly is a store that can be read and not written, as a replica is.
type readOnly struct {
	*brittle
	writes atomic.Int64
}

func (r *readOnly) CompareAndSwap(context.Context, string, authhooks.Version, authhooks.Record, time.Duration) (authhooks.Version, error) {
	r.writes.Add(1)
	return "", errors.New("READONLY")
}

// A store that can be read and not written fails: it is tried again ever more rarely,
// and told of once.
func TestAStoreThatCannotBeWrittenFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &vendor{lifetime: time.Hour}, &readOnly{brittle: newBrittle()}
		s, w := member(t, v, st)
		for end := time.Now().Add(10 * time.Minute); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
			_, err := s.Token(t.Context())
			require.NoError(t, err)
		}
		require.Error(t, s.Status().StoreError)
		assert.LessOrEqual(t, st.writes.Load(), int64(24), "1, 4, 16, then every 30 s")
		assert.Equal(t, 1, strings.Count(w.text(), "going on without it"))
		assert.NotContains(t, w.text(), "works again")
		assert.Equal(t, int64(1), v.calls.Load())

		time.Sleep(time.Hour) // its token has expired, and another process has written one
		other, _ := member(t, v, st.brittle)
		theirs, err := other.Token(t.Context())
		require.NoError(t, err)
		adopted, err := s.Token(t.Context())
		require.NoError(t, err)
		require.True(t, adopted.Equal(theirs))
		require.Error(t, s.Status().StoreError, "only a write shows that writing works")
		assert.NotContains(t, w.text(), "works again")
	})
}

// A renewal beside the token in use that has failed at once: the call is not sent again
// with the token that was just refused.
func TestACallIsNeverReplayedWithTheRefusedToken(t *testing.T) {
	t.Parallel()
	for range 20 {
		var sent, fetched atomic.Int64
		slow := func() {}
		client, err := authhooks.New(authhooks.Vendor{
			Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"),
			Fetch: func(context.Context, authhooks.Token) (authhooks.Token, error) {
				if fetched.Add(1) > 1 {
					return authhooks.Token{}, errors.New("unreachable")
				}
				return authhooks.Token{Access: authhooks.NewSecret("t"), ExpiresAt: time.Now().Add(time.Hour)}, nil
			},
		}, "https://acme.example", "id", authhooks.NewSecret("secret-canary"), authhooks.WithRetries(0),
			authhooks.WithHTTPClient(jsonVendor(func(string) string { sent.Add(1); slow(); return `{"code":10}` })),
			authhooks.WithClock(func() time.Time {
				if sent.Load() > 0 { // whoever looks at the time after the answer is late
					time.Sleep(time.Millisecond)
				}
				return time.Now()
			}))
		require.NoError(t, err)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://acme.example/order", strings.NewReader("x"))
		require.NoError(t, err)
		_, body, err := do(t, client.HTTPClient(), req)
		require.NoError(t, err)
		assert.JSONEq(t, `{"code":10}`, body)
		assert.Equal(t, int64(1), sent.Load())
		require.NoError(t, client.Close())
	}
}

// Calls that cannot be sent again notice dead tokens, one after the other, without
// serving one for half a minute.
func TestStreamsNoticeDeadTokens(t *testing.T) {
	t.Parallel()
	stream := func(a *acme, path string) error { return a.visit(t, path, struct{ io.Reader }{strings.NewReader("x")}) }
	a := doorman(t, "10", &clock{})
	require.NoError(t, stream(a, "/upload"))
	for range 10 {
		a.live.Store("")
		require.Error(t, stream(a, "/upload"), "nobody can send it again")
		require.NoError(t, stream(a, "/upload"))
	}
	b := doorman(t, "10", &clock{}) // each file has a path of its own: so often
	require.NoError(t, stream(b, "/upload/0"))
	for i := range 3 {
		b.live.Store("")
		require.Error(t, stream(b, fmt.Sprint("/upload/", i)))
		require.NoError(t, stream(b, fmt.Sprint("/upload/after-", i)))
	}
}

// A forbidden stream among good calls is no reason for a token a call.
func TestAForbiddenStreamAmongGoodCallsIsPaced(t *testing.T) {
	t.Parallel()
	c := &clock{}
	a := doorman(t, "10", c)
	for range 300 { // ten minutes
		require.Error(t, a.visit(t, "/forbidden", struct{ io.Reader }{strings.NewReader("x")}))
		require.NoError(t, a.visit(t, "/good", nil))
		require.NoError(t, a.visit(t, "/upload", struct{ io.Reader }{strings.NewReader("x")}))
		c.advance(2 * time.Second)
	}
	assert.Less(t, a.issued.Load(), int64(32), "once every half minute, and three without a verdict")
}
