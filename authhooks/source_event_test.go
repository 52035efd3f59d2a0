package authhooks_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// brief is an event without its times, its fingerprint and the text of its error.
func brief(e authhooks.Event) string {
	text := fmt.Sprintf("%s %s", e.Type, e.Op)
	if e.Err != nil {
		text += fmt.Sprintf(" (%s %q %d)", e.Kind, e.Code, e.Status)
	}
	if e.Attempt != 0 {
		text += fmt.Sprintf(" try %d", e.Attempt)
	}
	if e.Early {
		text += " early"
	}
	return text
}

// story returns the events since the last call.
func (w *witness) story() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var told []string
	for _, e := range w.events {
		told = append(told, brief(e))
	}
	w.events = nil
	return told
}

func (w *witness) clientOptions() (opts []authhooks.Option) {
	for _, o := range w.options() {
		opts = append(opts, o)
	}
	return opts
}

// answers serves the vendor's answers in their order, and the last one for ever. The empty
// answer breaks the connection.
func answers(list ...string) http.Handler {
	var next atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		text := list[min(int(next.Add(1)), len(list))-1]
		if text == "" {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, text)
	})
}

// newWitnessed is acme whose token calls go to paths below /, which h serves.
func newWitnessed(t *testing.T, h http.Handler, fetch func(*acme) func(context.Context, authhooks.Token) (authhooks.Token, error), opts ...authhooks.Option) (*acme, *witness) {
	t.Helper()
	w := &witness{}
	door := newACME(t, h)
	a := &acme{url: door.url}
	client, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"), Fetch: fetch(a),
	}, door.url, "id", authhooks.NewSecret("secret-canary"), append(opts, w.clientOptions()...)...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	a.Client = client
	return a, w
}

func loginOnly(a *acme) func(context.Context, authhooks.Token) (authhooks.Token, error) {
	return func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
		return a.createToken(ctx, "/login")
	}
}

func TestEachTryOfAFetchIsAnEvent(t *testing.T) {
	t.Parallel()
	const good, busy, wrong = `{"code":1,"token":"t"}`, `{"code":5}`, `{"code":2}`
	for name, c := range map[string]struct {
		answers []string
		retries int
		story   []string
	}{
		"at once":       {[]string{good}, 1, []string{"fetched createToken try 1"}},
		"the second":    {[]string{busy, good}, 1, []string{`retried createToken (unavailable "5" 200) try 1`, "fetched createToken try 2"}},
		"none":          {[]string{busy}, 2, []string{`retried createToken (unavailable "5" 200) try 1`, `retried createToken (unavailable "5" 200) try 2`, `refused createToken (unavailable "5" 200) try 3`}},
		"no repetition": {[]string{wrong}, 5, []string{`refused createToken (invalid credentials "2" 200) try 1`}},
		"no retries":    {[]string{busy}, 0, []string{`refused createToken (unavailable "5" 200) try 1`}},
		"no answer":     {[]string{""}, 0, []string{`refused createToken (transport error "" 0) try 1`}},
		"a page":        {[]string{"<html>"}, 0, []string{`refused createToken (protocol error "" 200) try 1`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, w := newWitnessed(t, answers(c.answers...), loginOnly, authhooks.WithRetries(c.retries))
			_, _ = a.Token(t.Context())
			require.NotEmpty(t, w.events)
			for _, e := range w.events {
				assert.Positive(t, e.Took)
			}
			assert.Equal(t, c.story, w.story())
		})
	}
}

// The operation is the last one of the fetch, whatever came of it.
func TestAnEventNamesTheLastOperation(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.Handle("/login", answers(`{"code":1,"token":"t"}`))
	mux.Handle("/refused", answers(`{"code":2}`))
	mux.Handle("/dead", answers(""))
	for name, c := range map[string]struct {
		calls []string // operation, path
		op    string
	}{
		"one":                       {[]string{"login /login"}, "login"},
		"the renewal, then a login": {[]string{"refreshToken /refused", "login /login"}, "login"},
		"the last has no answer":    {[]string{"login /login", "center /dead"}, "center"},
		"none":                      {nil, "fetch"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, w := newWitnessed(t, mux, func(a *acme) func(context.Context, authhooks.Token) (authhooks.Token, error) {
				return func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
					for _, call := range c.calls {
						op, path, _ := strings.Cut(call, " ")
						req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url+path, http.NoBody)
						if err != nil {
							return authhooks.Token{}, err
						}
						resp, err := a.Doer().Do(req)
						_, _ = a.Receive(op, resp, err, nil)
					}
					return authhooks.Token{}, errors.New("of the fetcher")
				}
			}, authhooks.WithRetries(0))
			_, err := a.Token(t.Context())
			require.Error(t, err)
			assert.Equal(t, []string{fmt.Sprintf(`refused %s (unknown error "" 0) try 1`, c.op)}, w.story())
		})
	}
}

