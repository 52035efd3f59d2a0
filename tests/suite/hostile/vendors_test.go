// Package hostile holds the SDK to its promises in a world that means harm:
// whatever a server says or does, every call of every vendor ends in time with
// a typed error or a good token, and no secret gets out.
package hostile_test

import (
	"context"
	"errors"
	"testing"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
	"github.com/vendorauth/vendorauth-go/tests/kit/canary"
)

// forEach runs f for every way to log in whose token comes from a token call, as a parallel
// subtest.
func forEach(t *testing.T, f func(t *testing.T, v accounts.Vendor)) {
	t.Helper()
	forRows(t, accounts.Fetching(), f)
}

// forEveryWay runs f for every way to log in, API keys too.
func forEveryWay(t *testing.T, f func(t *testing.T, v accounts.Vendor)) {
	t.Helper()
	forRows(t, accounts.Vendors, f)
}

// forRows runs f for rows.
func forRows(t *testing.T, rows []accounts.Vendor, f func(t *testing.T, v accounts.Vendor)) {
	t.Helper()
	for _, v := range rows {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			f(t, v)
		})
	}
}

// asked is the call that an account's secrets go out with: the login, or the business call
// of an API key.
func asked(t *testing.T, v accounts.Vendor, a accounts.Account) accounts.Operation {
	t.Helper()
	if !v.Static {
		return a.Operations[0]
	}
	return accounts.Operation{
		SpecOperation: accounts.SpecOperation{Name: authtest.OpBusiness},
		Call: func(context.Context) (string, error) {
			resp, err := a.Client.HTTPClient().Do(request(t, a.URL+v.Business))
			if err != nil {
				return "", err
			}
			err = a.Client.CheckResponse(resp)
			return "", errors.Join(err, resp.Body.Close())
		},
	}
}

// everySecret holds the secrets of all runs, for what the whole process wrote.
var everySecret canary.Set

// learn adds secrets to those of one run, and to everySecret.
func learn(known *canary.Set, secrets ...string) {
	known.Add(secrets...)
	everySecret.Add(secrets...)
}

// secretsOf are the strings that must not show, of what a test knows.
func secretsOf(a accounts.Address) []string {
	var all []string
	for _, s := range a.Secrets() {
		all = append(all, s)
		for _, plain := range a.Plain {
			all = append(all, plain+":"+s)
		}
	}
	return all
}
