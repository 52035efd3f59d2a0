package authhooks_test

import (
	"context"
	"fmt"
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

func (hanging) Load(ctx context.Context, _ string) (authhooks.Record, authhooks.Version, error) {
	<-ctx.Done()
	return nil, "", ctx.Err()
}

// member is one process of a fleet.
func member(t *testing.T, f authhooks.Fetcher, st authhooks.Store, opts ...authhooks.SourceOption) (*authhooks.Source, *witness) {
	t.Helper()
	w := &witness{}
	opts = append(append(w.options(), authhooks.WithStore(st), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef"))), opts...)
	return newSource(t, f, opts...), w
}

func TestAFleetFetchesOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &vendor{takes: 200 * time.Millisecond, lifetime: time.Hour}, newBrittle()
		var sources []*authhooks.Source
		var seen []*witness
		for range 20 {
			s, w := member(t, v, st)
			sources, seen = append(sources, s), append(seen, w)
		}
		for range 24 { // hours
			var wg sync.WaitGroup
			for _, s := range sources {
				wg.Go(func() {
					for range 600 { // more than an hour, less than two
						token, err := s.Token(t.Context())
						assert.NoError(t, err)
						assert.True(t, token.ValidAt(time.Now()))
						time.Sleep(6 * time.Second)
					}
				})
			}
			wg.Wait()
		}
		// A token is renewed 4 to 6 minutes before its end: 24 hours are 26 lifetimes.
		assert.InDelta(t, 26, v.calls.Load(), 1)
		fetched, adopted := 0, 0
		for _, w := range seen {
			types := w.types()
			fetched += strings.Count(types, "fetched")
			adopted += strings.Count(types, "adopted")
		}
		assert.Equal(t, int(v.calls.Load()), fetched)
		assert.GreaterOrEqual(t, adopted, 19*25)
		assert.LessOrEqual(t, st.loads.Load(), int64(20*26*3), "loads per process and lifetime")
	})
}

func TestAdopterKnowsWhatItHas(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &vendor{lifetime: time.Hour}, newBrittle()
		a, _ := member(t, v, st)
		first, err := a.Token(t.Context())
		require.NoError(t, err)
		time.Sleep(50 * time.Minute)
		b, w := member(t, v, st)
		second, err := b.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, first.Fingerprint(), second.Fingerprint())
		assert.WithinDuration(t, first.ExpiresAt, second.ExpiresAt, time.Millisecond)
		status := b.Status()
		assert.Zero(t, status.LastFetch, "nothing came from the vendor to this process")
		assert.InDelta(t, 5, time.Until(status.NextEarlyFetch).Minutes(), 1.1, "the window of the whole hour, not of what is left")
		assert.Equal(t, "adopted", w.types())
		assert.Contains(t, w.text(), "token adopted")
	})
}

// A process whose clock is ahead writes ends that are too late: who reads them
// notices, for nothing can have been fetched in the future.
func TestAnAdopterCorrectsAClockThatIsAhead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const skew = 90 * time.Second
		v, st := &vendor{lifetime: time.Hour}, newBrittle()
		ahead := authhooks.FetcherFunc(func(ctx context.Context, old authhooks.Token) (authhooks.Token, error) {
			token, err := v.Fetch(ctx, old)
			token.ExpiresAt = token.ExpiresAt.Add(skew)
			return token, err
		})
		a, _ := member(t, ahead, st, authhooks.WithClock(func() time.Time { return time.Now().Add(skew) }))
		_, err := a.Token(t.Context())
		require.NoError(t, err)
		b, _ := member(t, v, st)
		token, err := b.Token(t.Context())
		require.NoError(t, err)
		assert.InDelta(t, time.Hour.Seconds(), time.Until(token.ExpiresAt).Seconds(), 0.01)
		assert.Equal(t, int64(1), v.calls.Load())
	})
}

// The process that is rejected first fetches, and all others adopt its token.
func TestRejectionGoesThroughTheStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &vendor{lifetime: time.Hour}, newBrittle()
		var sources []*authhooks.Source
		for range 10 {
			s, _ := member(t, v, st)
			sources = append(sources, s)
		}
		var rejected authhooks.Token
		for _, s := range sources {
			var err error
			rejected, err = s.Token(t.Context())
			require.NoError(t, err)
		}
		require.Equal(t, int64(1), v.calls.Load())
		for _, s := range sources {
			require.True(t, s.Invalidate(rejected))
			next, err := s.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "token-2", next.Access.Reveal())
		}
		assert.Equal(t, int64(2), v.calls.Load())
	})
}

