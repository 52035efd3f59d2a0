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

// However the vendor or somebody on the way says it, a call whose refusal passes by itself
// succeeds after the pause.
func TestARefusedCallIsSentAgain(t *testing.T) {
	t.Parallel()
	for name, refusal := range map[string]reply{
		"inside 200":              busy,
		"inside 200, as text":     {http.StatusOK, http.Header{"Content-Type": {"text/plain"}}, `{"code":5}`},
		"inside 200, no type":     {http.StatusOK, nil, ` {"code":5}`},
		"inside 403":              {http.StatusForbidden, busy.header, `{"code":5}`},
		"429":                     {http.StatusTooManyRequests, nil, ""},
		"429, with a text":        {http.StatusTooManyRequests, http.Header{"Content-Type": {"text/plain"}}, "slow down"},
		"503":                     {http.StatusServiceUnavailable, nil, ""},
		"503, a page":             noPool,
		"502, a page too long":    {http.StatusBadGateway, noPool.header, "<html>" + strings.Repeat("x", 9000)},
		"500, an unknown code":    {http.StatusInternalServerError, busy.header, `{"code":"new"}`},
		"504, a success inside":   {http.StatusGatewayTimeout, fine.header, fine.body},
		"503, a stream":           {http.StatusServiceUnavailable, http.Header{"Content-Type": {"text/event-stream"}}, "data: no"},
		"Retry-After without use": {http.StatusServiceUnavailable, http.Header{"Retry-After": {"soon"}}, ""},
		"Retry-After of zero":     {http.StatusTooManyRequests, http.Header{"Retry-After": {"0"}}, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := &replies{list: []reply{refusal, fine}}
			text, err := retrying(t, r, 1).send(t, http.MethodGet, "", nil)
			require.NoError(t, err, name)
			assert.Equal(t, fine.body, text, name)
			require.Equal(t, 2, r.sends(), name)
			within(t, 500*time.Millisecond, r.pauses()[0], name)
			assert.Zero(t, r.open, name)
		})
	}
}

// What a repeat could do harm with, or what it cannot mend, is sent once.
func TestOnlyWhatDoesNoHarmIsSentAgain(t *testing.T) {
	t.Parallel()
	key := func(name string, values ...string) http.Header { return http.Header{name: values} }
	for name, c := range map[string]struct {
		method string
		header http.Header
		first  reply
		sends  int
	}{
		"GET":                         {http.MethodGet, nil, busy, 2},
		"HEAD":                        {http.MethodHead, nil, noPool, 2},
		"OPTIONS":                     {http.MethodOptions, nil, busy, 2},
		"PUT":                         {http.MethodPut, nil, busy, 2},
		"DELETE":                      {http.MethodDelete, nil, busy, 2},
		"POST":                        {http.MethodPost, nil, busy, 1},
		"PATCH":                       {http.MethodPatch, nil, busy, 1},
		"TRACE":                       {http.MethodTrace, nil, busy, 1},
		"get":                         {"get", nil, busy, 1},
		"POST with a key":             {http.MethodPost, key("Idempotency-Key", "k-1"), busy, 2},
		"PATCH with a key":            {http.MethodPatch, key("Idempotency-Key", "k-1"), busy, 2},
		"POST with a key, raw":        {http.MethodPost, key("idempotency-key", "k-1"), busy, 2},
		"POST with net/http's mark":   {http.MethodPost, key("Idempotency-Key"), busy, 2},
		"POST with an empty key":      {http.MethodPost, key("Idempotency-Key", ""), busy, 1},
		"POST with a blank key":       {http.MethodPost, key("Idempotency-Key", " "), busy, 1},
		"POST with another key":       {http.MethodPost, key("X-Idempotency-Key", "k-1"), busy, 1},
		"a success":                   {http.MethodGet, nil, fine, 1},
		"no JSON":                     {http.MethodGet, nil, reply{http.StatusOK, nil, "busy"}, 1},
		"a page with 200":             {http.MethodGet, nil, reply{http.StatusOK, noPool.header, noPool.body}, 1},
		"a redirect":                  {http.MethodGet, nil, reply{http.StatusFound, http.Header{"Location": {"https://else.example/"}}, ""}, 1},
		"not modified":                {http.MethodGet, nil, reply{http.StatusNotModified, http.Header{"Retry-After": {"1"}}, ""}, 1},
		"forbidden":                   {http.MethodGet, nil, reply{http.StatusForbidden, http.Header{"Retry-After": {"1"}}, ""}, 1},
		"a wrong request":             {http.MethodGet, nil, reply{http.StatusBadRequest, nil, ""}, 1},
		"an unknown code":             {http.MethodGet, nil, reply{http.StatusOK, busy.header, `{"code":"new","wait":1}`}, 1},
		"wrong credentials, by a 503": {http.MethodGet, nil, reply{http.StatusServiceUnavailable, busy.header, `{"code":2,"wait":1}`}, 1},
		"a proxy that wants a login":  {http.MethodGet, nil, reply{http.StatusProxyAuthRequired, nil, ""}, 1},
		"a lost connection":           {http.MethodGet, nil, reply{}, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := &replies{list: []reply{c.first, fine}}
			_, _ = retrying(t, r, 3).send(t, c.method, "", c.header)
			assert.Equal(t, c.sends, r.sends(), name)
		})
	}
}

