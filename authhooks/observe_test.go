package authhooks_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// witness sees all that a source tells: every log line, down to debug, and every
// event, in the order in which they came.
type witness struct {
	mu     sync.Mutex
	log    bytes.Buffer
	events []authhooks.Event
}

func (w *witness) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.Write(p)
}

func (w *witness) options() []authhooks.SourceOption {
	logger := slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}))
	return []authhooks.SourceOption{authhooks.WithLogger(logger), authhooks.WithObserver(func(e authhooks.Event) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.events = append(w.events, e)
	})}
}

func (w *witness) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.String() + fmt.Sprintf("%v %+v %#v", w.events, w.events, w.events)
}

// levels are the levels of the lines since the last call; each line is JSON.
func (w *witness) levels(t *testing.T) string {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	var levels []string
	for line := range strings.Lines(w.log.String()) {
		var entry struct{ Level, Vendor string }
		require.NoError(t, json.Unmarshal([]byte(line), &entry))
		assert.Equal(t, "acme", entry.Vendor)
		levels = append(levels, entry.Level)
	}
	w.log.Reset()
	return strings.Join(levels, " ")
}

// types are the types of the events since the last call.
func (w *witness) types() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var types []string
	for _, e := range w.events {
		types = append(types, string(e.Type))
	}
	w.events = nil
	return strings.Join(types, " ")
}

// A source's whole life, as a health page and a log see it.
func TestStatusLogAndEventsThroughALife(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &witness{}
		v := &vendor{lifetime: time.Hour, takes: 20 * time.Millisecond}
		s := newSource(t, v, append(w.options(), authhooks.WithRetries(0))...)
		many := func() (authhooks.Token, error) {
			t.Helper()
			var tok authhooks.Token
			var err error
			for range 50 {
				tok, err = s.Token(t.Context())
			}
			time.Sleep(20 * time.Millisecond) // a background fetch, if any, ends
			synctest.Wait()
			return tok, err
		}
		assert.Equal(t, authhooks.Status{}, s.Status(), "before the first call")
		assert.Empty(t, w.levels(t), "nothing has happened")

		start := time.Now()
		tok, err := many()
		require.NoError(t, err)
		st := s.Status()
		assert.Equal(t, tok.Fingerprint(), st.Fingerprint)
		assert.True(t, st.ExpiresAt.Equal(tok.ExpiresAt))
		assert.WithinRange(t, st.NextEarlyFetch, start.Add(53*time.Minute), start.Add(57*time.Minute))
		assert.True(t, st.RetryAt.IsZero())
		require.NoError(t, st.LastError)
		require.NoError(t, st.StoreError)
		assert.Equal(t, "fetched", w.types())
		assert.Equal(t, "INFO", w.levels(t), "one line a fetch, none a hit")

		// The early fetch fails: the token stays, the failure is shown.
		v.failWith(&authhooks.Error{Kind: authhooks.KindUnavailable, Code: "77"})
		time.Sleep(time.Until(st.NextEarlyFetch))
		_, err = many()
		require.NoError(t, err)
		st = s.Status()
		assert.Equal(t, tok.Fingerprint(), st.Fingerprint, "still held")
		assert.True(t, st.ExpiresAt.Equal(tok.ExpiresAt))
		require.ErrorIs(t, st.LastError, authhooks.ErrUnavailable)
		assert.True(t, st.RetryAt.After(time.Now()))
		assert.Equal(t, "refused", w.types())
		assert.Equal(t, "WARN", w.levels(t), "one line a pause, none a call")

		// It expires, and the vendor refuses for good.
		v.failWith(&authhooks.Error{Kind: authhooks.KindInvalidCredentials, Message: "no"})
		time.Sleep(time.Until(tok.ExpiresAt))
		_, err = many()
		require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
		st = s.Status()
		require.ErrorIs(t, st.LastError, authhooks.ErrInvalidCredentials)
		assert.InDelta(t, retryAfter(err), st.RetryAt.Sub(time.Now().Round(0)), float64(20*time.Millisecond))
		assert.Equal(t, "refused", w.types())
		assert.Equal(t, "WARN", w.levels(t))

		// Healed.
		v.failWith(nil)
		time.Sleep(time.Until(st.RetryAt))
		next, err := many()
		require.NoError(t, err)
		st = s.Status()
		assert.Equal(t, next.Fingerprint(), st.Fingerprint)
		assert.True(t, st.NextEarlyFetch.After(time.Now()))
		assert.True(t, st.RetryAt.IsZero(), "nothing is remembered any more")
		require.NoError(t, st.LastError)
		assert.Equal(t, "fetched", w.types())
		assert.Equal(t, "INFO", w.levels(t))

		// Dropped: no token is shown that is not held.
		require.True(t, s.Invalidate(next))
		assert.Equal(t, authhooks.Status{LastFetch: st.LastFetch}, s.Status())
		assert.False(t, s.Invalidate(next))
		assert.Equal(t, "invalidated", w.types())
		assert.Equal(t, "INFO", w.levels(t), "one line an event")
	})
}

