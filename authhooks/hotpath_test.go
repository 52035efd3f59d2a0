package authhooks_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

var longToken = strings.Repeat("abcdefgh", 200)

// inMemory is a client whose business calls never leave the process.
func inMemory(t *testing.T, put func(*http.Request, authhooks.Token) error, rt roundTrip, opts ...authhooks.Option) *authhooks.Client {
	t.Helper()
	c, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Parse: acmeParse, Put: put,
		Fetch: func(context.Context, authhooks.Token) (authhooks.Token, error) {
			return authhooks.Token{Access: authhooks.NewSecret(longToken), ExpiresAt: time.Now().Add(time.Hour)}, nil
		},
	}, "https://acme.example", "id", authhooks.NewSecret("secret-canary"), append(opts, authhooks.WithHTTPClient(&http.Client{Transport: rt}))...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	_, err = c.Token(t.Context())
	require.NoError(t, err)
	return c
}

func pong(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
}

// Not parallel: AllocsPerRun counts the allocations of the whole process.
func TestHotPathAllocates(t *testing.T) {
	hotPathAllocates(t)
}

// Not parallel either.
func TestHotPathAllocatesNoMoreWithAnObserver(t *testing.T) {
	hotPathAllocates(t, authhooks.WithObserver(func(authhooks.Event) {}), authhooks.WithLogger(slog.New(slog.DiscardHandler)),
		authhooks.WithCallerValues(), authhooks.WithTrace(func(ctx context.Context, _, _ string) (context.Context, func(authhooks.Event)) { return ctx, nil }))
}

func hotPathAllocates(t *testing.T, opts ...authhooks.Option) {
	t.Helper()
	c := inMemory(t, authhooks.PutBearer, pong, opts...)
	ctx := t.Context()
	token, err := c.Token(ctx)
	require.NoError(t, err)
	assert.Zero(t, testing.AllocsPerRun(200, func() { _, _ = c.Token(ctx) }), "a cached token costs no allocation")

	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://acme.example/v1/ping", http.NoBody)
	require.NoError(t, err)
	for name, put := range map[string]func(*http.Request, authhooks.Token) error{
		"PutBearer": authhooks.PutBearer, "PutHeader": authhooks.PutHeader("X-Acme"),
	} {
		assert.LessOrEqual(t, testing.AllocsPerRun(200, func() { _ = put(req, token) }), 1.0,
			"%s builds the header's list, not its value", name)
	}

	call := func(client *http.Client, by func(*http.Request)) float64 {
		return testing.AllocsPerRun(200, func() {
			req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "https://acme.example/v1/ping", http.NoBody)
			by(req)
			if resp, err := client.Do(req); err == nil {
				_ = resp.Body.Close()
			}
		})
	}
	header := "Bearer " + longToken
	byHand := call(&http.Client{Transport: roundTrip(pong)}, func(r *http.Request) { r.Header.Set("Authorization", header) })
	ours := call(c.HTTPClient(), func(*http.Request) {})
	assert.LessOrEqual(t, ours, byHand+2, "HTTPClient clones what it changes, and nothing more")
}

// What a Put or the user's own transport does to a request stays out of the
// caller's: it may be in use elsewhere, and the credential must not stick to it.
func TestTheCallersRequestIsNeverTouched(t *testing.T) {
	t.Parallel()
	put := func(r *http.Request, token authhooks.Token) error {
		r.URL.RawQuery += "&key=" + token.Access.Reveal()
		r.URL.Path = "/elsewhere"
		r.Header["X-List"][0] = "overwritten"
		r.Header["X-List"] = append(r.Header["X-List"], "added")
		r.Host = "acme.example"
		r.Method = http.MethodPut
		return authhooks.PutBearer(r, token)
	}
	var sent *http.Request
	c := inMemory(t, put, func(r *http.Request) (*http.Response, error) {
		sent = r
		return pong(r)
	})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://acme.example/v1/ping?a=1", http.NoBody)
	require.NoError(t, err)
	req.Header["X-List"] = append(make([]string, 0, 8), "mine")
	resp, err := c.HTTPClient().Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())

	assert.Equal(t, "https://acme.example/v1/ping?a=1", req.URL.String())
	assert.Equal(t, http.Header{"X-List": {"mine"}}, req.Header)
	assert.Equal(t, "mine", req.Header["X-List"][:1][0])
	assert.Equal(t, http.MethodGet, req.Method)
	assert.Same(t, req.URL, resp.Request.URL, "the answer names the caller's URL, without the credential")
	assert.Equal(t, "/elsewhere", sent.URL.Path)
	assert.Equal(t, []string{"overwritten", "added"}, sent.Header["X-List"])
}
