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
