// Package simulators_test holds every vendor's simulator to what all simulators must do.
// The tests have no word of a vendor: they use an account of tests/kit/accounts, the
// samples in specs and the simulator's own methods. What only one simulator does is
// tested beside it.
package simulators_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

// each runs test once for every vendor. The subtest has the vendor's name.
func each(t *testing.T, test func(t *testing.T, v accounts.Vendor)) {
	t.Helper()
	for _, v := range accounts.Fetching() {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			test(t, v)
		})
	}
}

// sim is a running simulator and a client for it.
type sim struct {
	accounts.Account

	vendor  accounts.Vendor
	samples []sample
}

// open starts a simulator that is held to its vendor's OpenAPI file.
func open(t *testing.T, v accounts.Vendor, opts ...authtest.Option) sim {
	t.Helper()
	all := append([]authtest.Option{contract.Check(t, v.ID())}, opts...)
	return sim{v.Open(t, all), v, samplesOf(t, v)}
}

// wrongLogin is a login with a wrong secret. A secret that signs a login is not in it, so the
// client signs with another.
func (s sim) wrongLogin(t *testing.T, login authtest.Exchange) authtest.Exchange {
	t.Helper()
	if wrong, found := swap(login, s.Address.LoginSecret(), "wrong"); found {
		return wrong
	}
	c, err := s.vendor.Connect(s.Address.WithSecrets("wrong"), authhooks.WithClock(s.Now))
	require.NoError(t, err)
	_, err = c.Client.Token(t.Context())
	require.Error(t, err)
	require.NoError(t, c.Client.Close())
	return s.last(t, login.Op)
}

// folder is where the simulator's source is.
func (s sim) folder() string { return "clients/" + s.vendor.ID() + "/" + s.vendor.ID() + "test" }

// ops are the names of the operations that can be called, business calls included.
func (s sim) ops() []string {
	names := make([]string, 0, len(s.Operations)+1)
	for _, op := range s.Operations {
		names = append(names, op.Name)
	}
	return append(names, authtest.OpBusiness)
}

// try makes one call of op through the client.
func (s sim) try(t *testing.T, op string) (token string, err error) {
	t.Helper()
	for _, o := range s.Operations {
		if o.Name == op {
			return o.Call(t.Context())
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+s.vendor.Business, nil)
	require.NoError(t, err)
	resp, err := s.Client.HTTPClient().Do(req)
	if err != nil {
		return "", err
	}
	err = s.Client.CheckResponse(resp)
	require.NoError(t, resp.Body.Close())
	if err != nil {
		return "", err
	}
	held, err := s.Client.Token(t.Context())
	return held.Access.Reveal(), err
}

// call makes one call of op through the client. The call must succeed. It returns the
// token that the call brought (a business call: the token that it used) and the exchange.
func (s sim) call(t *testing.T, op string) (string, authtest.Exchange) {
	t.Helper()
	token, err := s.try(t, op)
	require.NoError(t, err, "%s: %s: the simulator refuses a good call of the client", s.vendor.Name, op)
	return token, s.last(t, op)
}

// login makes the first operation of the vendor.
func (s sim) login(t *testing.T) (string, authtest.Exchange) {
	t.Helper()
	token, e := s.call(t, s.Operations[0].Name)
	require.NotEmpty(t, token, "%s: %s brings no token", s.vendor.Name, e.Op)
	return token, e
}

// all makes one call of every operation and a business call, and returns their exchanges.
func (s sim) all(t *testing.T) []authtest.Exchange {
	t.Helper()
	var list []authtest.Exchange
	for _, op := range s.ops() {
		_, e := s.call(t, op)
		list = append(list, e)
	}
	return list
}

// last returns the last exchange of op, secrets included.
func (s sim) last(t *testing.T, op string) authtest.Exchange {
	t.Helper()
	for _, e := range slices.Backward(s.RawExchanges()) {
		if e.Op == op {
			return e
		}
	}
	require.FailNow(t, "no exchange", "%s: no call of %s is on record", s.vendor.Name, op)
	return authtest.Exchange{}
}

func (s sim) revoke(token string) {
	s.Revoke(authhooks.Token{Access: authhooks.NewSecret(token)})
}
