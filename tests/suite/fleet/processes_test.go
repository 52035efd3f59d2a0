//go:build all

package fleet_test

import (
	"encoding/json"
	"flag"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/tests/kit/canary"
)

var expiries = flag.Int("fleet.expiries", 4, "how many expiries the processes live through")

// place is a store as the workers find it, and as a thief would.
type place struct {
	tell func(o *order)
	dump func(t *testing.T) string
}

// eachStore runs f over files and over Redis with a replica that lags.
func eachStore(t *testing.T, f func(t *testing.T, at place)) {
	t.Helper()
	t.Run("files", func(t *testing.T) {
		t.Parallel()
		dir := filepath.Join(t.TempDir(), "store")
		f(t, place{func(o *order) { o.Dir = dir }, func(t *testing.T) string { t.Helper(); return allFiles(t, dir) }})
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		server := startRedis(t)
		replica := startReplica(t, server)
		f(t, place{func(o *order) { o.Redis, o.Replica = server.Addr, replica.Addr }, func(t *testing.T) string { t.Helper(); return everything(t, client(t, server.Addr)) }})
	})
}

// allFiles is the name and the content of every file below dir.
func allFiles(t *testing.T, dir string) string {
	t.Helper()
	var text strings.Builder
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		text.WriteString(path + "\n" + string(content) + "\n")
		return err
	}))
	return text.String()
}

// assertSealed: no token, secret, user name or id, in any of its writings.
func (v *vendorUnderTest) assertSealed(t *testing.T, dump string) {
	t.Helper()
	require.Greater(t, len(dump), 200, "there is a record")
	secrets := []string{v.order.ID, v.order.Secret}
	for _, e := range append(v.calls("createToken"), v.calls("refreshToken")...) {
		var answer struct {
			Access  string `json:"access_token"`
			Refresh string `json:"refresh_token"`
		}
		require.NoError(t, json.Unmarshal(e.ResponseBody, &answer))
		secrets = append(secrets, answer.Access, answer.Refresh)
	}
	var known canary.Set
	known.Add(secrets...)
	assert.Empty(t, known.Search(dump), "the store shows a secret")
}

// Eight processes with fifty goroutines each, on one account whose refresh
// tokens rotate and whose new token kills the old: one login by whoever was
// first, then one renewal an expiry, each with the refresh token of the one
// before, and not one caller that fails.
func TestProcessesShareOneToken(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, at place) {
		const lifetime = 4 * time.Second
		v := newVendor(t, lifetime)
		workers := v.workers(t, 8, at.tell)
		require.Eventually(t, func() bool { return len(v.calls("refreshToken")) >= *expiries }, time.Duration(*expiries+10)*lifetime, 10*time.Millisecond)
		v.assertSealed(t, at.dump(t))
		var calls, fetched, replayed, longest int64
		for _, w := range workers {
			r := w.stop(t)
			assert.Zero(t, r.Failed, "worker %d: %s", r.Number, r.First)
			calls, fetched, replayed, longest = calls+r.Calls, fetched+r.Fetched, replayed+r.Replayed, max(longest, r.LongestMS)
		}
		logins, renewals := v.calls("createToken"), v.calls("refreshToken")
		assert.Len(t, logins, 1, "the first login")
		assert.Equal(t, int64(len(logins)+len(renewals)), fetched, "what the vendor saw is what the workers count")
		used := map[string]bool{}
		for i, e := range renewals {
			form, err := url.ParseQuery(string(e.RequestBody))
			require.NoError(t, err)
			assert.False(t, used[form.Get("refresh_token")], "renewal %d used a refresh token again", i)
			used[form.Get("refresh_token")] = true
			assert.Equal(t, 200, e.Status, "no rotation was lost")
			if i > 0 {
				// Its claim counts whole seconds: a life is a second shorter at worst.
				assert.Greater(t, e.At.Sub(renewals[i-1].At), (lifetime-time.Second)*8/10, "one an expiry: renewal %d came too soon", i)
			}
		}
		t.Logf("%d renewals, %d calls, %d replays, longest %d ms", len(renewals), calls, replayed, longest)
	})
}

// The process that holds the lock is killed while the vendor is being asked:
// the others go on within the lock's time, and nobody's call fails.
func TestKilledInMidFetch(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, at place) {
		const lifetime, timeout = 3 * time.Second, 2 * time.Second
		v := newVendor(t, lifetime)
		workers := v.workers(t, 4, func(o *order) { at.tell(o); o.Goroutines, o.Timeout = 10, timeout })
		v.mu.Lock()
		v.hold = true
		v.mu.Unlock()
		var agent string
		select {
		case agent = <-v.holder:
		case <-time.After(5 * lifetime):
			require.Fail(t, "nobody renews")
		}
		killed := time.Now()
		before := len(v.calls("refreshToken"))
		var left []*worker
		for i, w := range workers {
			if agent == "worker-"+string(rune('0'+i)) {
				w.kill(t)
				continue
			}
			left = append(left, w)
		}
		require.Len(t, left, 3)
		require.Eventually(t, func() bool { return len(v.calls("refreshToken")) > before }, timeout+10*time.Second, time.Millisecond)
		took := time.Since(killed)
		assert.Less(t, took, timeout+5*time.Second+time.Second, "the lock's time, and what a loaded machine adds")
		for _, w := range left {
			r := w.stop(t)
			assert.Zero(t, r.Failed, "worker %d: %s", r.Number, r.First)
		}
		assert.Equal(t, 1, v.Calls("createToken"), "no login: the rotated refresh token is alive")
		t.Logf("killed %s; the next renewal came %v later (the lock lasts %v)", agent, took.Round(time.Millisecond), timeout+5*time.Second)
	})
}

// One process has a clock that is 90 seconds off, either way.
func TestOneClockIsWrong(t *testing.T) {
	t.Parallel()
	for name, skew := range map[string]time.Duration{"ahead": 90 * time.Second, "behind": -90 * time.Second} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachStore(t, func(t *testing.T, at place) {
				const lifetime = 3 * time.Second
				v := newVendor(t, lifetime)
				workers := v.workers(t, 3, func(o *order) {
					at.tell(o)
					o.Goroutines = 5
					if o.Number == 0 {
						o.Skew = skew
					}
				})
				began := time.Now()
				require.Eventually(t, func() bool { return time.Since(began) > 5*lifetime }, 10*lifetime, 50*time.Millisecond)
				for _, w := range workers {
					r := w.stop(t)
					assert.LessOrEqual(t, r.Failed, r.Calls/50, "worker %d: %s", r.Number, r.First)
				}
				renewals := 0
				for _, e := range v.calls("refreshToken") {
					if e.At.After(began) && e.At.Before(began.Add(5*lifetime)) {
						renewals++
					}
				}
				assert.LessOrEqual(t, renewals, 12, "no fight over the token")
				t.Logf("%d renewals in five lifetimes", renewals)
			})
		})
	}
}
