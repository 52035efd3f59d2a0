package authhooks_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// A renewal beside the token in use that has failed at once: the call is not sent again
// with the token that was just refused.
func TestACallIsNeverReplayedWithTheRefusedToken(t *testing.T) {
	t.Parallel()
	for range 20 {
		var sent, fetched atomic.Int64
		slow := func() {}
		client, err := authhooks.New(authhooks.Vendor{
			Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"),
			Fetch: func(context.Context, authhooks.Token) (authhooks.Token, error) {
				if fetched.Add(1) > 1 {
					return authhooks.Token{}, errors.New("unreachable")
				}
				return authhooks.Token{Access: authhooks.NewSecret("t"), ExpiresAt: time.Now().Add(time.Hour)}, nil
			},
		}, "https://acme.example", "id", authhooks.NewSecret("secret-canary"), authhooks.WithRetries(0),
			authhooks.WithHTTPClient(jsonVendor(func(string) string { sent.Add(1); slow(); return `{"code":10}` })),
			authhooks.WithClock(func() time.Time {
				if sent.Load() > 0 { // whoever looks at the time after the answer is late
					time.Sleep(time.Millisecond)
				}
				return time.Now()
			}))
		require.NoError(t, err)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://acme.example/order", strings.NewReader("x"))
		require.NoError(t, err)
		_, body, err := do(t, client.HTTPClient(), req)
		require.NoError(t, err)
		assert.JSONEq(t, `{"code":10}`, body)
		assert.Equal(t, int64(1), sent.Load())
		require.NoError(t, client.Close())
	}
}

// Calls that cannot be sent again notice dead tokens, one after the other, without
// serving one for half a minute.
func TestStreamsNoticeDeadTokens(t *testing.T) {
	t.Parallel()
	stream := func(a *acme, path string) error { return a.visit(t, path, struct{ io.Reader }{strings.NewReader("x")}) }
	a := doorman(t, "10", &clock{})
	require.NoError(t, stream(a, "/upload"))
	for range 10 {
		a.live.Store("")
		require.Error(t, stream(a, "/upload"), "nobody can send it again")
		require.NoError(t, stream(a, "/upload"))
	}
	b := doorman(t, "10", &clock{}) // each file has a path of its own: so often
	require.NoError(t, stream(b, "/upload/0"))
	for i := range 3 {
		b.live.Store("")
		require.Error(t, stream(b, fmt.Sprint("/upload/", i)))
		require.NoError(t, stream(b, fmt.Sprint("/upload/after-", i)))
	}
}

// A forbidden stream among good calls is no reason for a token a call.
func TestAForbiddenStreamAmongGoodCallsIsPaced(t *testing.T) {
	t.Parallel()
	c := &clock{}
	a := doorman(t, "10", c)
	for range 300 { // ten minutes
		require.Error(t, a.visit(t, "/forbidden", struct{ io.Reader }{strings.NewReader("x")}))
		require.NoError(t, a.visit(t, "/good", nil))
		require.NoError(t, a.visit(t, "/upload", struct{ io.Reader }{strings.NewReader("x")}))
		c.advance(2 * time.Second)
	}
	assert.Less(t, a.issued.Load(), int64(32), "once every half minute, and three without a verdict")
}
