//go:build all

package fleet_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/filestore"
	"github.com/vendorauth/vendorauth-go/authhooks/redisstore"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
)

// order is what a worker process is told, as JSON in its environment: a child's
// arguments are everybody's to read.
type order struct {
	Number     int
	URL        string
	ID, Secret string
	AccessKey  string            // of SCNet
	Regions    map[string]string // of SCNet: the hosts by the region's id; empty for AMSU
	Dir, Redis string            // which store; one of the two
	Replica    string            // of Redis: the client prefers it for what only reads
	Goroutines int
	Skew       time.Duration
	Timeout    time.Duration
}

// report is what it did, one line of JSON at its end.
type report struct {
	Number                           int
	Calls, Failed, Replayed, Fetched int64
	First                            string // the first failure
	LongestMS                        int64
}

const orderVariable = "VENDORAUTH_FLEET_WORKER"

func TestMain(m *testing.M) {
	if text, is := os.LookupEnv(orderVariable); is {
		os.Exit(work(text))
	}
	os.Exit(m.Run())
}

// work makes business calls until standard input ends.
func work(text string) int {
	var o order
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return complain(err)
	}
	st, err := o.store()
	if err != nil {
		return complain(err)
	}
	if len(o.Regions) > 0 {
		r, err := o.regions(st)
		if err != nil {
			return complain(err)
		}
		return r.print()
	}
	var replayed, fetched atomic.Int64
	c, err := amsu.New(amsu.Credentials{ClientID: o.ID, ClientSecret: authhooks.NewSecret(o.Secret)},
		authhooks.WithBaseURL(o.URL), authhooks.WithStore(st), authhooks.WithUserAgent("worker-"+strconv.Itoa(o.Number)),
		authhooks.WithTimeout(o.Timeout), authhooks.WithClock(func() time.Time { return time.Now().Add(o.Skew) }),
		authhooks.WithObserver(func(e authhooks.Event) {
			if e.Type == authhooks.EventReplayed {
				replayed.Add(1)
			}
			if e.Type == authhooks.EventFetched {
				fetched.Add(1)
			}
		}))
	if err != nil {
		return complain(err)
	}
	r := o.hammer(func() error { return call(c) })
	r.Replayed, r.Fetched = replayed.Load(), fetched.Load()
	_ = c.Close()
	return r.print()
}

func (r report) print() int {
	line, err := json.Marshal(r)
	if err != nil {
		return complain(err)
	}
	_, _ = fmt.Fprintln(os.Stdout, string(line))
	return 0
}

func complain(err error) int {
	_, _ = fmt.Fprintln(os.Stderr, "worker:", err)
	return 1
}

func (o order) store() (authhooks.Store, error) {
	if o.Dir != "" {
		return filestore.New(o.Dir)
	}
	return redisstore.New(o.client()), nil
}

// hammer runs the goroutines; "ready" on standard output says that each has had
// an answer.
func (o order) hammer(call func() error) report {
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, bufio.NewReader(os.Stdin))
		stop()
	}()
	r := report{Number: o.Number}
	var mu sync.Mutex
	var group, first sync.WaitGroup
	first.Add(o.Goroutines)
	for range o.Goroutines {
		group.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				began := time.Now()
				err := call()
				mu.Lock()
				r.Calls++
				r.LongestMS = max(r.LongestMS, time.Since(began).Milliseconds())
				if err != nil {
					r.Failed++
					if r.First == "" {
						r.First = err.Error()
					}
				}
				mu.Unlock()
				if i == 0 {
					first.Done()
				}
				sleep(ctx, 500*time.Millisecond+rand.N(time.Second)) // the callers must not keep the machine from renewing in time
			}
		})
	}
	first.Wait()
	_, _ = fmt.Fprintln(os.Stdout, "ready")
	group.Wait()
	return r
}

func call(c *amsu.Client) error {
	resp, err := c.HTTPClient().Get(c.BaseURL() + "/amsu-analysis/v2/available-times")
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := c.CheckResponse(resp); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}
