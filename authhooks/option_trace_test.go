package authhooks_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

type markKey struct{}

// tracer records the calls that it traces. It marks the ctx of each.
type tracer struct {
	mu    sync.Mutex
	began []string
	ended []authhooks.Event
	ctx   []any // what the ctx of start had under markKey
}

func (tr *tracer) start(ctx context.Context, vendor, op string) (context.Context, func(authhooks.Event)) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.began = append(tr.began, vendor+" "+op)
	tr.ctx = append(tr.ctx, ctx.Value(markKey{}))
	return context.WithValue(ctx, markKey{}, len(tr.began)), func(e authhooks.Event) {
		tr.mu.Lock()
		defer tr.mu.Unlock()
		tr.ended = append(tr.ended, e)
	}
}

func (tr *tracer) story() (told []string) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	for _, e := range tr.ended {
		told = append(told, brief(e))
	}
	return told
}

// Each request of a fetch is one traced call, and the transport sees the ctx of its trace.
func TestATraceIsAroundEachTokenCall(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.Handle("/login", answers(`{"code":5}`, "", `{"code":1,"token":"t"}`))
	mux.Handle("/refused", answers(`{"code":2}`))
	tr := &tracer{}
	var mu sync.Mutex
	var marks []any
	base := &http.Transport{}
	defer base.CloseIdleConnections()
	a, w := newWitnessed(t, mux, func(a *acme) func(context.Context, authhooks.Token) (authhooks.Token, error) {
		return func(ctx context.Context, old authhooks.Token) (authhooks.Token, error) {
			old.Refresh = authhooks.NewSecret("r")
			return a.RefreshOrLogin(ctx, old, func(ctx context.Context, _ authhooks.Secret) (authhooks.Token, error) {
				req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url+"/refused", http.NoBody)
				if err != nil {
					return authhooks.Token{}, err
				}
				resp, err := a.Guarded().Do(req)
				_, err = a.Receive("refreshToken", resp, err, nil)
				return authhooks.Token{}, err
			}, func(ctx context.Context) (authhooks.Token, error) { return a.createToken(ctx, "/login") })
		}
	}, authhooks.WithTrace(tr.start), authhooks.WithRetries(1), authhooks.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		marks = append(marks, r.Context().Value(markKey{}))
		mu.Unlock()
		return base.RoundTrip(r)
	})}))
	_, err := a.Token(t.Context())
	require.Error(t, err)
	assert.Equal(t, []string{"acme fetch", "acme fetch", "acme fetch", "acme fetch"}, tr.began, "two calls a try")
	assert.Equal(t, []any{1, 2, 3, 4}, marks)
	assert.Equal(t, []any{nil, nil, nil, nil}, tr.ctx, "a call begins with the ctx of the fetch")
	assert.Equal(t, []string{
		`refused refreshToken (invalid credentials "2" 200) try 1`, `refused createToken (unavailable "5" 200) try 1`,
		`refused refreshToken (invalid credentials "2" 200) try 2`, `refused createToken (transport error "" 0) try 2`,
	}, tr.story())
	for _, e := range tr.ended {
		assert.Positive(t, e.Took)
		assert.Equal(t, "acme", e.Vendor)
	}
	assert.Len(t, w.story(), 2)
	a.Source().Retry()
	_, err = a.Token(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "fetched createToken try 1", tr.story()[5])
	_, err = a.createToken(t.Context(), "/login")
	require.NoError(t, err)
	assert.Len(t, tr.began, 6, "a call of the user's own is no fetch")
}

// Without a client, each call of the Fetcher is a token call.
func TestATraceIsAroundEachCallOfAFetcher(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tr := &tracer{}
		var calls atomic.Int64
		var marks []any
		s := newSource(t, authhooks.FetcherFunc(func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			marks = append(marks, ctx.Value(markKey{}))
			switch time.Sleep(time.Second); calls.Add(1) {
			case 1:
				return authhooks.Token{}, &authhooks.Error{Kind: authhooks.KindUnavailable, Code: "x"}
			case 2:
				panic("a secret")
			case 3:
				runtime.Goexit()
			}
			return authhooks.Token{Access: authhooks.NewSecret("t")}, nil
		}), authhooks.WithTrace(tr.start), authhooks.WithTrace(tr.start))
		for range 3 {
			_, _ = s.Token(t.Context())
			time.Sleep(time.Minute)
		}
		assert.Equal(t, []any{nil, 1, nil, 3, nil, 5, nil, 7}, tr.ctx, "the second trace has the values of the first")
		assert.Equal(t, []any{2, 4, 6, 8}, marks)
		var types []string
		for i, e := range tr.ended {
			assert.Equal(t, time.Second, e.Took)
			if types = append(types, string(e.Type)); i%2 == 0 {
				assert.Equal(t, brief(e), brief(tr.ended[i+1]))
			}
		}
		assert.Equal(t, []string{"refused", "refused", "refused", "refused", "refused", "refused", "fetched", "fetched"}, types)
	})
}

