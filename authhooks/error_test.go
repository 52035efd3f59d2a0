package authhooks_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

func TestErrorText(t *testing.T) {
	t.Parallel()
	e := &authhooks.Error{Vendor: "acme", Op: "createToken", Kind: authhooks.KindRateLimited, Code: "67200002", Message: "slow\ndown", Status: 429, RetryAfter: 1500 * time.Millisecond}
	assert.Equal(t, "acme: createToken: rate limited (67200002): slow down: HTTP status 429: retry after 1.5s", e.Error())
	e = &authhooks.Error{Kind: authhooks.KindTransport, Err: io.ErrUnexpectedEOF, Status: 200}
	assert.Equal(t, "transport error: unexpected EOF", e.Error())
	assert.Equal(t, "kind 99", authhooks.Kind(99).String())
}

func TestErrorIsItsKind(t *testing.T) {
	t.Parallel()
	sentinels := map[authhooks.Kind]error{
		authhooks.KindInvalidCredentials: authhooks.ErrInvalidCredentials, authhooks.KindTokenRejected: authhooks.ErrTokenRejected,
		authhooks.KindRefreshRejected: authhooks.ErrRefreshRejected, authhooks.KindPermissionDenied: authhooks.ErrPermissionDenied,
		authhooks.KindRateLimited: authhooks.ErrRateLimited, authhooks.KindQuotaExhausted: authhooks.ErrQuotaExhausted,
		authhooks.KindInvalidRequest: authhooks.ErrInvalidRequest, authhooks.KindUnavailable: authhooks.ErrUnavailable,
		authhooks.KindProtocol: authhooks.ErrProtocol, authhooks.KindTransport: authhooks.ErrTransport, authhooks.KindPolicy: authhooks.ErrPolicy,
	}
	retryable := map[authhooks.Kind]bool{authhooks.KindRateLimited: true, authhooks.KindUnavailable: true, authhooks.KindTransport: true}
	own := errors.New("a vendor package's value")
	for kind := range authhooks.KindPolicy + 1 {
		e := &authhooks.Error{Kind: kind, Err: own}
		wrapped := fmt.Errorf("wrapped: %w", e)
		for k, s := range sentinels {
			assert.Equal(t, k == kind, errors.Is(wrapped, s), "%v %v", kind, s)
		}
		require.ErrorIs(t, wrapped, own)
		assert.Equal(t, retryable[kind], e.Retryable(), kind)
		if s, ok := sentinels[kind]; ok {
			assert.Equal(t, kind.String(), s.Error())
		}
	}
	assert.False(t, (&authhooks.Error{}).FromVendor())
	assert.True(t, (&authhooks.Error{Code: "1"}).FromVendor())
	assert.NotErrorIs(t, &authhooks.Error{Kind: authhooks.KindTransport}, context.Canceled)
}

func TestKeyPrintsNothing(t *testing.T) {
	t.Parallel()
	k := authhooks.NewKey("acme", "https://h/canary", "canary-id", authhooks.NewSecret("canary")).WithScope("canary-region")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		assert.NotContains(t, fmt.Sprintf(verb, k), "canary", verb)
		assert.NotContains(t, fmt.Sprintf(verb, struct{ k authhooks.Key }{k}), "canary", verb)
	}
	text, err := k.MarshalText()
	require.NoError(t, err)
	assert.Equal(t, "[redacted]", string(text))
}
