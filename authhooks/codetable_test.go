package authhooks_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

var (
	errAcmeBusy  = errors.New("acme: busy")
	errAcmeShelf = errors.New("acme: no such shelf")
	errAcmeAny   = errors.New("acme: the same everywhere")
	errAcmeOwn   = errors.New("acme: of a business call")
)

// twofold are codes of which some mean one thing in the answer to a token call
// and another in that to a business call.
func twofold() []authhooks.CodeInfo {
	return []authhooks.CodeInfo{
		{Code: "20", Kind: authhooks.KindInvalidRequest, Err: errAcmeShelf, Call: authhooks.CodeBusinessCall},
		{Code: "20", Kind: authhooks.KindUnavailable, Err: errAcmeBusy, Call: authhooks.CodeTokenCall},
		{Code: "21", Kind: authhooks.KindInvalidCredentials, Err: errAcmeAny},
		{Code: "21", Kind: authhooks.KindTokenRejected, Err: errAcmeOwn, Rejects: true, Call: authhooks.CodeBusinessCall},
		{Code: "22", Kind: authhooks.KindRateLimited, Err: errAcmeAny},
		{Code: "23", Kind: authhooks.KindQuotaExhausted, Err: errAcmeOwn, Call: authhooks.CodeBusinessCall},
		{Code: "24", Kind: authhooks.KindQuotaExhausted, Err: errAcmeBusy, Call: authhooks.CodeTokenCall},
	}
}

// desk is an acme that answers every call with one code: a token call while
// refusing is set, a business call always.
type desk struct {
	*authhooks.Client
	url      string
	refusing atomic.Bool
	calls    atomic.Int64
}

func newDesk(t *testing.T, code string, opts ...authhooks.Option) *desk {
	t.Helper()
	d := &desk{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodPost && !d.refusing.Load() {
			_, _ = fmt.Fprintf(w, `{"code":1,"token":"token-%d"}`, d.calls.Add(1))
			return
		}
		_, _ = fmt.Fprintf(w, `{"code":%s}`, code)
	}))
	t.Cleanup(server.Close)
	d.url = server.URL
	d.Client = d.another(t, opts...)
	return d
}

// another is a client of the same account.
func (d *desk) another(t *testing.T, opts ...authhooks.Option) *authhooks.Client {
	t.Helper()
	var c *authhooks.Client
	c, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: twofold(), Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"),
		Fetch: func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			return d.call(ctx, c, "createToken")
		},
	}, d.url, "id", authhooks.NewSecret("secret-canary"), append(opts, authhooks.WithRetries(0))...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func (d *desk) call(ctx context.Context, c *authhooks.Client, op string) (authhooks.Token, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, http.NoBody)
	if err != nil {
		return authhooks.Token{}, err
	}
	var out struct {
		Token authhooks.Secret `json:"token"`
	}
	resp, err := c.Guarded().Do(req)
	_, err = c.Receive(op, resp, err, &out)
	return authhooks.Token{Access: out.Token}, err
}

func TestOneCodeMeansTwoThings(t *testing.T) {
	t.Parallel()
	type meaning struct {
		kind  authhooks.Kind
		cause error
	}
	unknown := meaning{authhooks.KindUnknown, nil}
	for code, want := range map[string]struct{ token, business meaning }{
		"20": {meaning{authhooks.KindUnavailable, errAcmeBusy}, meaning{authhooks.KindInvalidRequest, errAcmeShelf}},
		"21": {meaning{authhooks.KindInvalidCredentials, errAcmeAny}, meaning{authhooks.KindTokenRejected, errAcmeOwn}},
		"22": {meaning{authhooks.KindRateLimited, errAcmeAny}, meaning{authhooks.KindRateLimited, errAcmeAny}},
		"23": {unknown, meaning{authhooks.KindQuotaExhausted, errAcmeOwn}},
		"24": {meaning{authhooks.KindQuotaExhausted, errAcmeBusy}, unknown},
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			check := func(err error, want meaning) {
				t.Helper()
				e, ok := errors.AsType[*authhooks.Error](err)
				require.True(t, ok, "%v", err)
				assert.Equal(t, code, e.Code)
				assert.Equal(t, want.kind, e.Kind)
				for _, cause := range []error{errAcmeBusy, errAcmeShelf, errAcmeAny, errAcmeOwn} {
					assert.Equal(t, cause == want.cause, errors.Is(err, cause), "%v", cause) //nolint:errorlint // which of the two it is
				}
			}
			d := newDesk(t, code)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url, nil)
			require.NoError(t, err)
			resp, err := d.HTTPClient().Do(req)
			require.NoError(t, err)
			check(d.CheckResponse(resp), want.business)
			require.NoError(t, resp.Body.Close())
			d.refusing.Store(true)
			for _, op := range []string{"createToken", "refreshToken", "renewToken", "checkToken"} {
				_, err := d.call(t.Context(), d.Client, op)
				check(err, want.token)
			}
		})
	}
}

func TestOnlyABusinessCallsRowRenews(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "21")
	_, _, err := get(t, d.HTTPClient(), d.url)
	require.NoError(t, err)
	assert.EqualValues(t, 2, d.calls.Load(), "renewed once, for the row of a business call rejects")
	d = newDesk(t, "20")
	_, _, err = get(t, d.HTTPClient(), d.url)
	require.NoError(t, err)
	assert.EqualValues(t, 1, d.calls.Load())
}

// What another process was refused is a token call's failure, whatever the code
// means elsewhere.
func TestASharedRefusalIsATokenCalls(t *testing.T) {
	t.Parallel()
	now := time.Now() // and it stays so: a refusal is remembered for a second
	key := authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef"))
	options := []authhooks.Option{authhooks.WithStore(authhooks.NewMemoryStore()), key, authhooks.WithClock(func() time.Time { return now })}
	d := newDesk(t, "20", options...)
	d.refusing.Store(true)
	_, err := d.Token(t.Context())
	require.ErrorIs(t, err, errAcmeBusy)
	d.refusing.Store(false)
	_, err = d.another(t, options...).Token(t.Context())
	require.ErrorIs(t, err, errAcmeBusy, "it was remembered")
	require.NotErrorIs(t, err, errAcmeShelf)
	require.ErrorIs(t, err, authhooks.ErrUnavailable)
	assert.Zero(t, d.calls.Load())
}

func TestNewRefusesAnAmbiguousTable(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]authhooks.CodeInfo{
		`"20" has two rows`: {Code: "20", Call: authhooks.CodeTokenCall},
		`"22" has two rows`: {Code: "22"},
		`"99" has an unkn`:  {Code: "99", Call: authhooks.CodeBusinessCall + 1},
	} {
		_, err := authhooks.New(authhooks.Vendor{
			Name: "acme", Codes: append(twofold(), row), Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"),
			Fetch: func(context.Context, authhooks.Token) (authhooks.Token, error) { return authhooks.Token{}, nil },
		}, "https://acme.test", "id", authhooks.NewSecret("secret-canary"))
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
		assert.ErrorContains(t, err, name)
	}
}
