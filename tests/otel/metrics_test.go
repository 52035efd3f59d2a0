package otel_test

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

const businessPath = "/search/patent/query-search-count"

// brittle is a store that can be switched off.
type brittle struct {
	authhooks.Store
	off atomic.Bool
}

func (b *brittle) Load(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
	if b.off.Load() {
		return nil, "", errors.New("off")
	}
	return b.Store.Load(ctx, name)
}

func newZhihuiya(t *testing.T, vendor *zhihuiyatest.Server, opts ...authhooks.Option) *zhihuiya.Client {
	t.Helper()
	opts = append([]authhooks.Option{authhooks.WithBaseURL(vendor.URL), authhooks.WithClock(vendor.Now)}, opts...)
	c, err := zhihuiya.New(vendor.Credentials(), opts...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func call(t *testing.T, c *http.Client, url string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	require.NoError(t, err)
	resp, err := c.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
}

// The metrics of a life with every sort of event: name, unit, attributes and value.
func TestMetricsOfALife(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	vendor := zhihuiyatest.NewServer(t)
	store := &brittle{Store: authhooks.NewMemoryStore()}
	shared := []authhooks.Option{authhooks.WithStore(store), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef"))}
	client := newZhihuiya(t, vendor, b.options(shared...)...)
	b.watch(t, "main", client.Source())
	assert.Equal(t, []string{
		"vendorauth.source.failing | {source} | vendorauth.source=main | 0",
		"vendorauth.store.up | {store} | vendorauth.source=main | 1",
		"vendorauth.token.cached | {token} | vendorauth.source=main | 0",
	}, b.collect(t), "before the first call")

	vendor.Fail(authtest.Fault{Op: "createToken", Status: http.StatusServiceUnavailable, Body: "{}"})
	call(t, client.HTTPClient(), client.BaseURL()+businessPath) // a retry, a fetch
	vendor.RevokeAll()
	call(t, client.HTTPClient(), client.BaseURL()+businessPath) // a rejection, a fetch, a replay
	_, err := newZhihuiya(t, vendor, b.options(shared...)...).Token(t.Context())
	require.NoError(t, err) // an adoption
	vendor.Advance(10 * time.Minute)
	store.off.Store(true)
	client.Source().Invalidate(current(t, client))
	_, err = client.Token(t.Context()) // the store is down: a fetch
	require.NoError(t, err)
	vendor.Advance(10 * time.Minute)

	const vendorOnly = "vendorauth.vendor=zhihuiya"
	want := []string{
		"vendorauth.adoptions | {adoption} | " + vendorOnly + " | 1",
		"vendorauth.fetch.duration | s | vendorauth.operation=createToken,vendorauth.result=fetched," + vendorOnly + " | 3",
		"vendorauth.fetches | {fetch} | vendorauth.operation=createToken,vendorauth.result=fetched," + vendorOnly + " | 3",
		"vendorauth.invalidations | {token} | " + vendorOnly + " | 2",
		"vendorauth.rejections | {rejection} | error.type=token_rejected,vendorauth.code=67200009," + vendorOnly + " | 1",
		"vendorauth.replays | {replay} | " + vendorOnly + " | 1",
		"vendorauth.retries | {retry} | error.type=unavailable,vendorauth.operation=createToken," + vendorOnly + " | 1",
		"vendorauth.source.failing | {source} | vendorauth.source=main | 0",
		"vendorauth.store.changes | {change} | vendorauth.state=down," + vendorOnly + " | 1",
		"vendorauth.store.up | {store} | vendorauth.source=main | 0",
		"vendorauth.token.age | s | vendorauth.source=main | 10m0s",
		"vendorauth.token.cached | {token} | vendorauth.source=main | 1",
		"vendorauth.token.time_to_expiry | s | vendorauth.source=main | 20m0s",
	}
	assert.Equal(t, want, b.collect(t))

	// The token ends, the store is back, and the credentials are refused.
	store.off.Store(false)
	vendor.Fail(authtest.Fault{Op: "createToken", Code: "67200003", Times: -1})
	vendor.Advance(30 * time.Minute)
	_, err = client.Token(t.Context())
	require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
	const refused = "error.type=invalid_credentials,"
	got := b.collect(t)
	assert.Subset(t, got, []string{
		"vendorauth.fetches | {fetch} | " + refused + "vendorauth.code=67200003,vendorauth.operation=createToken,vendorauth.result=refused," + vendorOnly + " | 1",
		"vendorauth.fetch.duration | s | " + refused + "vendorauth.operation=createToken,vendorauth.result=refused," + vendorOnly + " | 1",
		"vendorauth.source.failing | {source} | " + refused + "vendorauth.source=main | 1",
		"vendorauth.store.changes | {change} | vendorauth.state=up," + vendorOnly + " | 1",
		"vendorauth.store.up | {store} | vendorauth.source=main | 1",
		"vendorauth.token.cached | {token} | vendorauth.source=main | 0",
		"vendorauth.token.time_to_expiry | s | vendorauth.source=main | -10m0s",
	})
	assert.NotContains(t, got, "vendorauth.source.failing | {source} | vendorauth.source=main | 0", "one state at a time")
}

func current(t *testing.T, c *zhihuiya.Client) authhooks.Token {
	t.Helper()
	token, err := c.Token(t.Context())
	require.NoError(t, err)
	return token
}

// The first call of every way to log in is counted with the vendor's name and its operation.
func TestMetricsOfEveryVendor(t *testing.T) {
	t.Parallel()
	operations := map[string]string{
		"hitem3d": "createToken", "hummingbird": "login", "scnet": "createTokens", "scnet (access key)": "createTokensByKey",
		"amsu": "createToken", "zhihuiya": "createToken",
	}
	for _, v := range accounts.Fetching() {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			a := v.Open(t, nil, b.options()...)
			stop := b.watch(t, v.Name, a.Client.Source())
			call(t, a.Client.HTTPClient(), a.Client.BaseURL()+v.Business)
			got := b.collect(t)
			operation, known := operations[v.Name]
			require.True(t, known, "say which operation the first call of %s is", v.Name)
			on := "vendorauth.operation=" + operation + ",vendorauth.result=fetched,vendorauth.vendor=" + v.ID()
			assert.Subset(t, got, []string{
				"vendorauth.fetches | {fetch} | " + on + " | 1", "vendorauth.fetch.duration | s | " + on + " | 1",
				"vendorauth.token.cached | {token} | vendorauth.source=" + v.Name + " | 1",
			})
			stop()
			stop()
			for _, line := range b.collect(t) {
				assert.NotContains(t, line, "vendorauth.source=", "nothing is watched any more")
			}
		})
	}
}

// An API key is cached without a fetch, and its refusal counts as the vendor's.
func TestMetricsOfAnAPIKey(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	a := accounts.Named("zhihuiya (API key)").Open(t, nil, b.options()...)
	b.watch(t, "key", a.Client.Source())
	call(t, a.Client.HTTPClient(), a.Client.BaseURL()+"/basic-patent-data/simple-bibliography")
	got := b.collect(t)
	assert.Contains(t, got, "vendorauth.token.cached | {token} | vendorauth.source=key | 1")
	for _, line := range got {
		assert.NotContains(t, line, "vendorauth.fetch")
	}
	a.RevokeAll()
	call(t, a.Client.HTTPClient(), a.Client.BaseURL()+"/basic-patent-data/simple-bibliography")
	assert.Contains(t, b.collect(t), "vendorauth.token.cached | {token} | vendorauth.source=key | 0")
}

// A vendor that answers each call with another code does not make a time series for each.
func TestCodesOfAVendorAreBounded(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var n atomic.Int64
	for range 300 {
		key := authhooks.NewKey("acme", "https://acme.example", "app", authhooks.NewSecret("app-pass-1"))
		s, err := authhooks.NewSource(key, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
			return authhooks.Token{}, &authhooks.Error{Kind: authhooks.KindInvalidRequest, Code: "E" + time.Duration(n.Add(1)).String()}
		}), b.Options()...)
		require.NoError(t, err)
		_, err = s.Token(t.Context())
		require.Error(t, err)
		require.NoError(t, s.Close())
	}
	lines := b.collect(t)
	assert.Len(t, lines, 256+1+1, "the codes, the other ones, and the duration")
	assert.Contains(t, lines, "vendorauth.fetches | {fetch} | error.type=invalid_request,vendorauth.code=_OTHER,"+
		"vendorauth.operation=fetch,vendorauth.result=refused,vendorauth.vendor=acme | 44")
}

