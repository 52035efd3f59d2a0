package authhooks_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// reply is one answer of a vendor in memory.
type reply struct {
	status int
	header http.Header
	body   string
}

var (
	busy   = reply{http.StatusOK, http.Header{"Content-Type": {"application/json"}}, `{"code":5,"text":"busy"}`}
	fine   = reply{http.StatusOK, http.Header{"Content-Type": {"application/json"}}, `{"code":1}`}
	dead   = reply{http.StatusOK, http.Header{"Content-Type": {"application/json"}}, `{"code":9}`}
	noPool = reply{http.StatusServiceUnavailable, http.Header{"Content-Type": {"text/html"}}, "<html>no server is available</html>"}
)

// asksFor is busy with a wish in the vendor's own words.
func asksFor(seconds string) reply {
	return reply{http.StatusOK, busy.header, `{"code":5,"wait":` + seconds + `}`}
}

// replies is a transport that gives its answers one after the other, the last one for ever.
type replies struct {
	list []reply

	mu     sync.Mutex
	began  time.Time
	at     []time.Duration // when each request came
	bodies []string        // what it sent
	tokens []string        // what it was sent with
	open   int             // bodies of answers that are not closed
	unread int             // bodies of answers that were closed before their end
}

func (r *replies) RoundTrip(req *http.Request) (*http.Response, error) {
	var sent []byte
	if req.Body != nil {
		sent, _ = io.ReadAll(req.Body)
		_ = req.Body.Close()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.at == nil {
		r.began = time.Now()
	}
	next := r.list[min(len(r.at), len(r.list)-1)]
	r.at = append(r.at, time.Since(r.began))
	r.bodies, r.tokens = append(r.bodies, string(sent)), append(r.tokens, req.Header.Get("X-Acme"))
	if next.status == 0 {
		return nil, errors.New("connection reset by peer")
	}
	resp := &http.Response{StatusCode: next.status, Header: next.header.Clone(), ContentLength: int64(len(next.body)), Request: req, Body: http.NoBody}
	if resp.Header == nil {
		resp.Header = http.Header{}
	}
	if next.body != "" && req.Method != http.MethodHead {
		r.open++
		resp.Body = &replyBody{Reader: strings.NewReader(next.body), of: r}
	}
	return resp, nil
}

// pauses returns the times between the requests.
func (r *replies) pauses() []time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := make([]time.Duration, len(r.at)-1)
	for i := range list {
		list[i] = r.at[i+1] - r.at[i]
	}
	return list
}

func (r *replies) sends() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.at)
}

type replyBody struct {
	*strings.Reader
	of   *replies
	once sync.Once
}

func (b *replyBody) Close() error {
	b.once.Do(func() {
		b.of.mu.Lock()
		defer b.of.mu.Unlock()
		b.of.open--
		if b.Len() > 0 {
			b.of.unread++
		}
	})
	return nil
}

// retrying is acme over r, with a token from nowhere and n retries.
func retrying(t *testing.T, r *replies, n int, opts ...authhooks.Option) *acme {
	t.Helper()
	return acmeOver(t, &http.Client{Transport: r}, issued, append(opts, authhooks.WithBusinessRetries(n))...)
}

// send makes a call and returns the text of the answer and the vendor's error.
func (a *acme) send(t *testing.T, method, body string, header http.Header) (string, error) {
	t.Helper()
	var reader io.Reader = http.NoBody
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, a.url+"/x", reader)
	require.NoError(t, err)
	req.Header = header
	resp, text, err := do(t, a.HTTPClient(), req)
	if err != nil {
		return "", err
	}
	return text, a.CheckBody(resp, []byte(text))
}

// within asserts that a pause is want, or up to a fifth longer.
func within(t *testing.T, want, got time.Duration, name string) {
	t.Helper()
	assert.GreaterOrEqual(t, got, want, name)
	assert.LessOrEqual(t, got, want*12/10, name)
}

func requestFor(ctx context.Context, t *testing.T, a *acme) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url+"/x", http.NoBody)
	require.NoError(t, err)
	return req
}

func errorOf(resp *http.Response, err error) error {
	if err == nil {
		_ = resp.Body.Close()
	}
	return err
}
