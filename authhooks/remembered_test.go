package authhooks_test

import (
	"context"
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
