package authtest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func TestPathsOfTheTestsOwn(t *testing.T) {
	t.Parallel()
	s, admitted := doorkeeper(t)
	own := func(body string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
	}
	s.Handle("/", own("rest"))
	s.Handle("GET /own/{id}", own("<html>own"))
	assert.Panics(t, func() { s.Handle("GET /own/{other}", own("")) })
	send := func(method, path, key string) authtest.Exchange {
		e, err := authtest.Send(t.Context(), method, s.URL+path, http.Header{"Key": {key}}, "x")
		require.NoError(t, err)
		return e
	}
	assert.Equal(t, "x", string(send(http.MethodPost, "/in", "good").ResponseBody), "the vendor's own path stays")
	e := send(http.MethodGet, "/own/7", "good")
	assert.Equal(t, "<html>own", string(e.ResponseBody))
	assert.Equal(t, "text/html; charset=utf-8", e.ResponseHeader.Get("Content-Type"), "as net/http tells it")
	assert.Equal(t, "rest", string(send(http.MethodGet, "/other", "good").ResponseBody))
	s.Handle("/in", own("instead"))
	assert.Equal(t, "instead", string(send(http.MethodPost, "/in", "good").ResponseBody), "named by the test")
	assert.Equal(t, http.StatusForbidden, send(http.MethodGet, "/own/7", "bad").Status)
	assert.Equal(t, 5, s.Calls(authtest.OpBusiness))
	for range 5 {
		assert.Equal(t, authtest.OpBusiness, <-admitted)
	}
	for i, foreign := range []bool{false, true, true, true, true} {
		assert.Equal(t, foreign, s.Exchanges()[i].Foreign, i)
	}
}