func TestNothingIsSentAgainByDefault(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]authhooks.Option{"by default": nil, "0": {authhooks.WithBusinessRetries(0)}} {
		r := &replies{list: []reply{busy, fine}}
		a := acmeOver(t, &http.Client{Transport: r}, issued, opts...)
		text, err := a.send(t, http.MethodGet, "", nil)
		require.ErrorIs(t, err, authhooks.ErrUnavailable, name)
		assert.Equal(t, busy.body, text, name)
		assert.Equal(t, 1, r.sends(), name)
	}
	_, err := authhooks.New(schemeVendor(authhooks.PutBearer), "https://v.example", "id", authhooks.NewSecret("secret"), authhooks.WithBusinessRetries(-1))
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
	assert.ErrorContains(t, err, "WithBusinessRetries")
}

// 0.5, 1, 2, 4, 8 and 16 s, and no 32 s: at most n + 1 sends, and the last answer as it came.
func TestThePausesOfRetriesGrow(t *testing.T) {
	t.Parallel()
	steps := []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second}
	for n, retries := range map[int]int{1: 1, 3: 3, 6: 6, 7: 6, 1 << 62: 6} {
		synctest.Test(t, func(t *testing.T) {
			r := &replies{list: []reply{busy}}
			text, err := retrying(t, r, n).send(t, http.MethodGet, "", nil)
			require.ErrorIs(t, err, authhooks.ErrUnavailable)
			assert.Equal(t, busy.body, text, "the last answer, untouched")
			pauses := r.pauses()
			require.Len(t, pauses, retries)
			for i, pause := range pauses {
				within(t, steps[i], pause, "a step")
			}
			assert.Equal(t, time.Since(r.began), r.at[retries], "no pause after the last try")
			assert.Zero(t, r.open)
		})
	}
	synctest.Test(t, func(t *testing.T) { // callers that are refused together do not come back together
		seen := map[time.Duration]bool{}
		for range 50 {
			r := &replies{list: []reply{busy, fine}}
			_, err := retrying(t, r, 1).send(t, http.MethodGet, "", nil)
			require.NoError(t, err)
			seen[r.pauses()[0]] = true
		}
		assert.Greater(t, len(seen), 40)
	})
}

