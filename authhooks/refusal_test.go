package authhooks_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// clock is a clock that a test sets.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time          { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

// doorman is acme with one endpoint that always refuses, /forbidden.
func doorman(t *testing.T, code string, c *clock, opts ...authhooks.Option) *acme {
	t.Helper()
	var a *acme
	a = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		switch {
		case !a.guardOf(w, r):
		case r.URL.Path == "/forbidden":
			_, _ = fmt.Fprintf(w, `{"code":%s,"text":"not yours"}`, code)
		default:
			_, _ = w.Write([]byte(`{"code":1}`))
		}
	}), append(opts, authhooks.WithClock(c.now))...)
	return a
}

func (a *acme) visit(t *testing.T, path string, body io.Reader) error {
	t.Helper()
	method := http.MethodGet
	if body != nil {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(t.Context(), method, a.url+path, body)
	require.NoError(t, err)
	resp, err := a.HTTPClient().Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	return a.CheckResponse(resp)
}

func TestStreamsToAForbiddenDoorDoNotRenewForEver(t *testing.T) {
	t.Parallel()
	a := doorman(t, "10", &clock{})
	for range 20 {
		require.ErrorIs(t, a.visit(t, "/forbidden", struct{ io.Reader }{strings.NewReader("x")}), authhooks.ErrPermissionDenied)
	}
	assert.LessOrEqual(t, a.issued.Load(), int64(2))
}

func TestABurstOfRefusalsDoesNotFreezeADeadToken(t *testing.T) {
	t.Parallel()
	c := &clock{}
	a := doorman(t, "10", c)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { assert.Error(t, a.visit(t, "/forbidden", nil)) })
	}
	wg.Wait()
	assert.LessOrEqual(t, a.issued.Load(), int64(3))
	a.live.Store("") // now the token is really dead
	c.advance(2 * time.Second)
	require.NoError(t, a.visit(t, "/good", nil))
}

func TestGoodTrafficDoesNotCancelThePause(t *testing.T) {
	t.Parallel()
	c := &clock{}
	a := doorman(t, "10", c)
	for range 300 { // ten minutes
		require.Error(t, a.visit(t, "/forbidden", nil))
		require.NoError(t, a.visit(t, "/good", nil))
		c.advance(2 * time.Second)
	}
	assert.Less(t, a.issued.Load(), int64(30), "once every half minute at most")
	assert.Greater(t, a.issued.Load(), int64(10), "but a dead token would be noticed")
}

// Only the call whose own token was dropped can say that the renewal helped: a
// good call that merely lost its token to it says nothing.
func TestABystanderConfirmsNothing(t *testing.T) {
	t.Parallel()
	arrived, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	var a *acme
	a = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			once.Do(func() { close(arrived); <-release })
		}
		if a.guardOf(w, r) {
			code := map[bool]string{true: "10", false: "1"}[r.URL.Path == "/forbidden"]
			_, _ = fmt.Fprintf(w, `{"code":%s}`, code)
		}
	}))
	var wg sync.WaitGroup
	wg.Go(func() { assert.NoError(t, a.visit(t, "/slow", nil)) })
	<-arrived
	require.Error(t, a.visit(t, "/forbidden", nil)) // kills the token of /slow
	close(release)
	wg.Wait()
	require.Error(t, a.visit(t, "/forbidden", nil))
	assert.Equal(t, int64(2), a.issued.Load())
}

func TestAConfirmedRenewalIsNotPaced(t *testing.T) {
	t.Parallel()
	a := doorman(t, "10", &clock{})
	for range 10 {
		a.live.Store("")
		require.NoError(t, a.visit(t, "/good", nil))
	}
	assert.LessOrEqual(t, a.issued.Load(), int64(11))
}

// A caller that leaves before its replay is answered says nothing about whether
// renewals help: the next dead token is renewed at once. Only so often, or a
// forbidden door could be had for a token a call.
func TestACallerThatLeavesInMidReplayFreezesNothing(t *testing.T) {
	t.Parallel()
	var a *acme
	arrived := make(chan struct{})
	a = newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.guardOf(w, r) {
			if r.URL.Path == "/slow" { // the token is good: a replay
				arrived <- struct{}{}
				<-r.Context().Done()
				return
			}
			_, _ = fmt.Fprint(w, `{"code":1}`)
		}
	}))
	leave := func() {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go func() { <-arrived; cancel() }()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url+"/slow", nil)
		require.NoError(t, err)
		_, err = a.HTTPClient().Do(req)
		require.ErrorIs(t, err, context.Canceled)
	}
	require.NoError(t, a.visit(t, "/good", nil))
	for range 5 {
		a.live.Store("")
		leave()
		a.live.Store("")
		require.NoError(t, a.visit(t, "/good", nil), "renewed at once, and confirmed")
	}
	before := a.issued.Load()
	for range 4 { // one more than is free
		a.live.Store("")
		leave()
	}
	assert.Equal(t, before+4, a.issued.Load())
	a.live.Store("")
	require.ErrorIs(t, a.visit(t, "/good", nil), authhooks.ErrTokenRejected, "then rejections are believed for a while")
}

