package hostile_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
	"github.com/vendorauth/vendorauth-go/tests/kit/canary"
)

// haul is everything that a run returned or wrote. Safe for concurrent use.
type haul struct {
	mu   sync.Mutex
	text strings.Builder
}

func (h *haul) add(text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.text.WriteString(text)
	h.text.WriteByte('\n')
}

func (h *haul) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.String()
}

// opaque is a writer whose state no printer finds: a client's logger holds one,
// and the haul must not hold itself.
type opaque func(text string)

func (f opaque) Write(p []byte) (int, error) {
	f(string(p))
	return len(p), nil
}

// options let a client write all that it can: debug logs as text and as JSON,
// and every event.
func (h *haul) options() []authhooks.Option {
	level := &slog.HandlerOptions{Level: slog.LevelDebug - 8, AddSource: true}
	logger := slog.New(slog.NewMultiHandler(slog.NewTextHandler(opaque(h.add), level), slog.NewJSONHandler(opaque(h.add), level)))
	return []authhooks.Option{
		authhooks.WithLogger(logger),
		authhooks.WithObserver(func(e authhooks.Event) { h.add(canary.Shown(e) + canary.Chain(e.Err)) }),
	}
}

// folder adds what a folder holds: names and contents.
func (h *haul) folder(t *testing.T, dir string) (files int) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		h.add(strings.TrimPrefix(path, dir) + "\n" + string(raw))
		files++
		return err
	}))
	return files
}

// live lets one account live: log in, refresh, call, be revoked, be refused with
// every echo there is, and be without its vendor.
func live(t *testing.T, v accounts.Vendor, h *haul, known *canary.Set, store authhooks.Store) {
	t.Helper()
	key := authtest.RandomSecret(32)
	network := newNetwork(t)
	options := append(h.options(), network.option(), authhooks.WithStore(store), authhooks.WithStoreKey(authhooks.NewSecret(key)), authhooks.WithRetries(0))
	a := v.Open(t, nil, options...)
	learn(known, key)
	learn(known, secretsOf(a.Address)...)
	token := func() {
		got, err := a.Client.Token(t.Context())
		learn(known, got.Access.Reveal(), got.Refresh.Reveal())
		h.add(canary.Shown(got) + canary.Chain(err) + canary.Shown(a.Client.Source().Status()))
	}
	business := func() {
		resp, err := a.Client.HTTPClient().Do(request(t, a.URL+v.Business))
		h.add(canary.Chain(err))
		if err == nil {
			h.add(canary.Chain(a.Client.CheckResponse(resp)) + fmt.Sprintf("%v %+v", resp.Request.URL, resp.Request.Header))
			require.NoError(t, resp.Body.Close())
		}
	}
	for _, op := range a.Operations {
		text, err := op.Call(t.Context())
		require.NoError(t, err)
		learn(known, text)
	}
	token()
	business()
	for _, value := range []any{a.Typed, a.Credentials, a.Client, *a.Client, a.Client.Source(), a.Client.Origins(), a.Client.HTTPClient(), a.Client.Guarded(), a.Client.Doer()} {
		h.add(canary.Shown(value))
	}
	if !v.Static { // an API key would be gone for ever
		a.RevokeAll()
	}
	business()
	token()
	a.Advance(48 * time.Hour)
	token()
	own := secretsOf(a.Address)
	s := scene{vendor: v, account: a, op: asked(t, v, a), secrets: own}
	for _, echo := range echoes {
		for _, status := range []int{200, 401, 429, 503} {
			got, err := a.Client.Token(t.Context())
			h.add(canary.Chain(err))
			learn(known, got.Access.Reveal(), got.Refresh.Reveal())
			s.secrets = append(slices.Clip(own), got.Access.Reveal())
			if refresh := got.Refresh.Reveal(); refresh != "" {
				s.secrets = append(s.secrets, refresh)
			}
			a.Client.Source().Invalidate(got)
			a.Fail(authtest.Fault{Status: status, Body: `{"msg":` + quoted(echo(s)) + `,"code":` + quoted(echo(s)) + `,"error_code":1,"error":{"code":"x","msg":` + quoted(echo(s)) + `}}`, Times: -1})
			token()
			a.ClearFaults()
			a.Advance(time.Hour)
			token()
			a.Fail(authtest.Fault{Op: authtest.OpBusiness, Status: status, Body: `{"msg":` + quoted(echo(s)) + `,"code":5,"errorCode":5,"errorMsg":` + quoted(echo(s)) + `}`, Times: -1})
			before := a.Calls(authtest.OpBusiness)
			business()
			assert.Greater(t, a.Calls(authtest.OpBusiness), before, "the vendor has echoed it")
			a.ClearFaults()
			a.Advance(time.Hour)
		}
	}
	network.follow(say(s.secrets[0] + "\r\n\r\n"))
	business()
	a.Advance(48 * time.Hour)
	token()
	network.follow(nil)
	a.RevokeAll()
	business()
	token()
	require.NoError(t, a.Client.Close())
	token()
	business()
}

// A fetcher's panic is an error for its callers, and its text may hold what the
// fetcher knew.
func TestPanicsShowNoSecret(t *testing.T) {
	t.Parallel()
	var h haul
	var known canary.Set
	secret := authtest.RandomSecret(24)
	learn(&known, secret)
	for _, value := range []any{secret, errors.New("lost " + secret), fmt.Sprintf("%q", secret), &http.Request{Header: http.Header{"X": {secret}}}} {
		options := make([]authhooks.SourceOption, 0, 2)
		for _, o := range h.options() {
			options = append(options, o.(authhooks.SourceOption))
		}
		source, err := authhooks.NewSource(authhooks.NewKey("acme", "https://acme.invalid", "id", authhooks.NewSecret(secret)),
			authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) { panic(value) }), options...)
		require.NoError(t, err)
		_, err = source.Token(t.Context())
		require.Error(t, err)
		h.add(canary.Chain(err) + canary.Shown(source.Status()))
		require.NoError(t, source.Close())
	}
	assert.Empty(t, known.Search(h.String()))
}
