package authhooks_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"reflect"
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

// touchy is an error whose methods panic.
type touchy struct{ how string }

func (touchy) Error() string { return "touchy" }

func (e touchy) Is(error) bool {
	if e.how == "Is" {
		panic("is-canary")
	}
	return false
}

func (e touchy) As(any) bool {
	if e.how == "As" {
		panic("as-canary")
	}
	return false
}

func (e touchy) Unwrap() error {
	if e.how == "Unwrap" {
		panic("unwrap-canary")
	}
	return nil
}

// strangeErrors are what Go's commonest mistakes return: nil pointers as errors, and
// errors that panic when somebody asks what they are.
func strangeErrors() map[string]error {
	var own *authhooks.Error
	return map[string]error{
		"nil *Error": own, "nil *OpError": (*net.OpError)(nil), "nil *url.Error": (*url.Error)(nil), "nil *Error, wrapped": fmt.Errorf("x: %w", own),
		"Is": touchy{"Is"}, "As": touchy{"As"}, "Unwrap": touchy{"Unwrap"}, "joined": errors.Join(errors.New("x"), touchy{"Is"}),
	}
}

// strangeStore returns such an error from Load, or panics when a late lock is given back.
type strangeStore struct {
	*authhooks.MemoryStore
	err error
}

func (s strangeStore) Load(context.Context, string) (authhooks.Record, authhooks.Version, error) {
	return nil, "", s.err
}

// A strange error is an error like another: of a fetcher, a store, a transport, a Put.
// None ends the process, and the next call works.
func TestStrangeErrorsEndNoProcess(t *testing.T) {
	t.Parallel()
	for name, bad := range strangeErrors() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var calls atomic.Int64
				s := newSource(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
					if calls.Add(1) == 1 {
						return authhooks.Token{Access: authhooks.NewSecret("t")}, bad
					}
					return authhooks.Token{Access: authhooks.NewSecret("t")}, nil
				}))
				_, err := s.Token(t.Context())
				require.Error(t, err)
				assert.NotContains(t, err.Error(), "canary")
				if v := reflect.ValueOf(bad); v.Kind() == reflect.Pointer && v.IsNil() {
					assert.Contains(t, err.Error(), "return nil instead")
				}
				time.Sleep(2 * time.Second)
				_, err = s.Token(t.Context())
				require.NoError(t, err)

				stored, _ := member(t, &vendor{lifetime: time.Hour}, strangeStore{authhooks.NewMemoryStore(), bad})
				_, err = stored.Token(t.Context())
				require.NoError(t, err, "a store that fails is done without")
				require.Error(t, stored.Status().StoreError)
			})
			for what, c := range map[string]*authhooks.Client{
				"transport": inMemory(t, authhooks.PutBearer, func(*http.Request) (*http.Response, error) { return nil, bad }),
				"Put":       inMemory(t, func(*http.Request, authhooks.Token) error { return bad }, pong),
			} {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://acme.example/x", http.NoBody)
				require.NoError(t, err)
				resp, err := c.HTTPClient().Do(req)
				require.Error(t, err, what)
				assert.Nil(t, resp)
				if what == "Put" {
					require.ErrorContains(t, c.Editor()(t.Context(), req), "acme: inject: ")
				}
			}
		})
	}
}

// A strange error of a refresh is no outage: a login follows.
func TestALoginFollowsARefreshThatFailsStrangely(t *testing.T) {
	t.Parallel()
	for name, bad := range strangeErrors() {
		c := inMemory(t, authhooks.PutBearer, pong)
		token, err := c.RefreshOrLogin(t.Context(), authhooks.Token{Refresh: authhooks.NewSecret("r")},
			func(context.Context, authhooks.Secret) (authhooks.Token, error) { return authhooks.Token{}, bad },
			func(context.Context) (authhooks.Token, error) {
				return authhooks.Token{Access: authhooks.NewSecret("new")}, nil
			})
		require.NoError(t, err, name)
		assert.Equal(t, "new", token.Access.Reveal(), name)
	}
}

// lateLock is a store whose first lock comes when nobody waits for it any more.
type lateLock struct {
	*authhooks.MemoryStore
	release func(ctx context.Context) error
	taken   atomic.Bool
}

func (l *lateLock) Lock(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
	if l.taken.CompareAndSwap(false, true) {
		time.Sleep(4 * time.Second)
		return l.release, nil
	}
	return l.MemoryStore.Lock(ctx, name, ttl)
}

// A late lock whose release panics harms nobody; one whose release obeys its ctx on a
// dead connection does not keep the store down for ever.
func TestALateLockIsGivenBackWithinBounds(t *testing.T) {
	t.Parallel()
	for name, release := range map[string]func(ctx context.Context) error{
		"panics": func(context.Context) error { panic("release") },
		"waits":  func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
	} {
		synctest.Test(t, func(t *testing.T) {
			st := &lateLock{MemoryStore: authhooks.NewMemoryStore(), release: release}
			v := &vendor{lifetime: time.Hour}
			s, _ := member(t, v, st)
			_, err := s.Token(t.Context())
			require.NoError(t, err)
			time.Sleep(61 * time.Minute)
			_, err = s.Token(t.Context())
			require.NoError(t, err)
			require.NoError(t, s.Status().StoreError, name)
		})
	}
}

