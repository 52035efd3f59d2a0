package authhooks_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// However the vendor or somebody on the way says it, a call whose refusal passes by itself
// succeeds after the pause.
func TestARefusedCallIsSentAgain(t *testing.T) {
	t.Parallel()
	for name, refusal := range map[string]reply{
		"inside 200":              busy,
		"inside 200, as text":     {http.StatusOK, http.Header{"Content-Type": {"text/plain"}}, `{"code":5}`},
		"inside 200, no type":     {http.StatusOK, nil, ` {"code":5}`},
		"inside 403":              {http.StatusForbidden, busy.header, `{"code":5}`},
		"429":                     {http.StatusTooManyRequests, nil, ""},
		"429, with a text":        {http.StatusTooManyRequests, http.Header{"Content-Type": {"text/plain"}}, "slow down"},
		"503":                     {http.StatusServiceUnavailable, nil, ""},
		"503, a page":             noPool,
		"502, a page too long":    {http.StatusBadGateway, noPool.header, "<html>" + strings.Repeat("x", 9000)},
		"500, an unknown code":    {http.StatusInternalServerError, busy.header, `{"code":"new"}`},
		"504, a success inside":   {http.StatusGatewayTimeout, fine.header, fine.body},
		"503, a stream":           {http.StatusServiceUnavailable, http.Header{"Content-Type": {"text/event-stream"}}, "data: no"},
		"Retry-After without use": {http.StatusServiceUnavailable, http.Header{"Retry-After": {"soon"}}, ""},
		"Retry-After of zero":     {http.StatusTooManyRequests, http.Header{"Retry-After": {"0"}}, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := &replies{list: []reply{refusal, fine}}
			text, err := retrying(t, r, 1).send(t, http.MethodGet, "", nil)
			require.NoError(t, err, name)
			assert.Equal(t, fine.body, text, name)
			require.Equal(t, 2, r.sends(), name)
			within(t, 500*time.Millisecond, r.pauses()[0], name)
			assert.Zero(t, r.open, name)
		})
	}
}

// What a repeat could do harm with, or what it cannot mend, is sent once.
func TestOnlyWhatDoesNoHarmIsSentAgain(t *testing.T) {
	t.Parallel()
	key := func(name string, values ...string) http.Header { return http.Header{name: values} }
	for name, c := range map[string]struct {
		method string
		header http.Header
		first  reply
		sends  int
	}{
		"GET":                         {http.MethodGet, nil, busy, 2},
		"HEAD":                        {http.MethodHead, nil, noPool, 2},
		"OPTIONS":                     {http.MethodOptions, nil, busy, 2},
		"PUT":                         {http.MethodPut, nil, busy, 2},
		"DELETE":                      {http.MethodDelete, nil, busy, 2},
		"POST":                        {http.MethodPost, nil, busy, 1},
		"PATCH":                       {http.MethodPatch, nil, busy, 1},
		"TRACE":                       {http.MethodTrace, nil, busy, 1},
		"get":                         {"get", nil, busy, 1},
		"POST with a key":             {http.MethodPost, key("Idempotency-Key", "k-1"), busy, 2},
		"PATCH with a key":            {http.MethodPatch, key("Idempotency-Key", "k-1"), busy, 2},
		"POST with a key, raw":        {http.MethodPost, key("idempotency-key", "k-1"), busy, 2},
		"POST with net/http's mark":   {http.MethodPost, key("Idempotency-Key"), busy, 2},
		"POST with an empty key":      {http.MethodPost, key("Idempotency-Key", ""), busy, 1},
		"POST with a blank key":       {http.MethodPost, key("Idempotency-Key", " "), busy, 1},
		"POST with another key":       {http.MethodPost, key("X-Idempotency-Key", "k-1"), busy, 1},
		"a success":                   {http.MethodGet, nil, fine, 1},
		"no JSON":                     {http.MethodGet, nil, reply{http.StatusOK, nil, "busy"}, 1},
		"a page with 200":             {http.MethodGet, nil, reply{http.StatusOK, noPool.header, noPool.body}, 1},
		"a redirect":                  {http.MethodGet, nil, reply{http.StatusFound, http.Header{"Location": {"https://else.example/"}}, ""}, 1},
		"not modified":                {http.MethodGet, nil, reply{http.StatusNotModified, http.Header{"Retry-After": {"1"}}, ""}, 1},
		"forbidden":                   {http.MethodGet, nil, reply{http.StatusForbidden, http.Header{"Retry-After": {"1"}}, ""}, 1},
		"a wrong request":             {http.MethodGet, nil, reply{http.StatusBadRequest, nil, ""}, 1},
		"an unknown code":             {http.MethodGet, nil, reply{http.StatusOK, busy.header, `{"code":"new","wait":1}`}, 1},
		"wrong credentials, by a 503": {http.MethodGet, nil, reply{http.StatusServiceUnavailable, busy.header, `{"code":2,"wait":1}`}, 1},
		"a proxy that wants a login":  {http.MethodGet, nil, reply{http.StatusProxyAuthRequired, nil, ""}, 1},
		"a lost connection":           {http.MethodGet, nil, reply{}, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := &replies{list: []reply{c.first, fine}}
			_, _ = retrying(t, r, 3).send(t, c.method, "", c.header)
			assert.Equal(t, c.sends, r.sends(), name)
		})
	}
}

func TestNothingIsSentAgainByDefault(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]authhooks.Option{"by default": nil, "0": {authhooks.WithBusinessRetries(0)}} {
		r := &replies{list: []reply{busy, fine}}
		a := acmeOver(t, &http.Client{Transport: r}, issued, opts...)
		text, err := a.send(t, http.MethodGet, "", nil)
		require.ErrorIs(t, err, authhooks.ErrUnavailable, name)
		assert.Equal(t, busy.body, text, name)
		assert.Equal(t, 1, r.sends(), name)
	}
	_, err := authhooks.New(schemeVendor(authhooks.PutBearer), "https://v.example", "id", authhooks.NewSecret("secret"), authhooks.WithBusinessRetries(-1))
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
	assert.ErrorContains(t, err, "WithBusinessRetries")
}