func TestEventsCarryWhatTheyAreAbout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &witness{}
		v := &vendor{lifetime: time.Hour, takes: 3 * time.Second}
		s := newSource(t, v, w.options()...)
		tok, err := s.Token(t.Context())
		require.NoError(t, err)
		at := time.Now()
		s.Invalidate(tok)
		v.failWith(&authhooks.Error{Kind: authhooks.KindQuotaExhausted})
		_, err = s.Token(t.Context())
		require.Error(t, err)
		require.Len(t, w.events, 3)
		fetched, invalidated, refused := w.events[0], w.events[1], w.events[2]
		assert.Equal(t, authhooks.Event{Type: authhooks.EventFetched, Vendor: "acme", Op: "fetch", Attempt: 1, At: fetched.At, Took: 3 * time.Second, Fingerprint: tok.Fingerprint()}, fetched)
		assert.True(t, fetched.At.Equal(at))
		assert.Equal(t, tok.Fingerprint(), invalidated.Fingerprint)
		assert.True(t, invalidated.At.Equal(at))
		assert.Equal(t, 3*time.Second, refused.Took)
		assert.ErrorIs(t, refused.Err, authhooks.ErrQuotaExhausted)
		assert.Empty(t, refused.Fingerprint)
	})
}

// The events of a rejection come in the order in which they happen, each with its line.
func TestARejectionIsToldInItsOrder(t *testing.T) {
	t.Parallel()
	w := &witness{}
	var a *acme
	var opts []authhooks.Option
	for _, o := range w.options() {
		opts = append(opts, o)
	}
	a = newACME(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if a.guardOf(rw, r) {
			_, _ = rw.Write([]byte(`{"code":1}`))
		}
	}), opts...)
	require.NoError(t, a.visit(t, "/x", nil))
	assert.Equal(t, "fetched", w.types())
	old, err := a.Token(t.Context())
	require.NoError(t, err)
	a.live.Store("")
	require.NoError(t, a.visit(t, "/x", nil))
	next, err := a.Token(t.Context())
	require.NoError(t, err)
	require.Len(t, w.events, 4)
	assert.Equal(t, []string{old.Fingerprint(), old.Fingerprint(), next.Fingerprint(), next.Fingerprint()},
		[]string{w.events[0].Fingerprint, w.events[1].Fingerprint, w.events[2].Fingerprint, w.events[3].Fingerprint})
	assert.Equal(t, "rejected invalidated fetched replayed", w.types())
	assert.Equal(t, []string{"INFO", "DEBUG", "INFO", "INFO", "DEBUG"}, strings.Fields(w.levels(t)), "the first line is that of the first token")
}

// Everything that can fail fails with secrets in its text, also by an error or a panic of
// the fetcher. No log line, event or status shows a secret.
func TestNothingToldHoldsASecret(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &witness{}
		v := &vendor{lifetime: time.Hour}
		s := newSource(t, v, append(w.options(), authhooks.WithRetries(0))...)
		var told strings.Builder
		tell := func() {
			_, err := s.Token(t.Context())
			synctest.Wait()
			st := s.Status()
			_, _ = fmt.Fprintf(&told, "%v %+v %#v %v %+v %#v", err, err, err, st, st, st)
			raw, _ := json.Marshal(st)
			told.Write(raw)
		}
		tell()
		for _, echo := range []error{
			errors.New("login of id with key-canary failed"),
			fmt.Errorf("wrapped: %w", errors.New(`{"echo":"token-1","Authorization":"Basic aWQ6a2V5LWNhbmFyeQ=="}`)),
			&authhooks.Error{Kind: authhooks.KindUnavailable, Err: errors.New("down")},
		} {
			v.failWith(echo)
			tok, err := s.Token(t.Context())
			if err == nil {
				s.Invalidate(tok)
			}
			tell()
			time.Sleep(time.Hour)
		}
		v.failWith(nil)
		tell()
		all := told.String() + w.text()
		for _, secret := range []string{"canary", "token-1", "token-5", "a2V5LWNhbmFyeQ", "aWQ6a2V5"} {
			assert.NotContains(t, all, secret)
		}
		assert.Contains(t, all, "down", "but what went wrong is")
	})
}
