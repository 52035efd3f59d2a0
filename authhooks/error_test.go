package authhooks_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

func TestErrorText(t *testing.T) {
	t.Parallel()
	e := &authhooks.Error{Vendor: "acme", Op: "createToken", Kind: authhooks.KindRateLimited, Code: "67200002", Message: "slow\ndown", Status: 429, RetryAfter: 1500 * time.Millisecond}
	assert.Equal(t, "acme: createToken: rate limited (67200002): slow down: HTTP status 429: the answer asks to wait 1.5s", e.Error())
	e = &authhooks.Error{Kind: authhooks.KindTransport, Err: io.ErrUnexpectedEOF, Status: 200}
	assert.Equal(t, "transport error: unexpected EOF", e.Error())
	assert.Equal(t, "kind 99", authhooks.Kind(99).String())
}

// The meaning of a known code comes first, in English, then the vendor's own text,
// in one line; what is said already is not said again.
func TestAKnownCodeSaysItsMeaningFirst(t *testing.T) {
	t.Parallel()
	e := authhooks.Error{Vendor: "acme", Op: "login", Kind: authhooks.KindInvalidCredentials, Code: "7", Message: "客户端\n凭证错误", Err: errors.New("acme: id or secret is wrong")}
	assert.Equal(t, "acme: login: invalid credentials (7): id or secret is wrong: 客户端 凭证错误", e.Error())
	e.Err = errors.New("acme: login: id or\x1bsecret\u202e is wrong")
	assert.Equal(t, "acme: login: invalid credentials (7): id or secret  is wrong: 客户端 凭证错误", e.Error())
	e.Err, e.Message = errors.New("acme: id or secret is wrong"), "ID or Secret is wrong"
	assert.Equal(t, "acme: login: invalid credentials (7): ID or Secret is wrong", e.Error(), "once")
	e.Message = ""
	assert.Equal(t, "acme: login: invalid credentials (7): id or secret is wrong", e.Error())
	e.Err, e.Message = nil, "客户端凭证错误"
	assert.Equal(t, "acme: login: invalid credentials (7): 客户端凭证错误", e.Error())
	e.Code, e.Err = "", errors.New("a cause")
	assert.Equal(t, "acme: login: invalid credentials: 客户端凭证错误", e.Error(), "without a code Err is no meaning")
	e = authhooks.Error{Kind: authhooks.KindUnknown, Code: "7", Message: strings.Repeat("m", 9000), Err: errors.New(strings.Repeat("e", 9000))}
	assert.Less(t, len(e.Error()), 4500, "capped")
}

// A private vendor need not have a value for each code: its table's words are the
// meaning, for a refusal that another process stored too.
func TestAMeaningWithoutAValueOfItsOwn(t *testing.T) {
	t.Parallel()
	store := authhooks.NewMemoryStore()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		_, _ = w.Write([]byte(`{"code":"2","text":"错误"}`))
	}))
	t.Cleanup(server.Close)
	for range 2 {
		a := &acme{url: server.URL}
		var err error
		a.Client, err = authhooks.New(authhooks.Vendor{
			Name: "acme", Codes: []authhooks.CodeInfo{{Code: "2", Kind: authhooks.KindInvalidCredentials, Meaning: "the id is locked"}},
			Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"),
			Fetch: func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
				return a.createToken(ctx, "/token")
			},
		}, server.URL, "id", authhooks.NewSecret("s"), authhooks.WithStore(store), authhooks.WithStoreKey(authhooks.NewSecret(strings.Repeat("k", 16))))
		require.NoError(t, err)
		t.Cleanup(func() { _ = a.Close() })
		_, err = a.Token(t.Context())
		require.ErrorContains(t, err, "acme: createToken: invalid credentials (2): the id is locked: 错误: next attempt in ")
	}
	assert.Equal(t, int64(1), asked.Load())
}

// Waiting does not mend a wrong password: a remembered failure says when the
// source asks again, a direct call's what the answer asked for.
func TestRetryAfterIsToldForWhatItIs(t *testing.T) {
	t.Parallel()
	a := newACME(t, write("", `{"code":"2","text":"wrong","wait":7}`))
	_, err := a.createToken(t.Context(), "/answer")
	require.ErrorContains(t, err, "invalid credentials (2): wrong: the answer asks to wait 7s")
	s, err := authhooks.NewSource(authhooks.NewKey("acme", "https://h:443", "id", authhooks.NewSecret("s")),
		authhooks.FetcherFunc(func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			return a.createToken(ctx, "/answer")
		}))
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	for range 2 {
		_, err = s.Token(t.Context())
		require.ErrorContains(t, err, "invalid credentials (2): wrong: next attempt in ")
		assert.NotContains(t, err.Error(), "asks to wait")
	}
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
