package conformance_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

// twoRegions is an account with the regions 11111 and 22222, and a client of each.
func twoRegions(t *testing.T, opts ...authhooks.Option) (s *scnettest.Server, first, second *scnet.Client) {
	t.Helper()
	s = scnettest.NewServer(t, contract.Check(t, "scnet"), scnettest.Cluster("11111", "east"), scnettest.Cluster("22222", "west"), scnettest.DisabledCluster("33333", "off"))
	first = keyClient(t, s, func(cr *scnet.Credentials) { cr.ClusterID = "11111" }, append(opts, authhooks.WithClock(s.Now))...)
	second, err := first.Region("22222")
	require.NoError(t, err)
	closed(t, second)
	return s, first, second
}

func regionOf(t *testing.T, token authhooks.Token) string {
	t.Helper()
	id, _ := authhooks.Claim(token.Access, "clusterId")
	return id
}

// One login serves all regions, before and after the renewal window, whoever makes it.
// Inside the window each region renews its own token.
func TestOneSCNetLoginServesAllRegions(t *testing.T) {
	t.Parallel()
	for _, opts := range [][]authhooks.Option{nil, {authhooks.WithStore(authhooks.NewMemoryStore()), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef"))}} {
		s, first, second := twoRegions(t, opts...)
		logins := 0
		for range 3 {
			logins++
			for _, c := range []*scnet.Client{first, second} {
				token, err := c.Token(t.Context())
				require.NoError(t, err)
				assert.Equal(t, map[bool]string{true: "11111", false: "22222"}[c == first], regionOf(t, token))
			}
			assert.Equal(t, logins, s.Calls("createTokensByKey"))
			renewals := s.Calls("renewToken")
			s.Advance(scnettest.Lifetime + time.Minute)
			for _, c := range []*scnet.Client{second, first} {
				_, err := c.Token(t.Context())
				require.NoError(t, err)
			}
			assert.Equal(t, renewals+2, s.Calls("renewToken"))
			assert.Equal(t, logins, s.Calls("createTokensByKey"))
			s.Advance(scnettest.Lifetime + scnettest.RenewalWindow + time.Minute)
		}
	}
}

// A region without a token is told so, with the regions that have one, and its login costs
// the others nothing.
func TestASCNetRegionWithoutAToken(t *testing.T) {
	t.Parallel()
	s, first, _ := twoRegions(t)
	mustToken(t, first)
	off, err := first.Region("33333")
	require.NoError(t, err)
	closed(t, off)
	_, err = off.Token(t.Context())
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
	require.ErrorContains(t, err, "11111 east")
	assert.Equal(t, 2, s.Calls("createTokensByKey"), "it may be enabled by now, so the vendor is asked")
	mustToken(t, first)
	assert.Equal(t, 2, s.Calls(""))
}

// Many callers of both regions at once, with nothing cached: one login.
func TestSCNetRegionsLogInOneAtATime(t *testing.T) {
	t.Parallel()
	s, first, second := twoRegions(t)
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			_, err := []*scnet.Client{first, second}[i%2].Token(t.Context())
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	assert.Equal(t, 1, s.Calls("createTokensByKey"))
}

// Two regions with wrong credentials do not double the logins. After the pause the vendor
// is asked again, once for both.
func TestARefusedSCNetLoginCountsForAllRegions(t *testing.T) {
	t.Parallel()
	s, _, _ := twoRegions(t)
	clock := authtest.NewClock()
	cr := keyOnly(s)
	cr.SecretKey, cr.ClusterID = authhooks.NewSecret("wrong"), "11111"
	first, err := scnet.New(s.URL, cr, authhooks.WithClock(clock.Now))
	require.NoError(t, err)
	closed(t, first)
	second, err := first.Region("22222")
	require.NoError(t, err)
	closed(t, second)
	for i := range 3 {
		for _, c := range []*scnet.Client{first, second, second, first} {
			_, err := c.Token(t.Context())
			require.ErrorIs(t, err, scnet.ErrInvalidParameter)
		}
		assert.Equal(t, i+1, s.Calls("createTokensByKey"))
		latest := slices.MaxFunc([]*scnet.Client{first, second}, func(a, b *scnet.Client) int {
			return a.Source().Status().RetryAt.Compare(b.Source().Status().RetryAt)
		})
		clock.Advance(latest.Source().Status().RetryAt.Sub(clock.Now()) + time.Second)
	}
}

// What carries over to a Region and what does not.
func TestWhatASCNetRegionHas(t *testing.T) {
	t.Parallel()
	s := scnettest.NewServer(t, scnettest.Cluster("11111", "east"), scnettest.Cluster("22222", "west"))
	cr := s.Credentials()
	cr.ClusterID = "11111"
	first, err := scnet.New(s.URL, cr, authhooks.WithClock(s.Now), authhooks.WithUserAgent("mine"))
	require.NoError(t, err)
	closed(t, first)
	require.NoError(t, first.AllowOrigins("https://other.example"))
	second, err := first.Region("22222")
	require.NoError(t, err)
	closed(t, second)
	same, err := first.Region("11111")
	require.NoError(t, err)
	closed(t, same)
	assert.Zero(t, s.Calls(""), "Region makes no call")
	other, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://other.example", nil)
	require.NoError(t, err)
	require.NoError(t, first.Origins().Check(other.URL))
	require.ErrorIs(t, second.Origins().Check(other.URL), authhooks.ErrPolicy)

	for _, c := range []*scnet.Client{first, same} {
		token, err := c.Token(t.Context())
		require.NoError(t, err)
		assert.True(t, token.Access.Equal(cr.Token), "the token is its own region's")
	}
	_, err = second.Token(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, s.Calls("createTokensByKey"))
	raw := s.RawExchanges()
	assert.Equal(t, "mine", raw[len(raw)-1].RequestHeader.Get("User-Agent"))
	require.NoError(t, second.Close())
	_, err = first.Token(t.Context())
	require.NoError(t, err, "each Close closes its own")

	_, err = first.Region("")
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
	_, err = first.Region("1\u200b")
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
	_, alone := scnetClient(t, seedOnly)
	_, err = alone.Region("22222")
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest, "a token alone is for one region")
}

