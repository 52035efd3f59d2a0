// Package hostile holds the SDK to its promises in a world that means harm:
// whatever a server says or does, every call of every vendor ends in time with
// a typed error or a good token, and no secret gets out.
package hostile_test

import (
	"testing"

	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
	"github.com/vendorauth/vendorauth-go/tests/kit/canary"
)

// forEach runs f for every vendor, as a parallel subtest.
func forEach(t *testing.T, f func(t *testing.T, v accounts.Vendor)) {
	t.Helper()
	for _, v := range accounts.Fetching() {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			f(t, v)
		})
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