// A trace that panics, hangs, exits, or returns a ctx that has ended, does no harm.
func TestATraceThatMisbehaves(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	hang := make(chan struct{})
	for name, c := range map[string]struct {
		start func(context.Context, string, string) (context.Context, func(authhooks.Event))
		takes time.Duration
	}{
		"start panics": {func(context.Context, string, string) (context.Context, func(authhooks.Event)) { panic("a secret") }, 0},
		"start exits": {func(context.Context, string, string) (context.Context, func(authhooks.Event)) {
			runtime.Goexit()
			return nil, nil
		}, 0},
		"start hangs": {func(context.Context, string, string) (context.Context, func(authhooks.Event)) {
			<-hang
			return nil, nil
		}, time.Second},
		"nothing":     {func(context.Context, string, string) (context.Context, func(authhooks.Event)) { return nil, nil }, 0},
		"another ctx": {func(context.Context, string, string) (context.Context, func(authhooks.Event)) { return ended, nil }, 0},
		"end panics": {func(ctx context.Context, _, _ string) (context.Context, func(authhooks.Event)) {
			return ctx, func(authhooks.Event) { panic("a secret") }
		}, 0},
		"end hangs": {func(ctx context.Context, _, _ string) (context.Context, func(authhooks.Event)) {
			return ctx, func(authhooks.Event) { time.Sleep(time.Hour) }
		}, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				if name == "start hangs" {
					hang = make(chan struct{})
					defer close(hang)
				}
				w := &witness{}
				s := newSource(t, authhooks.FetcherFunc(func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
					if err := ctx.Err(); err != nil {
						return authhooks.Token{}, err
					}
					_, bounded := ctx.Deadline()
					assert.True(t, bounded)
					return authhooks.Token{Access: authhooks.NewSecret("t")}, nil
				}), append(w.options(), authhooks.WithTrace(c.start))...)
				began := time.Now()
				_, err := s.Token(t.Context())
				require.NoError(t, err)
				assert.Equal(t, c.takes, time.Since(began))
				assert.Equal(t, "fetched", w.types())
				assert.NotContains(t, w.text(), "a secret")
				time.Sleep(2 * time.Hour) // everything that hangs returns
			})
		})
	}
}

// The trace of a call that nobody receives ends with the fetch.
func TestATraceEndsWithTheFetch(t *testing.T) {
	t.Parallel()
	tr := &tracer{}
	a, w := newWitnessed(t, answers(`{"code":1}`, ""), func(a *acme) func(context.Context, authhooks.Token) (authhooks.Token, error) {
		return func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			for range 2 {
				req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url+"/login", http.NoBody)
				if err != nil {
					return authhooks.Token{}, err
				}
				if resp, err := a.Doer().Do(req); err == nil {
					_ = resp.Body.Close()
				}
			}
			return authhooks.Token{Access: authhooks.NewSecret("t")}, nil
		}
	}, authhooks.WithTrace(tr.start))
	_, err := a.Token(t.Context())
	require.NoError(t, err)
	assert.Eventually(t, func() bool { return len(tr.story()) == 2 }, 10*time.Second, time.Millisecond)
	assert.ElementsMatch(t, []string{"fetched fetch try 1", `refused fetch (transport error "" 0) try 1`}, tr.story())
	assert.Equal(t, []string{"fetched fetch try 1"}, w.story())
}

// A fetch has the values of its caller, but neither its end nor its httptrace.
func TestCallerValues(t *testing.T) {
	t.Parallel()
	for name, with := range map[string]bool{"on": true, "off": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var hooks, calls atomic.Int64
			var mu sync.Mutex
			var seen []any
			left := make(chan struct{})
			opts := []authhooks.Option{nil}
			if with {
				opts = append(opts, authhooks.WithCallerValues())
			}
			a, _ := newWitnessed(t, answers(`{"code":1,"token":"t"}`), func(a *acme) func(context.Context, authhooks.Token) (authhooks.Token, error) {
				return func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
					mu.Lock()
					seen = append(seen, ctx.Value(markKey{}))
					mu.Unlock()
					calls.Add(1)
					<-left
					return a.createToken(ctx, "/login")
				}
			}, opts...)
			ctx, cancel := context.WithCancel(context.WithValue(t.Context(), markKey{}, "the caller's"))
			hook := func() { hooks.Add(1) }
			ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
				GetConn: func(string) { hook() }, WroteHeaderField: func(string, []string) { hook() }, WroteHeaders: hook,
				ConnectStart: func(string, string) { hook() }, DNSStart: func(httptrace.DNSStartInfo) { hook() },
			})
			gone := make(chan error)
			go func() {
				_, err := a.Token(ctx)
				gone <- err
			}()
			assert.Eventually(t, func() bool { return calls.Load() == 1 }, 10*time.Second, time.Millisecond)
			cancel()
			require.ErrorIs(t, <-gone, context.Canceled)
			close(left)
			_, err := a.Token(t.Context())
			require.NoError(t, err, "the fetch goes on without the caller that started it")
			want := any(nil)
			if with {
				want = "the caller's"
			}
			assert.Equal(t, []any{want}, seen)
			assert.Zero(t, hooks.Load())
		})
	}
}

// A fetch that follows an early one, for those that wait, has the values of the first caller.
func TestCallerValuesOfAFollowingFetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen []any
		var calls atomic.Int64
		s := newSource(t, authhooks.FetcherFunc(func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			seen = append(seen, ctx.Value(markKey{}))
			if calls.Add(1) == 2 { // the early one: the token ends meanwhile
				time.Sleep(10 * time.Second)
				return authhooks.Token{}, errors.New("no")
			}
			return authhooks.Token{Access: authhooks.NewSecret("t"), ExpiresAt: time.Now().Add(time.Minute)}, nil
		}), authhooks.WithCallerValues(), authhooks.WithRetries(0))
		call := func(who string) {
			_, err := s.Token(context.WithValue(t.Context(), markKey{}, who))
			require.NoError(t, err)
		}
		call("a")
		time.Sleep(58 * time.Second)
		call("b")
		time.Sleep(3 * time.Second)
		call("c")
		assert.Equal(t, []any{"a", "b", "b"}, seen)
	})
}
