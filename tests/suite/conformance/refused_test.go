package conformance_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// A refusal is one error, whether the caller asks with CheckResponse, with CheckBody, or
// calls through Checked.
func TestARefusalIsOneErrorInEveryForm(t *testing.T) {
	t.Parallel()
	forEveryWay(t, func(t *testing.T, v vendor) {
		a := v.client(t)
		do := func(c authhooks.Doer) (*http.Response, error) {
			a.Client.Source().Retry()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.URL+v.Business, nil)
			require.NoError(t, err)
			return c.Do(req)
		}
		for _, info := range accounts.CodesOf(v.Codes, authtest.OpBusiness) {
			a.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: info.Code, Times: -1})
			resp, err := do(a.Client.HTTPClient())
			require.NoError(t, err, info.Code)
			told := asError(t, a.Client.CheckResponse(resp))
			body, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			assert.Equal(t, a.last(t, authtest.OpBusiness).ResponseBody, body, "the body is still to be read")
			again := asError(t, a.Client.CheckBody(resp, body))
			_, err = do(a.Client.Checked())
			ours, itself := err.(*authhooks.Error) //nolint:errorlint // in no other error
			require.True(t, itself, "%s: %T", info.Code, err)
			for _, e := range []*authhooks.Error{told, again, ours} {
				require.ErrorIs(t, e, info.Err)
				assert.Equal(t, info.Code, e.Code)
				assert.Equal(t, v.BusinessKind(info), e.Kind, info.Code)
				assert.Equal(t, v.ID(), e.Vendor)
				assert.Equal(t, told.Message, e.Message)
				assert.True(t, e.FromVendor())
			}
			a.ClearFaults()
		}
		a.Client.Source().Retry()
		_, err := a.call(t, v.Business)
		require.NoError(t, err, "and the account is well")
	})
}

// The application's name is on every call, if it says one.
func TestTheUserAgentIsTheApplications(t *testing.T) {
	t.Parallel()
	forEveryWay(t, func(t *testing.T, v vendor) {
		a := v.client(t, authhooks.WithUserAgent("app/1.2 (canary)"))
		for _, op := range a.Operations {
			_, err := op.Call(t.Context())
			require.NoError(t, err)
		}
		_, err := a.call(t, v.Business)
		require.NoError(t, err)
		all := a.RawExchanges()
		require.NotEmpty(t, all)
		for _, e := range all {
			assert.Equal(t, []string{"app/1.2 (canary)"}, e.RequestHeader.Values("User-Agent"), e.Op)
		}
	})
}
