package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/tests/kit/canary"
)

// A client that has worked is full of secrets, down to the buffers of its
// connections. No printer shows one.
func TestNoPrinterShowsWhatAClientHolds(t *testing.T) {
	t.Parallel()
	forEveryWay(t, func(t *testing.T, v vendor) {
		a := v.client(t)
		_, err := a.call(t, v.Business)
		require.NoError(t, err)
		token, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		var known canary.Set
		known.Add(a.Address.Secrets()...)
		known.Add(token.Access.Reveal(), token.Refresh.Reveal())
		for _, value := range []any{a.Typed, a.Client, *a.Client, a.Credentials, token, a.Client.Source(), a.Client.Source().Status(), a.Client.Origins(), a.Client.HTTPClient(), a.Client.Guarded(), a.Client.Doer()} {
			text := canary.Shown(value)
			assert.Empty(t, known.Search(text), "%T", value)
			assert.NotContains(t, text, "bufio", "%T: a connection's buffers hold the last request", value)
		}
	})
}
