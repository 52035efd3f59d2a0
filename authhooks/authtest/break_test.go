package authtest_test

import (
	"errors"
	"io"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// tryLogin requests a token over a connection of its own.
func (v *toy) tryLogin(t *testing.T) (*http.Response, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.URL+"/login", nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", basic(v.secret))
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return transport.RoundTrip(req)
}

func TestResetBeforeHeaders(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	v.Fail(authtest.Fault{Op: "login", Reset: authtest.BeforeHeaders})
	resp, err := v.tryLogin(t)
	if err == nil {
		_ = resp.Body.Close()
	}
	require.True(t, errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF), "%v", err)
	e := v.RawExchanges()[0]
	assert.True(t, e.Lost)
	assert.True(t, e.Foreign)
	v.token(t)
}

func TestResetAfterHeadersAndInTheBody(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		stage authtest.Stage
		half  bool
	}{"after headers": {authtest.AfterHeaders, false}, "in the body": {authtest.MidBody, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newToy(t)
			v.Fail(authtest.Fault{Op: "login", Reset: c.stage})
			resp, err := v.tryLogin(t)
			require.NoError(t, err)
			defer resp.Body.Close() //nolint:errcheck // the connection is broken
			assert.Equal(t, http.StatusOK, resp.StatusCode)
			assert.Equal(t, "application/json", resp.Header.Get("Content-Type"))
			got, err := io.ReadAll(resp.Body)
			require.Error(t, err)
			whole := v.RawExchanges()[0].ResponseBody
			if c.half {
				assert.Equal(t, string(whole[:len(whole)/2]), string(got))
			} else {
				assert.Empty(t, got)
			}
		})
	}
}

func TestDrip(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	v.Fail(authtest.Fault{Op: "login", Drip: time.Microsecond})
	resp, err := v.tryLogin(t)
	require.NoError(t, err)
	defer resp.Body.Close() //nolint:errcheck // it was read
	first := make([]byte, 1)
	_, err = io.ReadFull(resp.Body, first)
	require.NoError(t, err)
	rest, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	e := v.RawExchanges()[0]
	assert.Equal(t, string(e.ResponseBody), string(first)+string(rest))
	assert.Equal(t, int64(len(e.ResponseBody)), resp.ContentLength)
	assert.False(t, e.Foreign, "slow, but the vendor's")
}

// Close must not wait for a body that would take a day.
func TestDripEndsWithTheSimulator(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	v.Fail(authtest.Fault{Op: "login", Drip: time.Hour})
	resp, err := v.tryLogin(t)
	require.NoError(t, err)
	defer resp.Body.Close() //nolint:errcheck // the connection is broken
	v.Close()
	_, err = io.ReadAll(resp.Body)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

func TestDripEndsWithTheClient(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	v.Fail(authtest.Fault{Op: "login", Drip: time.Hour})
	resp, err := v.tryLogin(t)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	done := make(chan struct{})
	go func() { v.Close(); close(done) }()
	<-done
}
