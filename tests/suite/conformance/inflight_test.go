package conformance_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// barrier holds the first n business calls back, each with its token on it
// already, until all n are under way. Then kill runs, and they go: the first
// stragglers of them only once the others have been answered.
//
// Its transport keeps 32 connections for any number of calls: a thousand would
// need two thousand file descriptors and as many ports of this machine.
type barrier struct {
	base       *http.Transport
	path       string
	n          int
	stragglers int
	kill       func()

	mu         sync.Mutex
	arrived    int
	tokens     map[string]int // what the n carried, and how many did
	credential func(authtest.Exchange) string
	all, late  chan struct{}
}

func newBarrier(t *testing.T, v vendor, n, stragglers int) *barrier {
	t.Helper()
	path, _, _ := strings.Cut(v.Business, "?")
	b := &barrier{
		base: &http.Transport{MaxConnsPerHost: 32, MaxIdleConnsPerHost: 32}, path: path, n: n, stragglers: stragglers,
		credential: v.Spec().Carried, tokens: map[string]int{}, all: make(chan struct{}), late: make(chan struct{}),
	}
	t.Cleanup(b.base.CloseIdleConnections)
	return b
}

func (b *barrier) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Path == b.path {
		b.mu.Lock()
		b.arrived++
		i := b.arrived
		if i <= b.n {
			b.tokens[b.credential(authtest.Exchange{RequestHeader: req.Header, RawQuery: req.URL.RawQuery})]++
		}
		if i == b.n {
			b.kill()
			close(b.all)
		}
		b.mu.Unlock()
		switch {
		case i <= b.stragglers:
			<-b.late
		case i <= b.n:
			<-b.all
		}
	}
	return b.base.RoundTrip(req)
}

// Somebody else logs in, and on a vendor where a new token kills the old that
// ends the token of every request under way here. Half of them carry bodies,
// a tenth of them streams; a fifth is answered long after the others have gone
// on with the new token.
func TestNoRequestIsLostToAnotherLogin(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) { loseNone(t, v, 50) })
}

func loseNone(t *testing.T, v vendor, n int) {
	t.Helper()
	b := newBarrier(t, v, n, n/5)
	a := v.start(t, []authtest.Option{authtest.NewKillsOld()}, authhooks.WithHTTPClient(&http.Client{Transport: b}))
	first, err := a.Client.Token(t.Context())
	require.NoError(t, err)
	b.kill = func() {
		_, err := a.Operations[0].Call(t.Context()) // past the source: it learns nothing of it
		assert.NoError(t, err)
		// Where tokens of one second are the same bytes, the login brought the same.
		a.Revoke(first)
	}
	fetches := a.Calls("") + 1

	var wg sync.WaitGroup
	var mu sync.Mutex
	var answered, refusedStreams int
	for i := range n {
		wg.Go(func() {
			text := fmt.Sprintf(`{"question":%d}`, i)
			method, body := http.MethodPost, io.Reader(strings.NewReader(text))
			stream := i%10 == 1
			switch {
			case stream:
				body = io.MultiReader(body)
			case i%2 == 0:
				method, body = http.MethodGet, nil
			}
			req, err := http.NewRequestWithContext(t.Context(), method, a.URL+v.Business, body)
			if !assert.NoError(t, err) {
				return
			}
			req.Header.Set("Content-Type", "application/json")
			resp, err := a.Client.HTTPClient().Do(req)
			if assert.NoError(t, err) {
				err = a.Client.CheckResponse(resp)
				assert.NoError(t, resp.Body.Close())
				assert.True(t, err == nil || stream, "%v", err)
			}
			mu.Lock()
			defer mu.Unlock()
			if err != nil && stream {
				refusedStreams++
			}
			if answered++; answered == n-n/5 {
				close(b.late) // the rest finds a source that has moved on
			}
		})
	}
	wg.Wait()
	assert.Equal(t, map[string]int{first.Access.Reveal(): n}, b.tokens, "all were really under way with the old token")
	assert.LessOrEqual(t, a.Calls("")-fetches, 2, "fetches")
	assert.Equal(t, n/10, refusedStreams, "what cannot be sent twice is told of")
	assert.Equal(t, 2*n-n/10, a.Calls(authtest.OpBusiness), "one replay of each, none of a stream")
	now, err := a.Client.Token(t.Context())
	require.NoError(t, err)
	assert.False(t, now.Access.Equal(first.Access))

	sent := map[string]int{}
	for _, e := range a.RawExchanges() {
		if e.Op == authtest.OpBusiness && len(e.RequestBody) > 0 {
			sent[string(bytes.TrimSpace(e.RequestBody))]++
		}
	}
	for i := range n {
		if text := fmt.Sprintf(`{"question":%d}`, i); i%10 == 1 {
			assert.Equal(t, 1, sent[text], "a stream is sent once")
		} else if i%2 == 1 {
			assert.Equal(t, 2, sent[text], "and a body twice, whole")
		}
		delete(sent, fmt.Sprintf(`{"question":%d}`, i))
	}
	assert.Empty(t, sent, "no body arrived in parts")
}
