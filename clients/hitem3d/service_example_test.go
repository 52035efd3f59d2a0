package hitem3d_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/userapi" // generated from a spec of the user's own
)

// balances is a handler that answers with the balance of the service's account.
type balances struct{ api *userapi.ClientWithResponses }

func newBalances(client *hitem3d.Client) (balances, error) {
	// Checked renews tokens, and makes the vendor's refusal an error of the call.
	api, err := userapi.NewClientWithResponses(client.BaseURL(), userapi.WithHTTPClient(client.Checked()))
	return balances{api}, err
}

func (b balances) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 10*time.Second)
	defer cancel()
	answer, err := b.api.GetBalanceWithResponse(ctx)
	var e *authhooks.Error
	switch {
	case err == nil && answer.JSON200 != nil: // nil: the answer is not the one of the spec
		_, _ = fmt.Fprint(w, answer.JSON200.Data.TotalBalance)
	case errors.Is(err, hitem3d.ErrBalanceNotEnough): // one code of this vendor
		http.Error(w, "the account is empty", http.StatusPaymentRequired)
	case errors.As(err, &e) && e.Retryable():
		w.Header().Set("Retry-After", strconv.Itoa(int(e.RetryAfter.Seconds())+1))
		http.Error(w, e.Kind.String(), http.StatusServiceUnavailable)
	default:
		http.Error(w, "the vendor's answer is of no use", http.StatusBadGateway) // and err into the log: it holds no secret
	}
}

// A service that calls the vendor through a generated client.
func Example_service() {
	vendor, err := hitem3dtest.Start() // the real vendor needs CredentialsFromEnv() only
	if err != nil {
		panic(err)
	}
	defer vendor.Close()
	client, err := hitem3d.New(vendor.Credentials(), authhooks.WithBaseURL(vendor.URL))
	if err != nil {
		panic(err)
	}
	defer client.Close()
	handler, err := newBalances(client)
	if err != nil {
		panic(err)
	}
	ask := func() {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/balance", nil))
		fmt.Println(w.Code, w.Body.String())
	}
	ask()
	vendor.RevokeAll() // a dead token: the call is replayed with a new one
	ask()
	vendor.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: "30010000"})
	ask()
	// Output:
	// 200 100.5
	// 200 100.5
	// 402 the account is empty
}
