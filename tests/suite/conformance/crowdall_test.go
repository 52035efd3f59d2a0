//go:build all

package conformance_test

import (
	"flag"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

var crowd = flag.Duration("crowd", 100*time.Millisecond, "how long the 64 clients of TestCrowd call one simulator")

// 64 clients of one account, each with a token of its own, on one simulator
// whose tokens are revoked again and again: nobody sees an error, and what the
// clients did is what the simulator counted.
func TestCrowd(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		const size = 64
		var fetched, replayed, called, failed atomic.Int64
		observe := authhooks.WithObserver(func(e authhooks.Event) {
			if e.Type == authhooks.EventFetched {
				fetched.Add(1)
			}
			if e.Type == authhooks.EventReplayed {
				replayed.Add(1)
			}
		})
		a := v.start(t, nil, observe)
		clients := []*authhooks.Client{a.Client}
		for len(clients) < size {
			clients = append(clients, a.Again())
		}
		end := time.Now().Add(*crowd)
		var calling sync.RWMutex // a revocation falls between calls, so that one replay is enough
		var group sync.WaitGroup
		for _, c := range clients {
			group.Go(func() {
				for first := true; first || time.Now().Before(end); first = false { // at least once on a busy machine
					calling.RLock()
					called.Add(1)
					if _, err := call(t, c, a.URL+v.Business); err != nil {
						failed.Add(1)
						assert.NoError(t, err)
					}
					calling.RUnlock()
				}
			})
		}
		revocations := 0
		for time.Now().Before(end) {
			time.Sleep(*crowd / 20)
			calling.Lock()
			a.RevokeAll()
			calling.Unlock()
			revocations++
		}
		group.Wait()
		assert.Zero(t, failed.Load())
		assert.Equal(t, called.Load()+replayed.Load(), int64(a.Calls(authtest.OpBusiness)), "each call, and each replay")
		logins := a.Calls("")
		assert.GreaterOrEqual(t, int64(logins), fetched.Load(), "a refresh that is refused is followed by a login")
		assert.LessOrEqual(t, int64(logins), 2*fetched.Load())
		assert.LessOrEqual(t, fetched.Load(), int64(size*(revocations+1)), "one fetch a client and revocation")
		assert.GreaterOrEqual(t, called.Load(), int64(size))
		t.Logf("%s: %d calls, %d replays, %d token calls, %d revocations", v.Name, called.Load(), replayed.Load(), logins, revocations)
	})
}
