package authhooks_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// handler is a log handler whose every record a test decides.
type handler struct {
	slog.Handler
	do func()
}

func (h handler) Handle(ctx context.Context, r slog.Record) error {
	h.do()
	return h.Handler.Handle(ctx, r)
}
func (h handler) WithAttrs([]slog.Attr) slog.Handler { return h }

// An observer or a log handler that hangs costs a second, once, and no token.
func TestWhoIsToldMayHang(t *testing.T) {
	t.Parallel()
	for name, option := range map[string]func(do func()) authhooks.SourceOption{
		"observer": func(do func()) authhooks.SourceOption {
			return authhooks.WithObserver(func(authhooks.Event) { do() })
		},
		"log handler": func(do func()) authhooks.SourceOption {
			return authhooks.WithLogger(slog.New(handler{slog.NewTextHandler(&bytes.Buffer{}, nil), do}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				hang := make(chan struct{})
				var told atomic.Int64
				v := &vendor{lifetime: time.Hour}
				s := newSource(t, v, option(func() { told.Add(1); <-hang }))
				first := time.Now()
				token, err := s.Token(t.Context())
				require.NoError(t, err)
				assert.LessOrEqual(t, time.Since(first), time.Second)
				for range 1000 {
					before := time.Now()
					require.True(t, s.Invalidate(token))
					token, err = s.Token(t.Context())
					require.NoError(t, err)
					assert.Zero(t, time.Since(before))
				}
				assert.Equal(t, int64(1), told.Load())
				before := time.Now()
				require.NoError(t, s.Close())
				assert.LessOrEqual(t, time.Since(before), time.Second)
				close(hang)
				synctest.Wait()
				assert.Greater(t, told.Load(), int64(100), "the rest is told afterwards, in order, but not without bound")
				assert.Less(t, told.Load(), int64(600))
			})
		})
	}
}

// An observer or a log handler that panics, or ends its goroutine, harms nobody, and
// the panic is logged once.
func TestWhoIsToldMayPanic(t *testing.T) {
	t.Parallel()
	for name, explode := range map[string]func(){"panic": func() { panic("canary") }, "Goexit": runtime.Goexit} {
		synctest.Test(t, func(t *testing.T) {
			var log bytes.Buffer
			v := &vendor{lifetime: time.Hour}
			var events atomic.Int64
			s := newSource(t, v, authhooks.WithLogger(slog.New(slog.NewTextHandler(&log, nil))), authhooks.WithObserver(func(authhooks.Event) {
				events.Add(1)
				explode()
			}))
			for range 5 {
				_, err := s.Token(t.Context())
				require.NoError(t, err)
				time.Sleep(2 * time.Hour)
			}
			assert.Equal(t, int64(5), events.Load(), name)
			require.NoError(t, s.Close())
			assert.NotContains(t, log.String(), "canary")
			if name == "panic" {
				assert.Equal(t, 1, strings.Count(log.String(), "panic contained"), log.String())
				assert.Equal(t, 5, strings.Count(log.String(), "token fetched"))
			}
		})
		synctest.Test(t, func(t *testing.T) {
			s := newSource(t, &vendor{lifetime: time.Hour}, authhooks.WithLogger(slog.New(handler{slog.NewTextHandler(&bytes.Buffer{}, nil), explode})))
			_, err := s.Token(t.Context())
			require.NoError(t, err, name)
		})
	}
}

// A caller waits for an observer no longer than its own ctx lasts.
func TestACallersDeadlineHoldsBesideAnObserver(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	defer close(hang)
	a := doorman(t, "10", &clock{}, authhooks.WithObserver(func(e authhooks.Event) {
		if e.Type == authhooks.EventInvalidated {
			<-hang
		}
	}))
	require.NoError(t, a.visit(t, "/good", nil))
	a.live.Store("")
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url+"/good", http.NoBody)
	require.NoError(t, err)
	before := time.Now()
	resp, err := a.HTTPClient().Do(req)
	if err == nil {
		require.NoError(t, resp.Body.Close())
	}
	assert.Less(t, time.Since(before), 900*time.Millisecond)
}

// An observer may close its source, as a program does that ends at the first refusal.
func TestAnObserverMayClose(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s *authhooks.Source
		v := &vendor{fail: errors.New("no")}
		closed := make(chan struct{})
		s = newSource(t, v, authhooks.WithObserver(func(authhooks.Event) {
			_ = s.Close()
			close(closed)
		}))
		before := time.Now()
		_, err := s.Token(t.Context())
		require.Error(t, err)
		<-closed
		assert.LessOrEqual(t, time.Since(before), 2*time.Second)
		_, err = s.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrClosed)
	})
}
