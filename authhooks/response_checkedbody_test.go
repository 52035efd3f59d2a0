package authhooks_test

import (
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// A body that ends before its end is a failure with a type, whatever parses it.
func TestCheckedNamesABodyThatWasCutOff(t *testing.T) {
	t.Parallel()
	a := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/path/length" {
			w.Header().Set("Content-Length", "9999")
		}
		_, _ = w.Write([]byte(`{"code":1} `))
		w.(http.Flusher).Flush()
		if r.URL.Path == "/path/slow" {
			<-r.Context().Done()
		}
		panic(http.ErrAbortHandler)
	}))
	for _, path := range []string{"/path/length", "/path/pieces"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.url+path, nil)
		require.NoError(t, err)
		resp, err := a.Checked().Do(req)
		require.NoError(t, err)
		text, err := io.ReadAll(resp.Body)
		assert.Equal(t, `{"code":1} `, string(text))
		e := bare(t, err)
		assert.Equal(t, authhooks.KindTransport, e.Kind)
		assert.Equal(t, http.StatusOK, e.Status)
		assert.True(t, e.Retryable())
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		require.NoError(t, resp.Body.Close())
		_, err = resp.Body.Read(make([]byte, 1))
		require.ErrorIs(t, bare(t, err), http.ErrBodyReadAfterClose)
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest)

		resp, err = a.HTTPClient().Get(a.url + path)
		require.NoError(t, err)
		_, err = io.ReadAll(resp.Body)
		require.Equal(t, io.ErrUnexpectedEOF, err, "HTTPClient leaves it as net/http has it")
		require.NoError(t, resp.Body.Close())
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url+"/path/slow", nil)
	require.NoError(t, err)
	resp, err := a.Checked().Do(req)
	require.NoError(t, err)
	_, err = io.ReadAll(resp.Body)
	e := bare(t, err)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.False(t, e.Retryable(), "the caller's own deadline")
	require.NoError(t, resp.Body.Close())
}

// The user's http.Client's Timeout ends a body too, and the next call may succeed.
func TestCheckedNamesABodyThatRanOutOfTime(t *testing.T) {
	t.Parallel()
	a := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"code":1} `))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}), authhooks.WithHTTPClient(&http.Client{Timeout: 200 * time.Millisecond}))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.url+"/path", nil)
	require.NoError(t, err)
	resp, err := a.Checked().Do(req)
	require.NoError(t, err)
	_, err = io.ReadAll(resp.Body)
	e := bare(t, err)
	assert.True(t, e.Timeout())
	assert.True(t, e.Retryable())
	require.NoError(t, resp.Body.Close())
}
