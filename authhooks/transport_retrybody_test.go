package authhooks_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// The refused answer holds no connection during the pause.
func TestARefusedAnswerIsDoneWithBeforeThePause(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		first reply
		whole bool // it is read to its end, so that its connection can be used again
	}{
		"short":       {busy, true},
		"long":        {reply{http.StatusServiceUnavailable, nil, strings.Repeat("x", 40<<10)}, true},
		"beyond 64 K": {reply{http.StatusServiceUnavailable, nil, strings.Repeat("x", 1<<20)}, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := &replies{list: []reply{c.first, fine}}
			a := retrying(t, r, 1)
			req, done := requestFor(t.Context(), t, a), make(chan error)
			go func() { done <- errorOf(a.HTTPClient().Do(req)) }()
			time.Sleep(250 * time.Millisecond)
			r.mu.Lock()
			assert.Zero(t, r.open, name)
			assert.Equal(t, c.whole, r.unread == 0, name)
			r.mu.Unlock()
			require.NoError(t, <-done)
			assert.Equal(t, 2, r.sends(), name)
		})
	}
}

func TestARetryUsesTheConnectionAgain(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var from []string
	a := newACME(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if from = append(from, r.RemoteAddr); len(from) == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, strings.Repeat("x", 60<<10))
			return
		}
		_, _ = io.WriteString(w, `{"code":1}`)
	}), authhooks.WithBusinessRetries(1))
	_, text, err := get(t, a.HTTPClient(), a.url+"/x")
	require.NoError(t, err)
	assert.JSONEq(t, `{"code":1}`, text)
	require.Len(t, from, 2)
	assert.Equal(t, from[0], from[1])
}

// A body in memory is sent again, from its beginning. A stream is sent once, and so is a
// body that cannot be had a second time.
func TestABodyIsSentAgainOrNotAtAll(t *testing.T) {
	t.Parallel()
	gone := errors.New("the file is gone")
	for name, c := range map[string]struct {
		change func(*http.Request)
		bodies []string
	}{
		"in memory": {func(*http.Request) {}, []string{"payload", "payload", "payload"}},
		"a stream":  {func(r *http.Request) { r.GetBody = nil }, []string{"payload"}},
		"not to be had again": {func(r *http.Request) {
			r.GetBody = func() (io.ReadCloser, error) { return nil, gone }
		}, []string{"payload"}},
	} {
		for _, method := range []string{http.MethodPut, http.MethodPost} {
			synctest.Test(t, func(t *testing.T) {
				r := &replies{list: []reply{busy, busy, fine}}
				a := retrying(t, r, 5)
				req, err := http.NewRequestWithContext(t.Context(), method, a.url+"/x", strings.NewReader("payload"))
				require.NoError(t, err)
				req.Header.Set("Idempotency-Key", "k-1")
				c.change(req)
				resp, text, err := do(t, a.HTTPClient(), req)
				require.NoError(t, err, name)
				assert.Equal(t, c.bodies, r.bodies, name)
				assert.Same(t, req, resp.Request, name)
				if len(c.bodies) == 1 {
					assert.Equal(t, busy.body, text, "%s: the answer stays readable", name)
				}
				assert.Zero(t, r.open, name)
			})
		}
	}
}

// tokens is a Fetcher that brings token-1, token-2 and so on.
func tokens() authhooks.FetcherFunc {
	var v vendor
	return v.Fetch
}

