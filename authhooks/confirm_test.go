package authhooks_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A replay that was answered with an outage or a redirect, or was cut off, has not succeeded.
func TestOnlyASuccessConfirmsARenewal(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(w http.ResponseWriter, r *http.Request){
		"too many": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) },
		"down":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
		"moved":    func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusFound) },
		"busy, inside 200": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = fmt.Fprint(w, `{"code":5}`)
		},
		"cut off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = fmt.Fprint(w, `{"co`)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sent atomic.Int64
			a := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if sent.Add(1)%2 == 0 {
					answer(w, r)
					return
				}
				w.Header().Set("Content-Type", "application/json")
				_, _ = fmt.Fprint(w, `{"code":10}`)
			}))
			for range 40 {
				resp, _, err := get(t, a.HTTPClient(), a.url+"/forbidden")
				if err == nil {
					resp.Body = http.NoBody
				}
				sent.Store(0)
			}
			assert.LessOrEqual(t, a.issued.Load(), int64(5), "the first, three without a verdict, one that counts")
		})
	}
}

// Nor has a stream, by an outage of the same method and path.
func TestAnOutageSettlesNoStream(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	a := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if sent.Add(1)%2 == 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, `{"code":10}`)
	}))
	for range 40 {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url+"/forbidden", io.MultiReader(strings.NewReader("a stream")))
		require.NoError(t, err)
		resp, err := a.HTTPClient().Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
	}
	assert.LessOrEqual(t, a.issued.Load(), int64(5), "the first, three without a verdict, one that counts")
}
