package conformance_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// account is one simulator and a client for it.
type account struct{ accounts.Account }

// closed closes a client when the test ends, and its connections with it.
func closed(t *testing.T, c io.Closer) {
	t.Helper()
	t.Cleanup(func() { require.NoError(t, c.Close()) })
}

// call makes a business call and returns its status and the vendor's error.
func (a account) call(t *testing.T, path string) (int, error) {
	t.Helper()
	return call(t, a.Client, a.URL+path)
}

// call may be called from any goroutine.
func call(t *testing.T, c *authhooks.Client, url string) (int, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := c.HTTPClient().Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { assert.NoError(t, resp.Body.Close()) }()
	return resp.StatusCode, c.CheckResponse(resp)
}

// last returns the last exchange of an operation.
func (a account) last(t *testing.T, op string) authtest.Exchange {
	t.Helper()
	all := a.RawExchanges()
	for _, a := range slices.Backward(all) {
		if a.Op == op {
			return a
		}
	}
	require.Fail(t, "no call of "+op)
	return authtest.Exchange{}
}

func asError(t *testing.T, err error) *authhooks.Error {
	t.Helper()
	var e *authhooks.Error
	require.ErrorAs(t, err, &e)
	return e
}

// jwt is an unsigned token with the given claims.
func jwt(claims string, values ...any) string {
	encode := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	return encode(`{"alg":"HS256"}`) + "." + encode(fmt.Sprintf(claims, values...)) + ".c2ln"
}
