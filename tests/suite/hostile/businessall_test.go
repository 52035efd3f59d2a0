//go:build all

package hostile_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// The catalogue's answers to business calls of a user's own generated client.
// The answer is the vendor's, and comes back as it is; what we make of it is
// typed, printable, without a secret, in time, and nobody else is asked. The tokens of all
// of a vendor's logins are sent alike, so its first row will do. An API key is not renewed.
func TestBusinessCallsOfUsersClients(t *testing.T) {
	t.Parallel()
	forRows(t, append(accounts.First(), accounts.Keyed()...), func(t *testing.T, v accounts.Vendor) {
		net := newNetwork(t)
		// So long that no renewal ahead of time takes the answer meant for a business call.
		a := v.Open(t, []authtest.Option{authtest.WithLifetime(1000 * time.Hour)}, net.option())
		s, known := prepare(t, v, a, asked(t, v, a))
		ways := senders(t, a, net)
		calls, failed := 0, 0
		for _, h := range slices.Concat(catalogue(), moved()) {
			s.canary = authtest.RandomText(24)
			answer, ok := written(s, h)
			if !ok {
				continue
			}
			for _, way := range ways {
				if way.theirs && strings.HasPrefix(h.name, "wire: the secret as") {
					continue
				}
				_, err := a.Client.Token(t.Context())
				require.NoError(t, err, "%s, %s: the account is well before each case", way.name, h.name)
				before := len(a.RawExchanges())
				net.followOnce(answer)
				calls++
				if !visit(t, s, h, way, known) {
					failed++
				}
				net.follow(nil)
				if v.Static && !strings.Contains(h.name, "redirect") {
					assert.Len(t, a.RawExchanges(), before, "%s, %s: an API key's call is not replayed", way.name, h.name)
				}
				a.Advance(time.Minute) // past every pause that a case has brought about
				if v.Static {
					a.Client.Source().Retry() // no login ends a pause
				}
			}
		}
		require.NoError(t, a.Client.Close())
		assert.Greater(t, calls, fewest)
		assert.Zero(t, failed)
		if v.Static {
			assert.Zero(t, a.Calls(""), "an API key is never renewed")
		}
		assert.Empty(t, net.others(strings.TrimPrefix(a.URL, "http://")), "nobody else was asked for")
		require.Eventually(t, func() bool { return net.open.Load() == 0 }, longest, time.Millisecond, "every connection is closed")
		t.Logf("%d calls", calls)
	})
}