// A renewal that the vendor refused is no evidence that renewals do not help:
// the token that comes after the outage must not be served when it is dead.
func TestARefusedRenewalDoesNotFreezeTheNextToken(t *testing.T) {
	t.Parallel()
	var down atomic.Bool
	c := &clock{}
	door := doorman(t, "10", c)
	client, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"),
		Fetch: func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			if down.Load() {
				return authhooks.Token{}, &authhooks.Error{Kind: authhooks.KindInvalidRequest}
			}
			return door.createToken(ctx, "/token")
		},
	}, door.url, "id", authhooks.NewSecret("s"), authhooks.WithClock(c.now))
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	a := &acme{Client: client, url: door.url}
	require.NoError(t, a.visit(t, "/good", nil))
	for range 3 {
		door.live.Store("") // dead, which only a rejection tells
		down.Store(true)
		require.ErrorIs(t, a.visit(t, "/good", nil), authhooks.ErrInvalidRequest)
		down.Store(false)
		c.advance(2 * time.Second)
		require.NoError(t, a.visit(t, "/good", nil))
	}
	door.live.Store("")
	require.NoError(t, a.visit(t, "/good", nil))
}

func TestAnAmbiguousRejectionCostsNoGoodToken(t *testing.T) {
	t.Parallel()
	var down atomic.Bool
	var issued atomic.Int64
	c := &clock{}
	door := doorman(t, "10", c)
	client, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"),
		Fetch: func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			if down.Load() {
				return authhooks.Token{}, &authhooks.Error{Kind: authhooks.KindUnavailable}
			}
			issued.Add(1)
			return door.createToken(ctx, "/token")
		},
	}, door.url, "id", authhooks.NewSecret("s"), authhooks.WithClock(c.now))
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	a := &acme{Client: client, url: door.url}
	require.NoError(t, a.visit(t, "/good", nil))
	down.Store(true)
	err = a.visit(t, "/forbidden", nil)
	require.ErrorIs(t, err, authhooks.ErrPermissionDenied, "the vendor's word, not the renewal's failure")
	for range 5 {
		require.NoError(t, a.visit(t, "/good", nil))
		c.advance(time.Minute)
	}
	assert.Equal(t, int64(1), issued.Load())
}

func TestMalformedLocationIsNeverShown(t *testing.T) {
	t.Parallel()
	a := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "http://[bad/?access_token=canary")
		w.WriteHeader(http.StatusFound)
	}))
	_, err := a.createToken(t.Context(), "/answer")
	require.ErrorIs(t, err, authhooks.ErrProtocol)
	assert.NotContains(t, err.Error(), "canary")
	resp, _, err := get(t, a.HTTPClient(), a.url+"/x")
	require.NoError(t, err)
	assert.Equal(t, http.StatusFound, resp.StatusCode)
	assert.ErrorIs(t, a.CheckResponse(resp), authhooks.ErrProtocol)
}

func TestTypedCallsEndWithTheClient(t *testing.T) {
	t.Parallel()
	a := newACME(t, nil)
	require.NoError(t, a.Close())
	_, err := a.createToken(t.Context(), "/token")
	require.ErrorIs(t, err, authhooks.ErrClosed)
	assert.Zero(t, a.issued.Load())
}

func TestTimeoutIsANetErrorsTimeout(t *testing.T) {
	t.Parallel()
	a := newACME(t, http.HandlerFunc(hang), authhooks.WithHTTPClient(&http.Client{Timeout: 30 * time.Millisecond}))
	_, _, err := get(t, a.HTTPClient(), a.url+"/slow")
	var ne interface{ Timeout() bool }
	require.ErrorAs(t, err, &ne)
	assert.True(t, ne.Timeout())
	assert.False(t, (&authhooks.Error{Err: io.EOF}).Timeout())
}

func TestASecretReplacedEarlyIsStillStruckOut(t *testing.T) {
	t.Parallel()
	c := &clock{}
	var n atomic.Int64
	client, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"),
		Fetch: func(context.Context, authhooks.Token) (authhooks.Token, error) {
			return authhooks.Token{Access: authhooks.NewSecret(fmt.Sprintf("canary-%d", n.Add(1))), ExpiresAt: c.now().Add(time.Hour)}, nil
		},
	}, "https://acme.example", "id", authhooks.NewSecret("s3cret"), authhooks.WithClock(c.now), authhooks.WithoutBackgroundRefresh())
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	_, err = client.Token(t.Context())
	require.NoError(t, err)
	c.advance(59 * time.Minute)
	tok, err := client.Token(t.Context())
	require.NoError(t, err)
	require.Equal(t, "canary-2", tok.Access.Reveal())
	err = client.CheckResponse(&http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(`{"code":5,"text":"canary-1 canary-2 C%61nary"}`)),
	})
	require.ErrorIs(t, err, authhooks.ErrUnavailable)
	assert.NotContains(t, err.Error(), "canary-")
}