// noLock is a store whose Lock breaks its contract.
type noLock struct{ *brittle }

func (noLock) Lock(context.Context, string, time.Duration) (func(context.Context) error, error) {
	return nil, nil //nolint:nilnil // the mistake
}

func TestALockThatIsNoneIsAFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st := noLock{newBrittle()}
		s, _ := member(t, &vendor{lifetime: time.Hour}, st)
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		assert.LessOrEqual(t, st.loads.Load(), int64(2))
		require.Error(t, s.Status().StoreError)
	})
}

// hiccup is a store that fails at its n-th write, or while it is down.
type hiccup struct {
	*brittle
	writes, bad int32
}

func (h *hiccup) CompareAndSwap(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
	if h.writes++; h.writes == h.bad {
		return "", errStore
	}
	return h.brittle.CompareAndSwap(ctx, name, old, r, ttl)
}

// A renewal that Close waits for ends up in the store, though the store failed while it
// was under way.
func TestCloseHandsOverWhatItWaitedFor(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string]int32{"the store is down when the fetch begins": 0, "one write fails": 2} {
		synctest.Test(t, func(t *testing.T) {
			st := &hiccup{brittle: newBrittle(), bad: bad}
			v := newRenewer(t, &renewer{}, withStore(st)...)
			first, err := v.Token(t.Context())
			require.NoError(t, err)
			v.takes = time.Second
			st.down.Store(bad == 0)
			require.True(t, v.Source().Invalidate(first))
			go func() { _, _ = v.Token(t.Context()) }()
			time.Sleep(500 * time.Millisecond)
			st.down.Store(false)
			require.NoError(t, v.Close())
			assert.False(t, stored(t, st).Refresh.Equal(first.Refresh), name)
		})
	}
}

// gated is a store whose first Load waits for a test.
type gated struct {
	*brittle
	loading, open chan struct{}
	once          sync.Once
}

func (g *gated) Load(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
	g.once.Do(func() { close(g.loading); <-g.open })
	return g.brittle.Load(ctx, name)
}

var errBadPassword = &authhooks.Error{Kind: authhooks.KindInvalidCredentials, Code: "2", RetryAfter: 10 * time.Minute}

// Retry counts for a fetch that is under way too, which may be about to land with the
// very failure that is to be forgotten.
func TestRetryDuringAFetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st := &gated{brittle: newBrittle(), loading: make(chan struct{}), open: make(chan struct{})}
		bad, _ := member(t, &vendor{fail: errBadPassword}, st.brittle)
		_, err := bad.Token(t.Context())
		require.Error(t, err)
		v := &vendor{lifetime: time.Hour}
		s, _ := member(t, v, st)
		var wg sync.WaitGroup
		wg.Go(func() { _, _ = s.Token(t.Context()) })
		<-st.loading
		s.Retry()
		for range 5 { // they come after Retry
			wg.Go(func() {
				_, err := s.Token(t.Context())
				assert.NoError(t, err)
			})
		}
		synctest.Wait()
		close(st.open)
		wg.Wait()
		_, err = s.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, int64(1), v.calls.Load())
	})
}

// The store's failure that Retry has forgotten does not come back because the fetch
// after it met with a lost connection.
func TestRetryOutlivesALostConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st := newBrittle()
		bad, _ := member(t, &vendor{fail: errBadPassword}, st)
		_, err := bad.Token(t.Context())
		require.Error(t, err)
		v := &vendor{lifetime: time.Hour, fail: &authhooks.Error{Kind: authhooks.KindTransport}}
		s, _ := member(t, v, st)
		_, err = s.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
		s.Retry()
		_, err = s.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrTransport)
		v.failWith(nil)
		time.Sleep(1300 * time.Millisecond)
		_, err = s.Token(t.Context())
		require.NoError(t, err)
	})
}

// With a store too, nobody who has no token shares the failure of a fetch that began
// ahead of time.
func TestAnEarlyFailureInTheStoreBindsNobodyWithoutAToken(t *testing.T) {
	t.Parallel()
	for _, fail := range []*authhooks.Error{
		{Kind: authhooks.KindUnavailable, Status: 503}, {Kind: authhooks.KindInvalidCredentials, Code: "2"},
	} {
		synctest.Test(t, func(t *testing.T) {
			var calls atomic.Int64
			f := authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
				if calls.Add(1) == 2 { // ahead of time
					time.Sleep(5 * time.Second)
					return authhooks.Token{}, fail
				}
				return authhooks.Token{Access: authhooks.NewSecret(fmt.Sprint("t", calls.Load())), ExpiresAt: time.Now().Add(time.Hour)}, nil
			})
			s, _ := member(t, f, newBrittle(), authhooks.WithRetries(0))
			_, err := s.Token(t.Context())
			require.NoError(t, err)
			time.Sleep(time.Hour - 2*time.Second)
			_, err = s.Token(t.Context()) // served; fetches behind
			require.NoError(t, err)
			time.Sleep(3 * time.Second) // the token has ended
			token, err := s.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "t3", token.Access.Reveal())
		})
	}
}

