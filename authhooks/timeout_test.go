package authhooks_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// silent is a transport that nobody answers.
var silent = roundTrip(func(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
})

// acmeOver is acme at https://acme.example, reached through rt. fetch replaces the
// token call if it is not nil.
func acmeOver(t *testing.T, user *http.Client, fetch authhooks.FetcherFunc, opts ...authhooks.Option) *acme {
	t.Helper()
	a := &acme{url: "https://acme.example"}
	if fetch == nil {
		fetch = func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			return a.createToken(ctx, "/token")
		}
	}
	client, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"), Fetch: fetch,
	}, a.url, "id", authhooks.NewSecret("secret-canary"), append(opts, authhooks.WithHTTPClient(user))...)
	require.NoError(t, err)
	a.Client = client
	t.Cleanup(func() { _ = client.Close() })
	return a
}

func issued(context.Context, authhooks.Token) (authhooks.Token, error) {
	return authhooks.Token{Access: authhooks.NewSecret("a-good-token")}, nil
}

func (a *acme) business(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url+"/x", http.NoBody)
	if err != nil {
		return err
	}
	resp, err := a.HTTPClient().Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// isTimeout holds err to what net/http's own timeouts are to its callers.
func isTimeout(t *testing.T, err error, name string) *authhooks.Error {
	t.Helper()
	var e *authhooks.Error
	require.ErrorAs(t, err, &e, name)
	require.ErrorIs(t, err, context.DeadlineExceeded, name)
	require.ErrorIs(t, e, context.DeadlineExceeded, name)
	assert.True(t, e.Timeout(), name)
	if ne, ok := errors.AsType[net.Error](err); ok { // through HTTPClient: net/http's *url.Error
		assert.True(t, ne.Timeout(), name)
	}
	assert.Equal(t, authhooks.KindTransport, e.Kind, name)
	assert.NotContains(t, err.Error(), "canary", name)
	return e
}

func TestATimeoutSaysWhoseItWas(t *testing.T) {
	t.Parallel()
	const ours, users, callers = "no complete answer within 15s (WithTimeout)",
		"no complete answer within 5s (Timeout of the http.Client given to WithHTTPClient)", "the caller's deadline passed"
	slow := func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
		<-ctx.Done()
		return authhooks.Token{}, fmt.Errorf("vault: %w", ctx.Err())
	}
	type call func(ctx context.Context, a *acme) error
	source := func(ctx context.Context, a *acme) error { _, err := a.Token(ctx); return err }
	direct := func(ctx context.Context, a *acme) error { _, err := a.createToken(ctx, "/token"); return err }
	business := func(ctx context.Context, a *acme) error { return a.business(ctx) }
	for name, c := range map[string]struct {
		user     *http.Client
		fetch    authhooks.FetcherFunc
		deadline time.Duration // the caller's; 0 for none
		call     call
		took     time.Duration
		says     string
	}{
		"the source's fetch":                 {&http.Client{Transport: silent}, nil, 0, source, 15 * time.Second, ours},
		"a token call":                       {&http.Client{Transport: silent}, nil, 0, direct, 15 * time.Second, ours},
		"a user's Fetcher":                   {nil, slow, 0, source, 15 * time.Second, ours},
		"a business call's token":            {&http.Client{Transport: silent}, nil, 0, business, 15 * time.Second, ours},
		"the user's client, fetching":        {&http.Client{Transport: silent, Timeout: 5 * time.Second}, nil, 0, source, 5 * time.Second, users},
		"the user's client, business":        {&http.Client{Transport: silent, Timeout: 5 * time.Second}, issued, 0, business, 5 * time.Second, users},
		"the user's client, waiting":         {&http.Client{Transport: silent, Timeout: 5 * time.Second}, slow, 0, business, 5 * time.Second, users},
		"the longer of the two":              {&http.Client{Transport: silent, Timeout: time.Hour}, nil, 0, source, 15 * time.Second, ours},
		"the caller's, waiting for a token":  {&http.Client{Transport: silent}, nil, time.Second, source, time.Second, callers},
		"the caller's, in a token call":      {&http.Client{Transport: silent}, nil, time.Second, direct, time.Second, callers},
		"the caller's, in a business call":   {&http.Client{Transport: silent}, issued, time.Second, business, time.Second, callers},
		"the caller's, waiting, both limits": {&http.Client{Transport: silent, Timeout: 5 * time.Second}, slow, time.Second, business, time.Second, callers},
	} {
		synctest.Test(t, func(t *testing.T) {
			a := acmeOver(t, c.user, c.fetch)
			ctx := t.Context()
			if c.deadline > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, c.deadline)
				defer cancel()
			}
			began := time.Now()
			err := c.call(ctx, a)
			e := isTimeout(t, err, name)
			assert.Equal(t, c.took, time.Since(began), name)
			assert.Contains(t, e.Error(), c.says, name)
			own := c.says == callers
			assert.Equal(t, !own, e.Retryable(), name)
			assert.Equal(t, own, strings.Contains(e.Error(), "caller"), name)
			require.NoError(t, a.Close())
		})
	}
}

