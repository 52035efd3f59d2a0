package authhooks_test

import (
	"encoding/json"
	"fmt"
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

// keyDoor is a vendor of API keys in memory. answer is what it says to a call.
type keyDoor struct {
	mu     sync.Mutex
	calls  int
	answer func(r *http.Request) (status int, body string)
}

func (d *keyDoor) RoundTrip(r *http.Request) (*http.Response, error) {
	d.mu.Lock()
	d.calls++
	answer := d.answer
	d.mu.Unlock()
	status, body := answer(r)
	return &http.Response{
		StatusCode: status, Request: r, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}, nil
}

func (d *keyDoor) says(status int, body string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answer = func(*http.Request) (int, string) { return status, body }
}

const openDoor = `{"code":1}`

// keyClient is a client with an API key.
func keyClient(t *testing.T, d *keyDoor, opts ...authhooks.Option) *authhooks.Client {
	t.Helper()
	d.says(http.StatusOK, openDoor)
	c, err := authhooks.New(authhooks.Vendor{Name: "acme", Static: true, Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutBearer},
		"https://acme.example", "", authhooks.NewSecret("sk-canary"), append(opts, authhooks.WithHTTPClient(&http.Client{Transport: d}))...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// callKey makes a business call, and returns whether it reached the vendor.
func callKey(t *testing.T, c *authhooks.Client, d *keyDoor) (sent bool, err error) {
	t.Helper()
	before := d.calls
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://acme.example/x", strings.NewReader("again"))
	require.NoError(t, err)
	resp, err := c.Checked().Do(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	return d.calls > before, err
}

func TestAnAPIKeyIsNeverRenewed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, w := &keyDoor{}, &witness{}
		opts := []authhooks.Option{authhooks.WithStore(newBrittle())}
		for _, o := range w.options() {
			opts = append(opts, o)
		}
		c := keyClient(t, d, opts...)
		for range 3 {
			token, err := c.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "sk-canary", token.Access.Reveal())
			assert.True(t, token.ExpiresAt.IsZero())
			sent, err := callKey(t, c, d)
			require.NoError(t, err)
			assert.True(t, sent)
			time.Sleep(1000 * time.Hour)
		}
		st := c.Source().Status()
		assert.NotEmpty(t, st.Fingerprint)
		assert.True(t, st.ExpiresAt.IsZero() && st.NextEarlyFetch.IsZero())
		require.NoError(t, st.StoreError)
		assert.Equal(t, 3, d.calls, "no call but the caller's own")
		assert.NotContains(t, w.text(), "sk-canary")
	})
}

// A refusal is remembered as that of a login is, whatever the vendor's way to say it. The
// steps grow while each new attempt is refused, and begin anew after one that is accepted.
func TestARefusedAPIKeyIsRemembered(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
		code   string
	}{
		{http.StatusUnauthorized, ``, ""},
		{http.StatusUnauthorized, `{"error":"who are you"}`, ""},
		{http.StatusOK, `{"code":"9","text":"dead sk-canary"}`, "9"},
		{http.StatusOK, `{"code":"10","text":"no"}`, "10"}, // an ambiguous code that rejects
		{http.StatusOK, `{"code":"2","text":"no"}`, "2"},
	} {
		synctest.Test(t, func(t *testing.T) {
			d := &keyDoor{}
			client := keyClient(t, d)
			for round := range 2 {
				d.says(c.status, c.body)
				for i, pause := range refusalPauses {
					sent, err := callKey(t, client, d)
					require.ErrorIs(t, err, authhooks.ErrInvalidCredentials, "%d %d", round, i)
					require.True(t, sent)
					var e *authhooks.Error
					_, err = client.Token(t.Context())
					require.ErrorAs(t, err, &e)
					assert.Equal(t, authhooks.KindInvalidCredentials, e.Kind)
					assert.Equal(t, c.code, e.Code)
					assert.NotContains(t, err.Error(), "canary")
					assert.False(t, e.Retryable())
					assert.GreaterOrEqual(t, e.RetryAfter, pause)
					assert.LessOrEqual(t, e.RetryAfter, pause*12/10)
					assert.Equal(t, e.RetryAfter, time.Until(client.Source().Status().RetryAt))
					time.Sleep(e.RetryAfter - 1)
					sent, err = callKey(t, client, d)
					require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
					require.False(t, sent, "before the end of the pause")
					time.Sleep(time.Nanosecond)
				}
				d.says(http.StatusOK, openDoor)
				sent, err := callKey(t, client, d)
				require.NoError(t, err)
				require.True(t, sent)
				require.NoError(t, client.Source().Status().LastError)
			}
		})
	}
}