func TestARotatedRefreshTokenIsInTheStoreFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &rotating{}, newBrittle()
		a, _ := member(t, v, st)
		b, _ := member(t, v, st)
		handedOut := atomic.Bool{}
		st.beforeSwap = func() {
			time.Sleep(time.Second)
			assert.False(t, handedOut.Load(), "written before anybody has it")
		}
		var before authhooks.Token
		for round := range 5 {
			handedOut.Store(false)
			token, err := a.Token(t.Context())
			require.NoError(t, err, round)
			handedOut.Store(true)
			assert.Equal(t, round > 0, b.Invalidate(before))
			other, err := b.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, token.Refresh.Reveal(), other.Refresh.Reveal())
			require.True(t, b.Invalidate(other)) // b renews next, with what a was given
			a, b, before = b, a, token
		}
		assert.Equal(t, 4, v.refreshes)
		assert.Equal(t, 1, v.logins, "every renewal had the refresh token that was alive")
	})
}

// Two that fetched at once, without a lock between them: one token survives.
func TestCompareAndSwapDecides(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &vendor{takes: time.Second, lifetime: time.Hour}, newBrittle()
		unlocked := struct{ authhooks.Store }{st}
		a, _ := member(t, v, unlocked)
		b, _ := member(t, v, unlocked)
		tokens := make([]authhooks.Token, 2)
		var wg sync.WaitGroup
		for i, s := range []*authhooks.Source{a, b} {
			wg.Go(func() {
				var err error
				tokens[i], err = s.Token(t.Context())
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		assert.Equal(t, int64(2), v.calls.Load())
		assert.Equal(t, tokens[0].Access.Reveal(), tokens[1].Access.Reveal(), "the loser adopts")
	})
}

func TestALockWhoseHolderDiedIsWaitedForOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &vendor{lifetime: time.Hour}, newBrittle()
		st.stuckOnLock.Store(true)
		s, _ := member(t, v, st, authhooks.WithTimeout(2*time.Second))
		start := time.Now()
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 9*time.Second, time.Since(start), "the lock's 2 s + 5 s, and a fetch of whoever took it over")
		assert.Equal(t, int64(1), v.calls.Load())
		other, _ := member(t, v, st)
		_, err = other.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, int64(1), v.calls.Load(), "and the others have it")
	})
}

func TestARefusalIsSharedToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &vendor{}, newBrittle()
		v.failWith(&authhooks.Error{Vendor: "acme", Op: "login", Kind: authhooks.KindInvalidCredentials, Code: "13", Message: "no", Status: 200})
		var sources []*authhooks.Source
		for range 50 {
			s, _ := member(t, v, st)
			sources = append(sources, s)
		}
		end := time.Now().Add(time.Minute)
		for time.Now().Before(end) {
			for _, s := range sources {
				_, err := s.Token(t.Context())
				require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
				var e *authhooks.Error
				require.ErrorAs(t, err, &e)
				assert.Equal(t, "13", e.Code)
				assert.Equal(t, "no", e.Message)
				assert.Equal(t, "login", e.Op)
				assert.Positive(t, e.RetryAfter)
			}
			time.Sleep(500 * time.Millisecond)
		}
		assert.LessOrEqual(t, v.calls.Load(), int64(4), "fifty processes are one client")
		v.failWith(nil)
		time.Sleep(2 * time.Minute)
		for _, s := range sources {
			_, err := s.Token(t.Context())
			require.NoError(t, err)
		}
		assert.LessOrEqual(t, v.calls.Load(), int64(5))
	})
}

// A network error is not shared, since another process may have a working network.
func TestATransportFailureIsNotShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st := newBrittle()
		broken := &vendor{}
		broken.failWith(&authhooks.Error{Kind: authhooks.KindTransport})
		a, _ := member(t, broken, st)
		_, err := a.Token(t.Context())
		require.Error(t, err)
		v := &vendor{lifetime: time.Hour}
		b, _ := member(t, v, st)
		_, err = b.Token(t.Context())
		require.NoError(t, err)
	})
}

func TestAKeyThatIsAnotherIsAnotherRecord(t *testing.T) {
	t.Parallel()
	v, st := &vendor{lifetime: time.Hour}, newBrittle()
	source := func(id, secret, storeKey string) *authhooks.Source {
		opts := []authhooks.SourceOption{authhooks.WithStore(st)}
		if storeKey != "" {
			opts = append(opts, authhooks.WithStoreKey(authhooks.NewSecret(storeKey)))
		}
		s, err := authhooks.NewSource(authhooks.NewKey("acme", "https://h:443", id, authhooks.NewSecret(secret)), v, opts...)
		require.NoError(t, err)
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	for i, c := range [][3]string{
		{"id", "secret", ""},
		{"id2", "secret", ""},
		{"id", "secret2", ""},
		{"id", "secret", "0123456789abcdef"},
		{"id", "secret2", "0123456789abcdef"},
		{"id", "secret", "0123456789abcdeF"},
		{"id", "secret", ""}, // the first again
	} {
		token, err := source(c[0], c[1], c[2]).Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, fmt.Sprintf("token-%d", i%6+1), token.Access.Reveal())
	}
}
