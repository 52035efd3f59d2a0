//go:build all

package fleet_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/tests/kit/canary"
)

// regions makes business calls to every region of an account, each at the region's host.
func (o order) regions(st authhooks.Store) (report, error) {
	ids := slices.Sorted(maps.Keys(o.Regions))
	first, err := scnet.New(o.URL, scnet.Credentials{
		User: o.ID, AccessKey: o.AccessKey, SecretKey: authhooks.NewSecret(o.Secret), ClusterID: ids[0],
	}, authhooks.WithStore(st), authhooks.WithUserAgent("worker-"+strconv.Itoa(o.Number)), authhooks.WithTimeout(o.Timeout))
	if err != nil {
		return report{}, err
	}
	clients := []*scnet.Client{first}
	for _, id := range ids[1:] {
		c, err := first.Region(id)
		if err != nil {
			return report{}, err
		}
		clients = append(clients, c)
	}
	for i, c := range clients {
		if err := c.AllowOrigins(o.Regions[ids[i]]); err != nil {
			return report{}, err
		}
	}
	var mu sync.Mutex
	turn := 0
	r := o.hammer(func() error {
		mu.Lock()
		turn++
		i := turn % len(clients)
		mu.Unlock()
		resp, err := clients[i].HTTPClient().Get(o.Regions[ids[i]] + "/jobs")
		if err != nil {
			return err
		}
		defer func() { _ = resp.Body.Close() }()
		if err := clients[i].CheckResponse(resp); err != nil {
			return err
		}
		body, err := io.ReadAll(resp.Body)
		if err == nil && resp.StatusCode != http.StatusOK {
			return fmt.Errorf("status %d: %s", resp.StatusCode, body)
		}
		return err
	})
	for _, c := range clients {
		_ = c.Close()
	}
	return r, nil
}

// Eight processes and two regions of one account, each region with a host of its own. One
// process renews each region's token at an expiry. Each process logs in once at most, at the
// start and when the vendor has ended the renewal of all tokens. No token of one region ever
// comes to the other's host.
func TestProcessesShareTwoRegions(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, at place) {
		const lifetime = 4 * time.Second
		var mu sync.Mutex
		calls := map[string]int{}
		count := func(op string) int {
			mu.Lock()
			defer mu.Unlock()
			return calls[op]
		}
		s := scnettest.NewServer(t, scnettest.Cluster("11111", "east"), scnettest.Cluster("22222", "west"), authtest.WithLifetime(lifetime),
			authtest.OnExchange(func(e authtest.Exchange) {
				mu.Lock()
				defer mu.Unlock()
				calls[e.Op]++
			}))
		hosts := map[string]string{}
		foreign := 0
		for _, id := range []string{"11111", "22222"} {
			hosts[id] = s.RegionHost(t, id, authtest.OnExchange(func(e authtest.Exchange) {
				cluster, _ := authhooks.Claim(authhooks.NewSecret(e.RequestHeader.Get("token")), "clusterId")
				mu.Lock()
				defer mu.Unlock()
				calls["at "+id]++
				if cluster != id {
					foreign++
				}
			})).URL
		}
		cr := s.Credentials()
		const processes = 8
		workers := make([]*worker, processes)
		for i := range workers {
			o := order{
				Number: i, URL: s.URL, ID: cr.User, AccessKey: cr.AccessKey, Secret: cr.SecretKey.Reveal(), Regions: hosts,
				Goroutines: 20, Timeout: 5 * time.Second,
			}
			at.tell(&o)
			workers[i] = start(t, o)
		}
		for _, w := range workers {
			w.ready(t)
		}
		logins := count("createTokensByKey")
		assert.LessOrEqual(t, logins, processes)
		pass := func(expiries int) {
			until := count("renewToken") + 2*expiries
			require.Eventually(t, func() bool { return count("renewToken") >= until }, time.Duration(expiries+10)*lifetime, 10*time.Millisecond)
		}
		pass(*expiries / 2)
		assert.Equal(t, logins, count("createTokensByKey"), "a token that renews itself needs no login")
		s.RevokeAll() // as at the end of the renewal window
		pass(*expiries - *expiries/2)
		assert.LessOrEqual(t, count("createTokensByKey"), logins+processes)
		var known canary.Set
		known.Add(cr.SecretKey.Reveal(), cr.AccessKey, cr.User)
		assert.Empty(t, known.Search(at.dump(t)), "the store shows a secret")
		var fetched int64
		for _, w := range workers {
			r := w.stop(t)
			assert.Zero(t, r.Failed, "worker %d: %s", r.Number, r.First)
			fetched += r.Calls
		}
		assert.Zero(t, foreign, "a token of one region came to the other's host")
		t.Logf("%d calls, %d and %d at the hosts, %d renewals, %d logins", fetched, count("at 11111"), count("at 22222"), count("renewToken"), count("createTokensByKey"))
	})
}
