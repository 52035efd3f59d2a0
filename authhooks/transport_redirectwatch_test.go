package authhooks_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// lazy makes its client at the first call, as go-retryablehttp's RoundTripper may.
type lazy struct{ client *http.Client }

func (l *lazy) RoundTrip(r *http.Request) (*http.Response, error) {
	if l.client == nil {
		l.client = &http.Client{Transport: &http.Transport{}}
	}
	return l.client.Do(r)
}

func TestAClientThatAWrapperMakesLaterIsWatchedToo(t *testing.T) {
	t.Parallel()
	var reached atomic.Int64
	foreign := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	t.Cleanup(foreign.Close)
	rt := &lazy{}
	a := newACME(t, http.RedirectHandler(foreign.URL, http.StatusFound), authhooks.WithHTTPClient(&http.Client{Transport: rt}))
	t.Cleanup(func() { rt.client.CloseIdleConnections() })
	_, _, err := get(t, a.HTTPClient(), a.url+"/x")
	require.ErrorIs(t, err, authhooks.ErrPolicy)
	assert.Zero(t, reached.Load(), "the token")
}

// A wrapper that first asks another host for something is no redirect, though it
// does so under the call's ctx.
func TestAWrapperMayAskAnotherHostFirst(t *testing.T) {
	t.Parallel()
	gate := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "pass") }))
	t.Cleanup(gate.Close)
	inner := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(inner.CloseIdleConnections)
	a := newACME(t, http.NotFoundHandler(), authhooks.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		ask, err := http.NewRequestWithContext(r.Context(), http.MethodGet, gate.URL, nil)
		if err != nil {
			return nil, err
		}
		pass, err := inner.Do(ask)
		if err != nil {
			return nil, err
		}
		_ = pass.Body.Close()
		return inner.Transport.RoundTrip(r)
	})}))
	_, err := a.Token(t.Context())
	require.NoError(t, err)
	resp, _, err := get(t, a.HTTPClient(), a.url+"/x")
	require.NoError(t, err)
	assert.Equal(t, http.StatusNotFound, resp.StatusCode)
}

// An answer that is said to be from elsewhere is not used, whoever carried it.
func TestAnAnswerFromAnotherOriginIsNotUsed(t *testing.T) {
	t.Parallel()
	body := &closing{Reader: strings.NewReader(`{"code":1,"token":"forged"}`)}
	elsewhere := roundTrip(func(r *http.Request) (*http.Response, error) {
		from := r.Clone(r.Context())
		from.URL.Host = "other.example"
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: body, Request: from}, nil
	})
	user := &http.Client{Transport: elsewhere}
	_, err := acmeOver(t, user, nil).Token(t.Context())
	require.ErrorIs(t, err, authhooks.ErrPolicy)
	assert.Equal(t, int64(1), body.closed.Load())
	require.ErrorIs(t, acmeOver(t, user, issued).business(t.Context()), authhooks.ErrPolicy)
	assert.Equal(t, int64(2), body.closed.Load())
	allowed := acmeOver(t, user, issued, authhooks.WithAllowedOrigins("https://other.example"))
	require.NoError(t, allowed.business(t.Context()), "another that may have the token")
	unsaid := acmeOver(t, &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		resp, err := pong(r)
		resp.Request = nil
		return resp, err
	})}, issued)
	require.NoError(t, unsaid.business(context.Background()), "a transport that does not say")
}

type closing struct {
	io.Reader
	closed atomic.Int64
}

func (c *closing) Close() error {
	c.closed.Add(1)
	return nil
}