// What the answer asks for takes the place of the step, longer or shorter, from the body or
// the header. A pause over 30 s is the caller's to make.
func TestARetryWaitsAsLongAsTheAnswerAsks(t *testing.T) {
	t.Parallel()
	limited := func(h http.Header) reply { return reply{http.StatusTooManyRequests, h, ""} }
	for name, c := range map[string]struct {
		first reply
		want  time.Duration // 0: not sent again
	}{
		"body":              {asksFor("7"), 7 * time.Second},
		"body, the longest": {asksFor("30"), 30 * time.Second},
		"body, too long":    {asksFor("31"), 0},
		"body, absurd":      {asksFor("9000000000"), 0},
		"header":            {limited(http.Header{"Retry-After": {"3"}}), 3 * time.Second},
		"header, fraction":  {limited(http.Header{"Retry-After": {"29.5"}}), 30 * time.Second},
		"header, too long":  {limited(http.Header{"Retry-After": {"31"}}), 0},
		"header, a day":     {reply{http.StatusServiceUnavailable, http.Header{"Retry-After": {"86400"}}, noPool.body}, 0},
		"header, a date": {limited(http.Header{
			"Date": {"Fri, 03 Jan 2031 10:00:00 GMT"}, "Retry-After": {"Fri, 03 Jan 2031 10:00:20 GMT"},
		}), 20 * time.Second},
		"header, a date gone by": {limited(http.Header{
			"Date": {"Fri, 03 Jan 2031 10:00:00 GMT"}, "Retry-After": {"Fri, 03 Jan 2031 09:00:00 GMT"},
		}), 500 * time.Millisecond},
		"the body before the header": {reply{http.StatusServiceUnavailable, http.Header{"Retry-After": {"25"}}, `{"code":5,"wait":4}`}, 4 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := &replies{list: []reply{c.first, c.first, fine}}
			text, err := retrying(t, r, 2).send(t, http.MethodGet, "", nil)
			if c.want == 0 {
				assert.Equal(t, c.first.body, text, name)
				var e *authhooks.Error
				require.ErrorAs(t, err, &e, name)
				assert.Greater(t, e.RetryAfter, 30*time.Second, name)
				assert.Zero(t, time.Since(r.began), "%s: at once", name)
				assert.Equal(t, 1, r.sends(), name)
				return
			}
			require.NoError(t, err, name)
			require.Equal(t, 3, r.sends(), name)
			for i, pause := range r.pauses() {
				if name == "header, a date gone by" && i == 1 {
					c.want *= 2 // a step
				}
				within(t, c.want, pause, name)
				assert.LessOrEqual(t, pause, 30*time.Second, name)
			}
		})
	}
}

// Whoever ends the call during a pause, it ends at that very instant, and says who it was.
func TestAPauseEndsWithItsCall(t *testing.T) {
	t.Parallel()
	const end = 1234567 * time.Microsecond
	type call struct {
		ctx    context.Context //nolint:containedctx // of one call
		cancel context.CancelFunc
		a      *acme
	}
	for name, c := range map[string]struct {
		timeout   time.Duration
		deadline  time.Duration
		do        func(call)
		is        error
		retryable bool
		says      string
	}{
		"cancelled": {do: func(c call) { c.cancel() }, is: context.Canceled, says: "the caller cancelled the call"},
		"deadline":  {deadline: end, is: context.DeadlineExceeded, says: "the caller's deadline passed"},
		"Timeout":   {timeout: end, is: context.DeadlineExceeded, retryable: true, says: "Timeout of the http.Client given to WithHTTPClient"},
		"closed":    {do: func(c call) { _ = c.a.Close() }, is: authhooks.ErrClosed, says: "closed"},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := &replies{list: []reply{asksFor("20"), fine}}
			a := acmeOver(t, &http.Client{Transport: r, Timeout: c.timeout}, issued, authhooks.WithBusinessRetries(3))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if c.deadline > 0 {
				ctx, cancel = context.WithTimeout(ctx, c.deadline)
				defer cancel()
			}
			if c.do != nil {
				time.AfterFunc(end, func() { c.do(call{ctx, cancel, a}) })
			}
			before := time.Now()
			err := errorOf(a.HTTPClient().Do(requestFor(ctx, t, a)))
			assert.Equal(t, end, time.Since(before), name)
			require.ErrorIs(t, err, c.is, name)
			require.ErrorContains(t, err, c.says, name)
			require.NotErrorIs(t, err, authhooks.ErrUnavailable, name)
			var e *authhooks.Error
			require.ErrorAs(t, err, &e, name)
			assert.Equal(t, c.retryable, e.Retryable(), name)
			assert.Equal(t, 1, r.sends(), name)
			synctest.Wait()
			assert.Zero(t, r.open, "%s: the refused answer is closed", name)
		})
	}
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
	calls := 0
	l, c, url := watched(t, func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if calls++; calls == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, strings.Repeat("x", 20<<10))
			return
		}
		_, _ = io.WriteString(w, `{"code":1}`)
	}, authhooks.WithBusinessRetries(1))
	_, err := c.Token(t.Context())
	require.NoError(t, err)
	l.mu.Lock()
	before := l.most
	l.mu.Unlock()
	resp, text, err := get(t, c.HTTPClient(), url+"/x")
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, resp.StatusCode)
	assert.JSONEq(t, `{"code":1}`, text)
	l.mu.Lock()
	defer l.mu.Unlock()
	assert.LessOrEqual(t, l.most, before+1, "one connection of business calls")
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
