package conformance_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// retryable reports whether the vendor's table says of a code that it passes by itself.
func retryable(info authhooks.CodeInfo) bool {
	return (&authhooks.Error{Kind: info.Kind}).Retryable()
}

// Each code of each vendor that passes by itself, in the vendor's own envelope, and what a
// proxy says in front of any vendor. All run at once, since each pause is half a second of
// the machine's time.
func TestEveryCodeThatPassesIsSentAgain(t *testing.T) {
	t.Parallel()
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, row := range accounts.Vendors {
		v := vendor{row}
		try := func(fault authtest.Fault, want error) {
			a := v.client(t, authhooks.WithBusinessRetries(1))
			wg.Go(func() { sentAgain(t, v, a, fault, want) })
		}
		for _, info := range accounts.CodesOf(v.Codes, authtest.OpBusiness) {
			if retryable(info) {
				try(authtest.Fault{Code: info.Code}, info.Err)
			}
		}
		try(authtest.Fault{Status: http.StatusTooManyRequests}, authhooks.ErrRateLimited)
		try(authtest.Fault{Status: http.StatusServiceUnavailable, ContentType: "text/html", Body: "<html>back soon</html>"}, authhooks.ErrUnavailable)
	}
}

// sentAgain may be called from any goroutine.
func sentAgain(t *testing.T, v vendor, a account, fault authtest.Fault, want error) {
	t.Helper()
	fault.Op = authtest.OpBusiness
	name := v.Name + " " + fault.Code + http.StatusText(fault.Status)
	send := func(method, key string, times int) (sends int, err error) {
		fault.Times = times
		a.Fail(fault)
		defer a.ClearFaults()
		before := a.Calls(authtest.OpBusiness)
		req, err := http.NewRequestWithContext(t.Context(), method, a.URL+v.Business, http.NoBody)
		if method == http.MethodPost {
			req, err = http.NewRequestWithContext(t.Context(), method, a.URL+v.Business, strings.NewReader("{}"))
		}
		if err != nil {
			return 0, err
		}
		if key != "" {
			req.Header.Set("Idempotency-Key", key)
		}
		resp, err := a.Client.HTTPClient().Do(req)
		if err != nil {
			return 0, err
		}
		defer func() { assert.NoError(t, resp.Body.Close()) }()
		return a.Calls(authtest.OpBusiness) - before, a.Client.CheckResponse(resp)
	}
	sends, err := send(http.MethodGet, "", 1)
	assert.NoError(t, err, "%s: a GET succeeds after the pause", name)
	assert.Equal(t, 2, sends, name)
	sends, err = send(http.MethodGet, "", -1)
	assert.ErrorIs(t, err, want, "%s: the last refusal", name)
	assert.Equal(t, 2, sends, "%s: n + 1", name)
	sends, err = send(http.MethodPost, "", 1)
	assert.ErrorIs(t, err, want, name)
	assert.Equal(t, 1, sends, "%s: a POST without a key", name)
	sends, _ = send(http.MethodPost, "k-1", 1) // not every vendor has a POST here
	assert.Equal(t, 2, sends, "%s: a POST with a key", name)
	assert.LessOrEqual(t, a.Calls(""), 1, "%s: one login, and none with an API key", name)
}

// Any other code is the answer at once, whatever it asks for.
func TestNoOtherCodeIsSentAgain(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		a := v.client(t, authhooks.WithBusinessRetries(2))
		for _, info := range accounts.CodesOf(v.Codes, authtest.OpBusiness) {
			if retryable(info) || info.Rejects {
				continue
			}
			before := a.Calls(authtest.OpBusiness)
			a.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: info.Code, Header: http.Header{"Retry-After": {"1"}}})
			_, err := a.call(t, v.Business)
			require.ErrorIs(t, err, info.Err, info.Code)
			assert.Equal(t, 1, a.Calls(authtest.OpBusiness)-before, info.Code)
		}
	})
}
