package oauth2adapter_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/oauth2adapter"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type sourceFunc func() (*oauth2.Token, error)

func (f sourceFunc) Token() (*oauth2.Token, error) { return f() }

func newSource(t *testing.T, f authhooks.Fetcher, opts ...authhooks.SourceOption) *authhooks.Source {
	t.Helper()
	key := authhooks.NewKey("acme", "https://acme.example", "app", authhooks.NewSecret("app-pass-1"))
	s, err := authhooks.NewSource(key, f, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestTokenSourceSendsBearerWhateverTheTypeIsCalled(t *testing.T) {
	t.Parallel()
	var got string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Get("Authorization") }))
	defer server.Close()
	end := time.Now().Add(time.Hour)
	ours := authhooks.StaticSource(authhooks.Token{
		Access: authhooks.NewSecret("tok-1"), Refresh: authhooks.NewSecret("ref-1"), Type: "BearerToken", ExpiresAt: end,
	})
	ts := oauth2adapter.TokenSource(t.Context(), ours)

	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: &oauth2.Transport{Source: ts, Base: transport}}
	resp, err := client.Get(server.URL)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, "Bearer tok-1", got)

	token, err := ts.Token()
	require.NoError(t, err)
	assert.Equal(t, "BearerToken", token.Extra("token_type"))
	assert.True(t, end.Equal(token.Expiry))
	assert.Empty(t, token.RefreshToken, "a second renewer would use it up")
}

func TestTokenSourceKeepsTheTypedErrorAndTheCtx(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	source := newSource(t, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
		return authhooks.Token{}, errors.New("never asked")
	}))
	_, err := oauth2adapter.TokenSource(ctx, source).Token()
	var e *authhooks.Error
	require.ErrorAs(t, err, &e)
	require.ErrorIs(t, err, context.Canceled)
}

func TestFetcherGivesOurLifecycleToAnySource(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		source := newSource(t, oauth2adapter.Fetcher(sourceFunc(func() (*oauth2.Token, error) {
			n := calls.Add(1)
			time.Sleep(200 * time.Millisecond) // virtual
			return &oauth2.Token{AccessToken: "tok-" + string(rune('0'+n)), TokenType: "mac", Expiry: time.Now().Add(time.Hour)}, nil
		})))
		token, err := source.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "tok-1", token.Access.Reveal())
		assert.Equal(t, "mac", token.Type)

		time.Sleep(58 * time.Minute) // in the refresh window: the token is served at once and renewed in the background
		start := time.Now()
		token, err = source.Token(t.Context())
		require.NoError(t, err)
		assert.Zero(t, time.Since(start))
		assert.Equal(t, "tok-1", token.Access.Reveal())
		synctest.Wait()
		time.Sleep(time.Second)
		token, err = source.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "tok-2", token.Access.Reveal())
	})
}

// An x/oauth2 source takes no ctx. A source that hangs blocks no caller and no fetch, and
// is never called twice at the same time.
func TestFetcherJoinsACallThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		open := make(chan struct{})
		source := newSource(t, oauth2adapter.Fetcher(sourceFunc(func() (*oauth2.Token, error) {
			calls.Add(1)
			<-open
			return &oauth2.Token{AccessToken: "late"}, nil
		})), authhooks.WithTimeout(time.Second), authhooks.WithRetries(0))
		start := time.Now()
		_, err := source.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrTransport)
		assert.Equal(t, time.Second, time.Since(start))
		time.Sleep(time.Minute) // after the backoff
		go func() { time.Sleep(time.Millisecond); close(open) }()
		token, err := source.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "late", token.Access.Reveal())
		assert.EqualValues(t, 1, calls.Load())
	})
}

func TestFetcherSurvivesASourceThatMisbehaves(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string]sourceFunc{
		"panic":   func() (*oauth2.Token, error) { panic("secret-in-a-panic") },
		"goexit":  func() (*oauth2.Token, error) { runtime.Goexit(); return new(oauth2.Token), nil },
		"nothing": func() (*oauth2.Token, error) { return nil, nil }, //nolint:nilnil // the misbehaviour
		"empty":   func() (*oauth2.Token, error) { return &oauth2.Token{}, nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newSource(t, oauth2adapter.Fetcher(bad)).Token(t.Context())
			var e *authhooks.Error
			require.ErrorAs(t, err, &e)
			assert.NotContains(t, err.Error(), "secret-in-a-panic")
		})
	}
}

func TestRefusalsBecomeKindsAndHideTheAnswer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		kind   authhooks.Kind
		code   string
		logins int64
	}{
		"RFC 6749 code":    {401, `{"error":"invalid_client","error_description":"app-pass-1 is wrong"}`, authhooks.KindInvalidCredentials, "invalid_client", 1},
		"a 400 by code":    {400, `{"error":"invalid_grant"}`, authhooks.KindRefreshRejected, "invalid_grant", 1},
		"unknown code":     {400, `{"error":"app-pass-1"}`, authhooks.KindInvalidRequest, "", 1},
		"a wrong URL":      {404, `<html>`, authhooks.KindInvalidRequest, "", 1},
		"bare 401":         {401, `app-pass-1`, authhooks.KindInvalidCredentials, "", 1},
		"bare 403":         {403, `app-pass-1`, authhooks.KindPermissionDenied, "", 1},
		"busy":             {429, `{}`, authhooks.KindRateLimited, "", 1},
		"down, tried once": {503, `{}`, authhooks.KindUnavailable, "", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				calls.Add(1)
				w.Header().Set("Content-Type", "application/json")
				if c.status == http.StatusTooManyRequests {
					w.Header().Set("Retry-After", "7")
				}
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			}))
			defer server.Close()
			transport := &http.Transport{}
			defer transport.CloseIdleConnections()
			config := clientcredentials.Config{ClientID: "app", ClientSecret: "app-pass-1", TokenURL: server.URL, AuthStyle: oauth2.AuthStyleInHeader}
			source := newSource(t, oauth2adapter.FetcherFunc(func(ctx context.Context) (*oauth2.Token, error) {
				return config.Token(context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Transport: transport}))
			}))
			for range 20 { // x/oauth2 alone would log in twenty times
				_, err := source.Token(t.Context())
				var e *authhooks.Error
				require.ErrorAs(t, err, &e)
				assert.Equal(t, c.kind, e.Kind)
				assert.Equal(t, c.code, e.Code)
				assert.Equal(t, c.status, e.Status)
				assert.Positive(t, e.RetryAfter)
				assert.NotContains(t, err.Error(), "app-pass-1")
				assert.Equal(t, c.kind == authhooks.KindInvalidRequest, strings.Contains(err.Error(), "check the token URL"), err)
				if c.status == http.StatusTooManyRequests {
					assert.Greater(t, e.RetryAfter, 6*time.Second)
				}
			}
			assert.Equal(t, c.logins, calls.Load())
		})
	}
}