// With a store a fetch may wait for others: still nobody's deadline but ours.
func TestATimeoutBehindAStoreIsNotTheCallers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := acmeOver(t, &http.Client{Transport: silent}, nil, authhooks.WithStore(authhooks.NewMemoryStore()),
			authhooks.WithStoreKey(authhooks.NewSecret(strings.Repeat("k", 16))))
		_, err := a.Token(t.Context())
		e := isTimeout(t, err, "store")
		assert.Contains(t, e.Error(), "no complete answer within 15s (WithTimeout)")
		assert.True(t, e.Retryable())
		require.NoError(t, a.Close())
	})
}

var errShutdown = errors.New("shutting down with secret-canary")

// A cause of the caller's is found by errors.Is, and shown without secrets.
func TestACallersOwnEndSaysSo(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(ctx context.Context, a *acme) error{
		"source":   func(ctx context.Context, a *acme) error { _, err := a.Token(ctx); return err },
		"direct":   func(ctx context.Context, a *acme) error { _, err := a.createToken(ctx, "/token"); return err },
		"business": func(ctx context.Context, a *acme) error { return a.business(ctx) },
	} {
		for _, cause := range []error{nil, errShutdown} {
			synctest.Test(t, func(t *testing.T) {
				a := acmeOver(t, &http.Client{Transport: silent}, nil)
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(time.Second, func() { cancel(cause) })
				err := call(ctx, a)
				var e *authhooks.Error
				require.ErrorAs(t, err, &e, name)
				require.ErrorIs(t, err, context.Canceled, name)
				require.NotErrorIs(t, err, context.DeadlineExceeded, name)
				assert.False(t, e.Timeout(), name)
				assert.False(t, e.Retryable(), name)
				assert.Contains(t, e.Error(), "the caller cancelled the call", name)
				if cause != nil {
					require.ErrorIs(t, err, errShutdown, name)
					assert.Contains(t, e.Error(), "shutting down with [redacted]", name)
				}

				late, stop := context.WithTimeoutCause(t.Context(), time.Second, cause)
				defer stop()
				err = call(late, a)
				e = isTimeout(t, err, name)
				assert.False(t, e.Retryable(), name)
				assert.Contains(t, e.Error(), "the caller's deadline passed", name)
				if cause != nil {
					require.ErrorIs(t, err, errShutdown, name)
				}
				for unwrapped := error(e); unwrapped != nil; unwrapped = errors.Unwrap(unwrapped) {
					assert.NotContains(t, fmt.Sprintf("%v %+v", unwrapped, unwrapped), "canary", name)
				}
				require.NoError(t, a.Close())
			})
		}
	}
}

// lateError is a timeout of a transport that is none of net/http's.
type lateError struct{}

func (lateError) Error() string { return "breaker: 3 tries took too long" }
func (lateError) Timeout() bool { return true }

// The transport's own timeouts are the user's settings: they say which, and a
// repeat may help.
func TestTheTransportsOwnTimeouts(t *testing.T) {
	t.Parallel()
	quiet, err := net.Listen("tcp", "127.0.0.1:0") // accepts, and says nothing
	require.NoError(t, err)
	t.Cleanup(func() { _ = quiet.Close() })
	modern := httptest.NewUnstartedServer(http.HandlerFunc(hang))
	modern.EnableHTTP2 = true
	modern.StartTLS()
	t.Cleanup(modern.Close)
	http2 := modern.Client().Transport.(*http.Transport).Clone()
	http2.ResponseHeaderTimeout = 20 * time.Millisecond
	plain := httptest.NewServer(http.HandlerFunc(hang))
	t.Cleanup(plain.Close)
	for name, c := range map[string]struct {
		base      string
		transport http.RoundTripper
		says      string
	}{
		"headers":          {plain.URL, &http.Transport{ResponseHeaderTimeout: 20 * time.Millisecond}, "ResponseHeaderTimeout"},
		"headers, HTTP/2":  {modern.URL, http2, "ResponseHeaderTimeout"},
		"TLS handshake":    {"https://" + quiet.Addr().String(), &http.Transport{TLSHandshakeTimeout: 20 * time.Millisecond}, "TLSHandshakeTimeout"},
		"dialer":           {plain.URL, &http.Transport{DialContext: (&net.Dialer{Timeout: time.Nanosecond}).DialContext}, "dialer's timeout"},
		"name server":      {plain.URL, failing(&net.OpError{Op: "dial", Err: &net.DNSError{Err: "i/o timeout", IsTimeout: true}}), "DNS"},
		"somebody's own":   {plain.URL, failing(lateError{}), "in the transport"},
		"a file's":         {plain.URL, failing(fmt.Errorf("read: %w", os.ErrDeadlineExceeded)), "in the transport"},
		"a ctx of its own": {plain.URL, failing(&url.Error{Op: "Get", URL: "http://canary", Err: context.DeadlineExceeded}), "in the transport"},
	} {
		a := acmeOver(t, &http.Client{Transport: c.transport}, issued, authhooks.WithBaseURL(c.base))
		_, err := a.createToken(t.Context(), "/token")
		a.url = c.base
		for _, err := range []error{err, a.business(t.Context())} {
			e := isTimeout(t, err, name)
			assert.Contains(t, e.Error(), c.says, name)
			assert.NotContains(t, e.Error(), "caller", name)
			assert.True(t, e.Retryable(), name)
		}
	}
}

func failing(err error) roundTrip {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}