// A retry goes out with the token of its own time, and a token that is rejected meanwhile is
// replaced, and counts for no retry.
func TestARetryFollowsTheRulesOfTokens(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		list   []reply
		n      int
		during func(*acme) // 100 ms after the start
		tokens []string
		want   error
	}{
		"replaced in the pause": {[]reply{busy, fine}, 1, func(a *acme) {
			token, _ := a.Token(context.Background())
			a.Source().Invalidate(token)
		}, []string{"token-1", "token-2"}, nil},
		"rejected at the retry":         {[]reply{busy, dead, fine}, 1, nil, []string{"token-1", "token-1", "token-2"}, nil},
		"rejected before it":            {[]reply{dead, busy, fine}, 1, nil, []string{"token-1", "token-2", "token-2"}, nil},
		"rejected, and no retries left": {[]reply{dead, busy, busy}, 1, nil, []string{"token-1", "token-2", "token-2"}, authhooks.ErrUnavailable},
		"rejected for good":             {[]reply{busy, dead, dead, fine}, 3, nil, []string{"token-1", "token-1", "token-2"}, authhooks.ErrTokenRejected},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := &replies{list: c.list}
			a := acmeOver(t, &http.Client{Transport: r}, tokens(), authhooks.WithBusinessRetries(c.n))
			if c.during != nil {
				time.AfterFunc(100*time.Millisecond, func() { c.during(a) })
			}
			_, err := a.send(t, http.MethodGet, "", nil)
			require.ErrorIs(t, err, c.want, name)
			assert.Equal(t, c.tokens, r.tokens, name)
			assert.Zero(t, r.open, name)
		})
	}
}

// A token that is not to be had ends the call with the error of its fetch, and the body that
// was opened for the retry is closed.
func TestARetryWithoutATokenEndsTheCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{}
		r := &replies{list: []reply{busy, fine}}
		a := acmeOver(t, &http.Client{Transport: r}, v.Fetch, authhooks.WithBusinessRetries(3))
		time.AfterFunc(100*time.Millisecond, func() {
			v.failWith(&authhooks.Error{Kind: authhooks.KindInvalidCredentials})
			token, _ := a.Token(context.Background())
			a.Source().Invalidate(token)
		})
		open := 0
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, a.url+"/x", strings.NewReader("payload"))
		require.NoError(t, err)
		req.GetBody = func() (io.ReadCloser, error) {
			open++
			return closer{strings.NewReader("payload"), func() { open-- }}, nil
		}
		require.ErrorIs(t, errorOf(a.HTTPClient().Do(req)), authhooks.ErrInvalidCredentials)
		assert.Equal(t, 1, r.sends())
		assert.Zero(t, open)
		assert.Zero(t, r.open)
	})
}

type closer struct {
	io.Reader
	close func()
}

func (c closer) Close() error {
	c.close()
	return nil
}

// Checked returns the last refusal as the error, and a success as the answer.
func TestCheckedReturnsTheLastRefusal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &replies{list: []reply{busy, noPool, {http.StatusTooManyRequests, http.Header{"Retry-After": {"2"}}, `{"code":"5","text":"still busy"}`}}}
		_, err := retrying(t, r, 2).Checked().Do(requestFor(t.Context(), t, &acme{url: "https://acme.example"}))
		e := bare(t, err)
		assert.Equal(t, authhooks.KindUnavailable, e.Kind)
		assert.Equal(t, "5", e.Code)
		assert.Equal(t, "still busy", e.Message)
		assert.Equal(t, 2*time.Second, e.RetryAfter)
		assert.Equal(t, 3, r.sends())
		assert.Zero(t, r.open)

		r = &replies{list: []reply{busy, noPool, fine}}
		resp, err := retrying(t, r, 2).Checked().Do(requestFor(t.Context(), t, &acme{url: "https://acme.example"}))
		require.NoError(t, err)
		text, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.JSONEq(t, fine.body, string(text))
	})
}

// The answer of another origin is nobody's refusal of ours.
func TestAStrayIsNeverSentAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &replies{list: []reply{{http.StatusFound, http.Header{"Location": {"https://else.example/file"}}, ""}, noPool}}
		a := retrying(t, r, 3, authhooks.WithForeignRedirects())
		resp, text, err := get(t, a.HTTPClient(), a.url+"/x")
		require.NoError(t, err)
		assert.Equal(t, http.StatusServiceUnavailable, resp.StatusCode)
		assert.Equal(t, noPool.body, text)
		assert.Equal(t, []string{"a-good-token", ""}, r.tokens)
	})
}