// A fetch takes a second and a half: the histogram has seconds, and bounds that show it.
func TestDurationIsInSeconds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var ticks atomic.Int64
	start := time.Now()
	clock := func() time.Time { return start.Add(time.Duration(ticks.Load()) * 1500 * time.Millisecond) }
	opts := append(b.Options(), authhooks.WithClock(clock))
	key := authhooks.NewKey("acme", "https://acme.example", "app", authhooks.NewSecret("app-pass-1"))
	s, err := authhooks.NewSource(key, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
		ticks.Add(1)
		return authhooks.Token{Access: authhooks.NewSecret("t")}, nil
	}), opts...)
	require.NoError(t, err)
	defer s.Close()
	_, err = s.Token(t.Context())
	require.NoError(t, err)
	for _, m := range b.metrics(t) {
		if m.Name != "vendorauth.fetch.duration" {
			continue
		}
		data, ok := m.Data.(metricdata.Histogram[float64])
		require.True(t, ok)
		require.Len(t, data.DataPoints, 1)
		assert.InDelta(t, 1.5, data.DataPoints[0].Sum, 0.001)
		assert.Contains(t, data.DataPoints[0].Bounds, 2.5)
		assert.NotEmpty(t, m.Description)
		return
	}
	t.Fatal("there is no histogram")
}

func TestWatchRefusesWhatItCannotName(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	vendor := zhihuiyatest.NewServer(t)
	s := newZhihuiya(t, vendor).Source()
	_, err := b.Watch("", s)
	require.Error(t, err)
	_, err = b.Watch("a", nil)
	require.Error(t, err)
	stop := b.watch(t, "a", s)
	_, err = b.Watch("a", s)
	require.ErrorContains(t, err, `"a" is watched already`)
	stop()
	again := b.watch(t, "a", s)
	stop() // a second stop must not end another watch
	_, err = b.Watch("a", s)
	require.Error(t, err)
	again()
}
