package peers

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// killer is an in-memory vendor on which a new token kills the old one.
type killer struct {
	inBody  bool
	live    atomic.Int64 // the number of the one token that is good, 0 for none
	fetches atomic.Int64
	calls   atomic.Int64
}

func (k *killer) roundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		_, _ = io.Copy(io.Discard, req.Body)
		req.Body.Close()
	}
	if strings.Contains(req.URL.Path, "/oauth") {
		time.Sleep(20 * time.Millisecond)
		n := k.fetches.Add(1)
		k.live.Store(n)
		return jsonResponse(req, http.StatusOK, []byte(fmt.Sprintf(
			`{"access_token":"killer-%d","token":"killer-%d","token_type":"Bearer","expires_in":86400,"status":"approved"}`, n, n))), nil
	}
	k.calls.Add(1)
	token := strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")
	time.Sleep(time.Duration(5+rand.N(25)) * time.Millisecond) // judged when the call is worked on
	if token == fmt.Sprintf("killer-%d", k.live.Load()) {
		return jsonResponse(req, http.StatusOK, []byte(`{"status":true,"error_code":0,"data":{}}`)), nil
	}
	if k.inBody {
		return jsonResponse(req, http.StatusOK, []byte(`{"status":false,"error_code":67200009,"error_msg":"invalid token"}`)), nil
	}
	return jsonResponse(req, http.StatusUnauthorized, []byte(`{"error":"invalid_token"}`)), nil
}

// I: 50 requests go out with a token that has just been revoked; a new token
// kills the one before. Five runs, the worst of each count.
func TestI_MassRevocation(t *testing.T) {
	for _, p := range revokeList {
		t.Run(p.Name, func(t *testing.T) {
			var fetches, failed, calls int64
			for range 5 {
				k := &killer{inBody: p.InBody}
				call, err := p.New(k.roundTrip)
				if err != nil {
					t.Fatal(err)
				}
				if err := call(context.Background()); err != nil {
					t.Fatal(err)
				}
				before, sent := k.fetches.Load(), k.calls.Load()
				k.live.Store(0)
				var bad atomic.Int64
				var wg sync.WaitGroup
				for range 50 {
					wg.Go(func() {
						if err := call(context.Background()); err != nil {
							bad.Add(1)
						}
					})
				}
				wg.Wait()
				fetches, failed, calls = max(fetches, k.fetches.Load()-before), max(failed, bad.Load()), max(calls, k.calls.Load()-sent)
			}
			emit(t, map[string]any{"scenario": "I", "peer": p.Name, "fetches": fetches, "failed": failed, "business_calls": calls})
		})
	}
}