// A typed call of the user's own is no fetch, and changes nothing for one.
func TestACallOutsideOfAFetchIsNoEvent(t *testing.T) {
	t.Parallel()
	a, w := newWitnessed(t, answers(`{"code":1,"token":"t"}`), loginOnly)
	_, err := a.createToken(t.Context(), "/login")
	require.NoError(t, err)
	assert.Empty(t, w.story())
}

func TestEachRejectedAnswerIsAnEventBeforeItsReplay(t *testing.T) {
	t.Parallel()
	const fetched = "fetched createToken try 1"
	for name, c := range map[string]struct {
		code  string
		body  io.Reader
		story []string
	}{
		"clear": {"9", http.NoBody, []string{
			fetched, `rejected send (token rejected "9" 200)`, "invalidated send", fetched, "replayed send", `rejected send (token rejected "9" 200)`,
		}},
		"ambiguous": {"10", http.NoBody, []string{
			fetched, `rejected send (permission denied "10" 200)`, fetched + " early", "replayed send", `rejected send (permission denied "10" 200)`,
		}},
		"a stream": {"9", io.MultiReader(strings.NewReader("x")), []string{fetched, `rejected send (token rejected "9" 200)`, "invalidated send"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mux := http.NewServeMux()
			mux.Handle("/login", answers(`{"code":1,"token":"t1"}`, `{"code":1,"token":"t2"}`, `{"code":1,"token":"t3"}`))
			mux.Handle("/never", answers(`{"code":`+c.code+`,"text":"no"}`))
			a, w := newWitnessed(t, mux, loginOnly)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url+"/never", c.body)
			require.NoError(t, err)
			_, body, err := do(t, a.HTTPClient(), req)
			require.NoError(t, err)
			assert.Contains(t, body, c.code, "the caller gets the answer, though the event has read it")
			for _, e := range w.events {
				if e.Type == authhooks.EventRejected {
					assert.NotEmpty(t, e.Fingerprint)
				}
			}
			assert.Equal(t, c.story, w.story())
		})
	}
}

// flaky is a store that can be switched off.
type flaky struct {
	authhooks.Store
	off atomic.Bool
}

func (f *flaky) Load(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
	if f.off.Load() {
		return nil, "", &url.Error{Op: "Get", URL: "https://store.example/?key=key-canary", Err: errors.New("refused")}
	}
	return f.Store.Load(ctx, name)
}

func TestAChangeOfTheStoreIsOneEvent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st := &flaky{Store: authhooks.NewMemoryStore()}
		w := &witness{}
		s := newSource(t, &vendor{lifetime: 10 * time.Minute}, append(w.options(), authhooks.WithStore(st), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef")))...)
		run := func(off bool) (told []string) {
			st.off.Store(off)
			for range 30 {
				_, err := s.Token(t.Context())
				require.NoError(t, err)
				time.Sleep(time.Minute)
			}
			synctest.Wait()
			w.mu.Lock()
			for _, e := range w.events {
				if e.Type == authhooks.EventStoreDown {
					assert.Contains(t, e.Err.Error(), "refused")
				}
			}
			w.mu.Unlock()
			for _, line := range w.story() {
				if strings.HasPrefix(line, "store") {
					told = append(told, line)
				}
			}
			return told
		}
		assert.Empty(t, run(false))
		assert.Equal(t, []string{`store_down fetch (unknown error "" 0)`}, run(true))
		assert.Equal(t, []string{"store_up fetch"}, run(false))
		assert.Equal(t, []string{`store_down fetch (unknown error "" 0)`}, run(true))
		assert.NotContains(t, w.text(), "canary")
		assert.NotContains(t, w.text(), "https://")
	})
}

func TestEarlyIsWhileATokenIsAtHand(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &witness{}
		v := &vendor{lifetime: time.Hour}
		s := newSource(t, v, append(w.options(), authhooks.WithRetries(1))...)
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		v.failWith(&authhooks.Error{Kind: authhooks.KindUnavailable})
		time.Sleep(59 * time.Minute)
		_, err = s.Token(t.Context())
		require.NoError(t, err)
		time.Sleep(time.Second)
		assert.Equal(t, []string{
			"fetched fetch try 1", `retried fetch (unavailable "" 0) try 1 early`, `refused fetch (unavailable "" 0) try 2 early`,
		}, w.story())
	})
}