// A refusal that comes after its flight has landed counts like another: else each
// further attempt would be another wrong login.
func TestALateRefusalIsRemembered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		s, w := member(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
			calls.Add(1)
			time.Sleep(16 * time.Second)
			return authhooks.Token{}, errBadPassword
		}), newBrittle())
		_, err := s.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrTransport)
		time.Sleep(3 * time.Second)
		_, err = s.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
		assert.Equal(t, int64(1), calls.Load())
		assert.Equal(t, 2, strings.Count(w.types(), "refused"), "that nothing came in time, and what came late")
	})
}

// A token that comes late is an event.
func TestALateTokenIsToldOf(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &witness{}
		s := newSource(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
			time.Sleep(20 * time.Second)
			return authhooks.Token{Access: authhooks.NewSecret("late")}, nil
		}), w.options()...)
		_, err := s.Token(t.Context())
		require.Error(t, err)
		time.Sleep(10 * time.Second)
		assert.Equal(t, "refused fetched", w.types())
	})
}

// A refusal whose writer's clock is an hour ahead does not bind each new process anew
// until that hour is over.
func TestARefusalOfTheFutureIsRedated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ahead := &clock{}
		ahead.advance(time.Hour)
		v, st := &vendor{lifetime: time.Hour, fail: &authhooks.Error{Kind: authhooks.KindInvalidCredentials, Code: "2"}}, newBrittle()
		wrong, _ := member(t, v, st, authhooks.WithClock(ahead.now))
		_, err := wrong.Token(t.Context())
		require.Error(t, err)
		first, _ := member(t, v, st) // sees it, and dates it
		_, err = first.Token(t.Context())
		require.Error(t, err)
		v.failWith(nil)
		time.Sleep(10 * time.Minute)
		second, _ := member(t, v, st)
		_, err = second.Token(t.Context())
		require.NoError(t, err)
	})
}

// What the vendor said is not replaced by the end of the ctx in the pause before a retry.
func TestTheVendorsWordOutlivesThePause(t *testing.T) {
	t.Parallel()
	for range 40 {
		synctest.Test(t, func(t *testing.T) {
			s := newSource(t, authhooks.FetcherFunc(func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
				if ctx.Err() != nil {
					return authhooks.Token{}, ctx.Err()
				}
				time.Sleep(25 * time.Millisecond)
				return authhooks.Token{}, &authhooks.Error{Kind: authhooks.KindUnavailable, Status: 503}
			}), authhooks.WithTimeout(30*time.Millisecond))
			_, err := s.Token(t.Context())
			require.ErrorIs(t, err, authhooks.ErrUnavailable)
		})
	}
}

// Close takes three seconds at most, an observer that does not return included.
func TestCloseIsBoundedInAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hang := make(chan struct{})
		s := newSource(t, authhooks.FetcherFunc(func(_ context.Context, old authhooks.Token) (authhooks.Token, error) {
			if !old.Access.IsZero() {
				<-hang
			}
			return authhooks.Token{Access: authhooks.NewSecret("a"), Refresh: authhooks.NewSecret("r")}, nil
		}), authhooks.WithObserver(func(e authhooks.Event) {
			if e.Type == authhooks.EventInvalidated {
				<-hang
			}
		}))
		token, err := s.Token(t.Context())
		require.NoError(t, err)
		go s.Invalidate(token)
		synctest.Wait()
		go func() { _, _ = s.Token(t.Context()) }()
		synctest.Wait()
		before := time.Now()
		require.NoError(t, s.Close())
		assert.LessOrEqual(t, time.Since(before), 3100*time.Millisecond)
		close(hang)
		synctest.Wait()
	})
}

// Not parallel, since it sets the default logger. If the user has set no logger, the
// default logger reports a panic of the observer.
func TestAPanicIsToldWithoutALogger(t *testing.T) { //nolint:paralleltest // see above
	var out bytes.Buffer
	before := slog.Default()                                  //nolint:forbidigo // this is about it
	slog.SetDefault(slog.New(slog.NewTextHandler(&out, nil))) //nolint:forbidigo // likewise
	defer slog.SetDefault(before)                             //nolint:forbidigo // likewise
	synctest.Test(t, func(t *testing.T) {
		s := newSource(t, &vendor{lifetime: time.Hour}, authhooks.WithObserver(func(authhooks.Event) { panic("canary") }))
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		require.NoError(t, s.Close())
	})
	assert.Contains(t, out.String(), "panic contained")
	assert.NotContains(t, out.String(), "canary")
}