// AllowCenter allows what the region names and can be used, at this region's client alone.
func TestSCNetAllowCenter(t *testing.T) {
	t.Parallel()
	s, first, second := twoRegions(t)
	east, west := s.RegionHost(t, "11111"), s.RegionHost(t, "22222")
	visit := func(c *scnet.Client, url string) error {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/jobs/list", nil)
		require.NoError(t, err)
		resp, err := c.Checked().Do(req)
		if err == nil {
			_ = resp.Body.Close()
		}
		return err
	}
	require.ErrorIs(t, visit(first, east.URL), authhooks.ErrPolicy)
	require.NoError(t, first.AllowCenter(t.Context()))
	require.NoError(t, second.AllowCenter(t.Context()))
	require.NoError(t, visit(first, east.URL))
	require.NoError(t, visit(second, west.URL))
	require.ErrorIs(t, visit(first, west.URL), authhooks.ErrPolicy)
	require.ErrorIs(t, visit(second, east.URL), authhooks.ErrPolicy)
	for _, host := range []*scnettest.Host{east, west} {
		for _, e := range host.RawExchanges() {
			token := authhooks.NewSecret(e.RequestHeader.Get("token"))
			id, _ := authhooks.Claim(token, "clusterId")
			assert.Equal(t, host.ClusterID, id)
		}
	}
	center, err := first.Center(t.Context())
	require.NoError(t, err)
	assert.Equal(t, int64(11111), center.ID)
	assert.Equal(t, east.URL, center.HpcUrls[0].URL)
	s.Revoke(mustToken(t, first))
	_, err = first.Center(t.Context())
	require.NoError(t, err, "a business call: a dead token is renewed and the call replayed")
}

func mustToken(t *testing.T, c *scnet.Client) authhooks.Token {
	t.Helper()
	token, err := c.Token(t.Context())
	require.NoError(t, err)
	return token
}

// Every form of a list that has been seen, and the entries that cannot be used.
func TestSCNetCenterForms(t *testing.T) {
	t.Parallel()
	type urls = []scnettest.CenterURL
	for name, c := range map[string]struct {
		center  scnettest.Center
		allowed []string
		none    bool
	}{
		"marks and words": {scnettest.Center{HpcUrls: urls{{URL: "https://a.example", Enable: true}}, AiUrls: urls{{URL: "https://b.example:8443/x", Enable: "true"}}}, []string{"https://a.example", "https://b.example:8443"}, false},
		"not enabled":     {scnettest.Center{HpcUrls: urls{{URL: "https://a.example", Enable: false}, {URL: "https://b.example", Enable: "false"}, {URL: "https://c.example"}}}, nil, true},
		"unusable ones": {scnettest.Center{
			HpcUrls: urls{{URL: "http://a.example", Enable: true}, {URL: "https://u:p@b.example", Enable: true}, {URL: "{hpcUrls}/ai", Enable: true}, {URL: "", Enable: true}, {URL: "https://good.example", Enable: true}},
		}, []string{"https://good.example"}, false},
		"a plain text":     {scnettest.Center{HpcUrls: "https://a.example", AiUrls: "{hpcUrls}/ai", EfileUrls: urls{{URL: "https://c.example", Enable: "true"}}}, []string{"https://c.example"}, false},
		"nothing":          {scnettest.Center{}, nil, true},
		"only plain http":  {scnettest.Center{HpcUrls: urls{{URL: "http://a.example", Enable: true}}}, nil, true},
		"loopback in http": {scnettest.Center{EshellUrls: urls{{URL: "http://127.0.0.1:9", Enable: true}}, IngressUrls: urls{{URL: "HTTPS://D.example", Enable: true}}}, []string{"http://127.0.0.1:9", "https://d.example"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, first, _ := twoRegions(t, authhooks.WithInsecureHTTP())
			s.SetCenter("11111", c.center)
			err := first.AllowCenter(t.Context())
			if c.none {
				require.ErrorIs(t, err, authhooks.ErrProtocol)
			} else {
				require.NoError(t, err)
			}
			for _, url := range []string{"https://a.example", "http://a.example", "https://b.example", "https://b.example:8443", "https://c.example", "https://good.example", "http://127.0.0.1:9", "https://d.example"} {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
				require.NoError(t, err)
				assert.Equal(t, slices.Contains(c.allowed, url), first.Origins().Check(req.URL) == nil, url)
			}
		})
	}
}