// What is not about the key leaves it alone.
func TestOtherRefusalsOfAnAPIKeysCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &keyDoor{}
		c := keyClient(t, d)
		for _, a := range []struct {
			status int
			body   string
		}{{http.StatusForbidden, `{"code":"7"}`}, {http.StatusOK, `{"code":"5"}`}, {http.StatusServiceUnavailable, `busy`}, {http.StatusTooManyRequests, ``}} {
			d.says(a.status, a.body)
			_, err := callKey(t, c, d)
			require.Error(t, err)
			_, err = c.Token(t.Context())
			require.NoError(t, err, a.body)
		}
	})
}

// Of the calls that are in flight when the vendor withdraws the key, one counts. Retry ends
// the pause.
func TestManyCallsWithARefusedAPIKey(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &keyDoor{}
		c := keyClient(t, d)
		d.mu.Lock()
		d.answer = func(*http.Request) (int, string) {
			time.Sleep(time.Second)
			return http.StatusUnauthorized, ""
		}
		d.mu.Unlock()
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://acme.example/x", nil)
				if assert.NoError(t, err) {
					resp, err := c.HTTPClient().Do(req)
					if assert.NoError(t, err, "the vendor's answer is the caller's") {
						assert.Equal(t, http.StatusUnauthorized, resp.StatusCode)
						assert.NoError(t, resp.Body.Close())
					}
				}
			})
		}
		wg.Wait()
		assert.Equal(t, 50, d.calls)
		assert.LessOrEqual(t, time.Until(c.Source().Status().RetryAt), 1200*time.Millisecond, "the first step")

		token := authhooks.Token{Access: authhooks.NewSecret("sk-canary")}
		assert.False(t, c.Source().Invalidate(token), "it is gone already")
		c.Source().Retry()
		_, err := c.Token(t.Context())
		require.NoError(t, err)
		d.says(http.StatusOK, openDoor)
		_, err = callKey(t, c, d)
		require.NoError(t, err)
		assert.False(t, c.Source().Invalidate(authhooks.Token{Access: authhooks.NewSecret("another")}))
		assert.True(t, c.Source().Invalidate(token))
		_, err = c.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
		require.NoError(t, c.Close())
		_, err = c.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrClosed)
	})
}

// CheckResponse says the same without remembering anything.
func TestCheckResponseWithAnAPIKey(t *testing.T) {
	t.Parallel()
	c := keyClient(t, &keyDoor{})
	for status, body := range map[int]string{http.StatusUnauthorized: ``, http.StatusOK: `{"code":9}`} {
		resp := &http.Response{StatusCode: status, Header: http.Header{}, Body: http.NoBody}
		require.ErrorIs(t, c.CheckBody(resp, json.RawMessage(body)), authhooks.ErrInvalidCredentials, fmt.Sprint(status))
	}
	_, err := c.Token(t.Context())
	require.NoError(t, err)
}

func TestAPIKeysThatNewRefuses(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"", "sk canary", "sk-canary\n", " sk-canary", "sk-\u200bcanary", "sk-schlüssel"} {
		_, err := authhooks.New(authhooks.Vendor{Name: "acme", Static: true, Parse: acmeParse, Put: authhooks.PutBearer}, "https://acme.example", "", authhooks.NewSecret(key))
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest, "%q", key)
		assert.NotContains(t, err.Error(), "canary")
	}
}
