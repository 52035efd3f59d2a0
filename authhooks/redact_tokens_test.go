package authhooks

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Another process's tokens come out of the store: as dead ones to renew from, and
// as those that a look after a rejection finds.
func TestTokensOfTheStoreAreStruckOut(t *testing.T) {
	t.Parallel()
	now := time.Now()
	st := NewMemoryStore()
	key := NewKey("acme", "https://h:443", "id", NewSecret("s3cret-15"))
	fetches := 0
	var vendorSays string
	fetch := func(_ context.Context, old Token) (Token, error) {
		if vendorSays != "" {
			return Token{}, errors.New("the vendor says: " + vendorSays + ", and " + old.Refresh.Reveal() + " is invalid")
		}
		fetches++
		n := strconv.Itoa(fetches)
		return Token{Access: NewSecret("access-canary-" + n), Refresh: NewSecret("refresh-canary-" + n), ExpiresAt: now.Add(time.Hour)}, nil
	}
	var log bytes.Buffer
	open := func() *Source {
		s, err := NewSource(key, FetcherFunc(fetch), WithStore(st), WithStoreKey(NewSecret("0123456789abcdef")), WithRetries(0),
			WithClock(func() time.Time { return now }), WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
		require.NoError(t, err)
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	first := open()
	_, err := first.Token(t.Context())
	require.NoError(t, err)
	second := open()
	for range 3 { // the tokens of two renewals ago are known still
		now = now.Add(2 * time.Hour)
		_, err = first.Token(t.Context())
		require.NoError(t, err)
		_, err = second.Token(t.Context())
		require.NoError(t, err)
	}
	require.Equal(t, 4, fetches)
	third := open()
	now = now.Add(2 * time.Hour)
	vendorSays = "access-canary-2 and refresh-canary-3 and access-canary-4"
	_, err = third.Token(t.Context())
	require.Error(t, err)
	assert.NotContains(t, err.Error()+third.Status().LastError.Error(), "canary-4", "it knows no other")
	_, err = second.Token(t.Context())
	require.Error(t, err)
	assert.NotContains(t, err.Error()+second.Status().LastError.Error(), "canary-")

	// A token that its caller has from somewhere else, and says is dead.
	first.Invalidate(Token{Access: NewSecret("elsewhere-7f31"), Refresh: NewSecret("elsewhere-refresh-7f31")})
	now = now.Add(time.Hour)
	vendorSays = "elsewhere-7f31, elsewhere-refresh-7f31"
	_, err = first.Token(t.Context())
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "7f31")
	assert.NotContains(t, log.String(), "7f31")
}

// The tokens of a typed call, those it sends and those that come, are known to the
// next one too.
func TestTokensOfTypedCallsAreStruckOut(t *testing.T) {
	t.Parallel()
	c := echoing(t, "id", "s3cret-15", "bad: sent-canary-1, listed-canary-2, listed-canary-3")
	refuse := c.vendor.Parse
	var model struct {
		Items []struct {
			Token *Secret `json:",omitempty"`
		}
		Next *struct{ Refresh Secret }
	}
	good := func(body string) *http.Response {
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body))}
	}
	c.vendor.Parse = func(int, http.Header, []byte) Outcome { return Outcome{Documented: true, OK: true} }
	_, err := c.Receive("list", good(`{"Items":[{"Token":"listed-canary-2"},{}],"Next":{"Refresh":"listed-canary-3"}}`), nil, &model, NewSecret("sent-canary-1"))
	require.NoError(t, err)
	c.vendor.Parse = refuse
	_, err = c.Receive("login", good("{}"), nil, nil)
	require.ErrorContains(t, err, "bad: [redacted], [redacted], [redacted]")
	assert.Empty(t, secretsIn(nil))
	assert.Len(t, secretsIn(&model), 2)
}
