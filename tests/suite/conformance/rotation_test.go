package conformance_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// forEachRow runs f for every way to log in, an API key too, as a parallel subtest.
func forEachRow(t *testing.T, f func(t *testing.T, v vendor)) {
	t.Helper()
	for _, v := range accounts.Vendors {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			f(t, vendor{v})
		})
	}
}

var storeKey = authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef0123456789abcdef"))

// other is a client of other credentials at the same simulator.
func (v vendor) other(t *testing.T, a account, address accounts.Address, opts ...authhooks.Option) *authhooks.Client {
	t.Helper()
	c, err := v.Connect(address, append([]authhooks.Option{authhooks.WithClock(a.Now)}, opts...)...)
	require.NoError(t, err)
	closed(t, c.Client)
	return c.Client
}

// login is the operation that logs in, "" with an API key.
func (v vendor) login(a account) string {
	if v.Static {
		return ""
	}
	return a.Operations[0].Name
}

// 64 callers, and the old secret ends a second after the new one was set. Nobody sees an
// error. The token at hand is used to its end, and then there is one login. With a store, the
// token of that login is in the record of the new credentials.
func TestRotationUnderLoad(t *testing.T) {
	t.Parallel()
	rotationUnderLoad(t, func(t *testing.T) map[string]func(t *testing.T) authhooks.Store {
		t.Helper()
		kinds := memory(t)
		kinds["none"] = func(*testing.T) authhooks.Store { return nil }
		return kinds
	})
}

func rotationUnderLoad(t *testing.T, stores openers) {
	t.Helper()
	forEachRow(t, func(t *testing.T, v vendor) {
		for name, store := range stores(t) {
			var opts []authhooks.Option
			if st := store(t); st != nil {
				opts = append(opts, authhooks.WithStore(st), storeKey)
			}
			a := v.start(t, nil, opts...)
			login, client := v.login(a), a.Client.HTTPClient()
			crowd := func(meanwhile func()) { v.crowd(t, a, client, meanwhile) }
			one := func() {
				_, err := callWith(t, a.Client, client, a.URL+v.Business)
				assert.NoError(t, err)
			}

			one()
			first := a.Client.Source().Status().Fingerprint
			second := a.Address.Rotated()
			a.Accept(second)
			crowd(func() { assert.NoError(t, a.Use(second)) })
			a.Advance(time.Second)
			a.Withdraw(a.Address)
			one()
			logins := 0
			if v.Static {
				assert.NotEqual(t, first, a.Client.Source().Status().Fingerprint, "an API key counts with the next call")
			} else {
				logins = 2
				assert.Equal(t, first, a.Client.Source().Status().Fingerprint, "%s: the token at hand is used to its end", name)
				assert.Equal(t, 1, a.Calls(""), name)
				a.Advance(v.Lifetime)
				crowd(func() {})
			}
			assert.Equal(t, logins, a.Calls(login), name)
			assert.Equal(t, logins, a.Calls(""), "%s: nothing of the old credentials was used", name)
			if len(opts) == 0 || v.Static {
				continue
			}
			_, err := call(t, v.other(t, a, second, opts...), a.URL+v.Business)
			require.NoError(t, err)
			assert.Equal(t, logins, a.Calls(""), "%s: the record is that of the new credentials", name)
		}
	})
}

// crowd makes 64 calls at a time with a client that was handed out before, and does
// something meanwhile. No call fails.
func (v vendor) crowd(t *testing.T, a account, client *http.Client, meanwhile func()) {
	t.Helper()
	var group sync.WaitGroup
	begun := make(chan struct{}, 64)
	for range cap(begun) {
		group.Go(func() {
			begun <- struct{}{}
			_, err := callWith(t, a.Client, client, a.URL+v.Business)
			assert.NoError(t, err)
		})
	}
	for range cap(begun) / 2 {
		<-begun
	}
	meanwhile()
	group.Wait()
}

// callWith is call with a client that was handed out before.
func callWith(t *testing.T, c *authhooks.Client, client *http.Client, url string) (int, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { assert.NoError(t, resp.Body.Close()) }()
	return resp.StatusCode, c.CheckResponse(resp)
}

// What was handed out before the rotation is good after it, also when the vendor ends the
// token at hand. The next fetch is a login with the new credentials, whatever the old token
// could have bought.
func TestHandedOutBeforeARotation(t *testing.T) {
	t.Parallel()
	forEachRow(t, func(t *testing.T, v vendor) {
		a := v.start(t, nil)
		client, edit, checked := a.Client.HTTPClient(), a.Client.Editor(), a.Client.Checked()
		_, err := call(t, a.Client, a.URL+v.Business)
		require.NoError(t, err)
		for round := range 3 {
			next := a.Address.Rotated()
			if round > 0 {
				next = next.OfAnother()
			}
			a.Accept(next)
			require.NoError(t, a.Use(next))
			if !v.Static {
				a.Withdraw(a.Address)
				token, err := a.Client.Token(t.Context())
				require.NoError(t, err)
				a.Revoke(token)
			}
			a.Address = next
			_, err := callWith(t, a.Client, client, a.URL+v.Business)
			require.NoError(t, err)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.URL+v.Business, nil)
			require.NoError(t, err)
			require.NoError(t, edit(t.Context(), req))
			resp, err := (&http.Client{CheckRedirect: authhooks.CheckRedirect}).Do(req)
			require.NoError(t, err)
			require.NoError(t, a.Client.CheckResponse(resp))
			require.NoError(t, resp.Body.Close())
			req, err = http.NewRequestWithContext(t.Context(), http.MethodGet, a.URL+v.Business, nil)
			require.NoError(t, err)
			resp, err = checked.Do(req)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			if login := v.login(a); login != "" {
				assert.Equal(t, round+2, a.Calls(login))
				assert.Equal(t, a.Calls(login), a.Calls(""), "no renewal")
			}
			if v.Query != "" {
				assert.Contains(t, a.last(t, authtest.OpBusiness).RawQuery, v.Query+"="+next.ID(), "the id that the token was fetched with")
			}
		}
	})
}
