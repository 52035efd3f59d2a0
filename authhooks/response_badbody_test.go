package authhooks_test

import (
	"io"
	"math"
	"net/http"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

type failingBody struct{ how func() }

func (f failingBody) Read([]byte) (int, error) { f.how(); return 0, nil }
func (failingBody) Close() error               { return nil }

// What a foreign body does wrong neither ends the process nor goes on for ever.
func TestABodyThatMisbehavesIsAnError(t *testing.T) {
	t.Parallel()
	var stuck idle
	for name, body := range map[string]io.ReadCloser{
		"idle": &stuck, "panic": failingBody{func() { panic("secret-canary") }}, "goexit": failingBody{runtime.Goexit},
	} {
		for _, contentType := range []string{"application/json", "text/plain"} {
			c := serving(t, contentType, -1, body)
			resp, _ := ask(t.Context(), t, c.HTTPClient())
			require.NoError(t, c.CheckResponse(resp))
			_, err := resp.Body.Read(make([]byte, 1))
			require.Error(t, err, name)
			assert.NotContains(t, err.Error(), "canary")
			require.NoError(t, c.Close())
		}
	}
	assert.LessOrEqual(t, stuck.reads, 2*100)
}

// miscounting breaks io.Reader's contract.
type miscounting struct{ by func(p []byte) int }

func (m miscounting) Read(p []byte) (int, error) { return m.by(p), nil }
func (miscounting) Close() error                 { return nil }

// Of a token call too.
func TestACountThatNoReadMayReturnIsAnError(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]func([]byte) int{
		"too many": func(p []byte) int { return len(p) + 1 }, "huge": func([]byte) int { return math.MaxInt }, "negative": func([]byte) int { return -1 },
		"panic": func([]byte) int { panic("secret-canary") },
	} {
		for _, contentType := range []string{"application/json", "text/plain"} {
			c := serving(t, contentType, -1, miscounting{by})
			resp, _ := ask(t.Context(), t, c.HTTPClient())
			require.NoError(t, c.CheckResponse(resp))
			_, err := resp.Body.Read(make([]byte, 1))
			require.Error(t, err, name)
			for _, guarded := range []authhooks.Doer{c.Doer(), c.Guarded()} {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://acme.example/x", nil)
				require.NoError(t, err)
				_, err = guarded.Do(req)
				require.ErrorIs(t, err, authhooks.ErrTransport, name)
				assert.NotContains(t, err.Error(), "canary")
			}
			require.ErrorIs(t, c.Decode("createToken", &http.Response{StatusCode: http.StatusOK, Body: miscounting{by}}, nil), authhooks.ErrTransport, name)
			require.NoError(t, c.Close())
		}
	}
}
