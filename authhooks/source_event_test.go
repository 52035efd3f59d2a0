package authhooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
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

// The line of an event has the fields of the event, those that are zero left out.
func TestALogLineHasTheFieldsOfItsEvent(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.Handle("/login", answers(`{"code":5}`, `{"code":1,"token":"t1"}`, `{"code":1,"token":"t2"}`, `{"code":2,"text":"no"}`))
	mux.Handle("/never", answers(`{"code":9}`))
	a, w := newWitnessed(t, mux, loginOnly)
	for range 2 {
		_, _, _ = get(t, a.HTTPClient(), a.url+"/never")
		token, err := a.Token(t.Context())
		if err == nil {
			a.Source().Invalidate(token)
		}
	}
	seen := make(map[authhooks.EventType]bool)
	lines := strings.Split(strings.TrimSpace(w.log.String()), "\n")
	require.Len(t, lines, len(w.events))
	for i, e := range w.events {
		seen[e.Type] = true
		var line map[string]any
		require.NoError(t, json.Unmarshal([]byte(lines[i]), &line))
		want := map[string]any{"vendor": "acme", "event": string(e.Type), "op": e.Op}
		if e.Took != 0 {
			want["took"] = float64(e.Took)
		}
		if e.Fingerprint != "" {
			want["fingerprint"] = e.Fingerprint
		}
		if e.Err != nil {
			want["kind"], want["error"] = e.Kind.String(), e.Err.Error()
		}
		if e.Code != "" {
			want["code"] = e.Code
		}
		if e.Status != 0 {
			want["status"] = float64(e.Status)
		}
		if e.Attempt != 0 {
			want["attempt"] = float64(e.Attempt)
		}
		if e.Early {
			want["early"] = true
		}
		for _, own := range []string{"time", "level", "msg", "source", "expires_at", "retry_in"} {
			delete(line, own)
		}
		assert.Equal(t, want, line)
	}
	for _, e := range []authhooks.EventType{authhooks.EventFetched, authhooks.EventRefused, authhooks.EventRetried, authhooks.EventRejected, authhooks.EventInvalidated, authhooks.EventReplayed} {
		assert.True(t, seen[e], e)
	}
	assert.NotContains(t, w.text(), "http://", "no event and no line has a URL")
	assert.NotContains(t, w.text(), "canary")
}

// A dead observer must not cost a fetch its time for the next try.
func TestADeadObserverDoesNotHoldUpARetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var tries atomic.Int64
		stuck := make(chan struct{})
		s := newSource(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
			if tries.Add(1) == 1 {
				return authhooks.Token{}, &authhooks.Error{Kind: authhooks.KindUnavailable}
			}
			return authhooks.Token{Access: authhooks.NewSecret("t"), ExpiresAt: time.Now().Add(time.Hour)}, nil
		}), authhooks.WithTimeout(500*time.Millisecond), authhooks.WithObserver(func(authhooks.Event) { <-stuck }))
		_, err := s.Token(t.Context())
		require.NoError(t, err)
		assert.EqualValues(t, 2, tries.Load())
		close(stuck)
	})
}

// Each observer is called, whatever the others do.
func TestSeveralObservers(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var told []string
	hear := func(who string) authhooks.SourceOption {
		return authhooks.WithObserver(func(e authhooks.Event) {
			mu.Lock()
			told = append(told, who+" "+string(e.Type))
			mu.Unlock()
			if who == "b" {
				panic("of b")
			}
		})
	}
	w := &witness{}
	s := newSource(t, &vendor{lifetime: time.Hour}, append(w.options(), hear("a"), hear("b"), authhooks.WithObserver(nil), hear("c"))...)
	_, err := s.Token(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"a fetched", "b fetched", "c fetched"}, told)
	assert.Equal(t, "fetched", w.types())
}

// Now is the time that events and tokens are dated by. A clock that panics is replaced.
func TestNowOfASource(t *testing.T) {
	t.Parallel()
	at := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	var told []authhooks.Event
	s := newSource(t, &vendor{}, authhooks.WithClock(func() time.Time { return at }), authhooks.WithObserver(func(e authhooks.Event) { told = append(told, e) }))
	_, err := s.Token(t.Context())
	require.NoError(t, err)
	assert.Equal(t, at, s.Now())
	require.Len(t, told, 1)
	assert.Equal(t, at, told[0].At)
	s = newSource(t, &vendor{}, authhooks.WithClock(func() time.Time { panic("no time") }))
	assert.WithinDuration(t, time.Now(), s.Now(), time.Minute)
}

// A goroutine that a fetcher has left behind calls the vendor after the fetch. Its trace
// ends at once.
func TestATraceOfACallThatTheFetchDidNotWaitFor(t *testing.T) {
	t.Parallel()
	tr := &tracer{}
	gone, done := make(chan struct{}), make(chan struct{})
	a, _ := newWitnessed(t, answers(`{"code":1,"token":"t"}`), func(a *acme) func(context.Context, authhooks.Token) (authhooks.Token, error) {
		return func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			go func() {
				defer close(done)
				<-gone
				_, _ = a.createToken(ctx, "/login")
			}()
			return authhooks.Token{Access: authhooks.NewSecret("t")}, nil
		}
	}, authhooks.WithTrace(tr.start), authhooks.WithTrace(tr.start))
	_, err := a.Token(t.Context())
	require.NoError(t, err)
	close(gone)
	<-done
	assert.Len(t, tr.story(), 2)
}
