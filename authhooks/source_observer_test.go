package authhooks_test

import (
	"context"
	"encoding/json"
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
