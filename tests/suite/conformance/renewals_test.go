package conformance_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
)

// meddler changes the answers to token calls on their way, or loses them: the
// vendor has done its part by then.
type meddler struct {
	base *http.Transport
	lose atomic.Bool
	edit atomic.Pointer[func([]byte) []byte]
}

func newMeddler(t *testing.T) *meddler {
	t.Helper()
	m := &meddler{base: &http.Transport{}}
	t.Cleanup(m.base.CloseIdleConnections)
	return m
}

func (m *meddler) option() authhooks.Option {
	return authhooks.WithHTTPClient(&http.Client{Transport: m})
}

func (m *meddler) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := m.base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil || m.lose.Load() {
		return nil, errors.New("connection reset by peer")
	}
	if edit := m.edit.Load(); edit != nil {
		body = (*edit)(body)
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	resp.Header.Del("Content-Length")
	return resp, nil
}

// Ahead of its end a token is renewed by refresh where the vendor can, in the
// background; nobody logs in again.
func TestAnEarlyFetchRefreshes(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		events := make(chan authhooks.Event, 8)
		a := v.start(t, []authtest.Option{authtest.RefreshRotates()}, authhooks.WithObserver(func(e authhooks.Event) { events <- e }))
		first, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		require.Equal(t, authhooks.EventFetched, (<-events).Type)
		for round := 1; round <= 3; round++ {
			a.Advance(a.Client.Source().Status().NextEarlyFetch.Sub(a.Now()) + time.Second)
			now, err := a.Client.Token(t.Context())
			require.NoError(t, err)
			assert.True(t, now.Equal(first), "served at once")
			require.Equal(t, authhooks.EventFetched, (<-events).Type)
			first, err = a.Client.Token(t.Context())
			require.NoError(t, err)
			assert.False(t, first.Access.Equal(now.Access))
			if v.Renewal().Name != "" {
				assert.Equal(t, round, a.Calls(v.Renewal().Name))
				assert.Equal(t, 1, a.Calls(a.Operations[0].Name), "logged in once")
			}
		}
		assert.Equal(t, 4, a.Calls(""))
	})
}

// The answer to a refresh is lost on its way, and with it, where refresh tokens
// rotate, the only new one: it is not sent again in the same breath, and when the
// pause is over the refused refresh leads to one login.
func TestALostRefreshIsNotRepeatedBlindly(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		if v.Renewal().Name == "" {
			return
		}
		m := newMeddler(t)
		a := v.start(t, []authtest.Option{authtest.RefreshRotates(), authtest.WithClock(authtest.NewFrozenClock(time.Now()))}, m.option(), authhooks.WithRetries(3))
		first, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		require.True(t, a.Client.Source().Invalidate(first))
		m.lose.Store(true)
		for range 10 {
			_, err = a.Client.Token(t.Context())
			require.ErrorIs(t, err, authhooks.ErrTransport)
			assert.Positive(t, asError(t, err).RetryAfter)
		}
		assert.Equal(t, 1, a.Calls(v.Renewal().Name), "sent once")
		assert.Equal(t, 1, a.Calls(a.Operations[0].Name), "a lost answer is no refusal: no login")
		m.lose.Store(false)
		a.Advance(2 * time.Second)
		_, err = a.call(t, v.Business)
		require.NoError(t, err)
		assert.Equal(t, 2, a.Calls(v.Renewal().Name))
		want := 1
		if v.HasRefreshToken() {
			want = 2 // the refresh token that was left is dead
		}
		assert.Equal(t, want, a.Calls(a.Operations[0].Name))
	})
}

// The expiry of a refresh's answer cannot be read, is in the past or absurd: the page's
// lifetime counts, and the rotated refresh token is kept and used.
func TestAnUnreadableExpiryLosesNoRefreshToken(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		if !v.HasRefreshToken() || v.Expiry == "" {
			return
		}
		ends := regexp.MustCompile(`"(` + v.Expiry[strings.LastIndex(v.Expiry, ".")+1:] + `)":\d+`)
		m := newMeddler(t)
		events := make(chan authhooks.Event, 16)
		a := v.start(t, []authtest.Option{authtest.RefreshRotates()}, m.option(), authhooks.WithObserver(func(e authhooks.Event) { events <- e }))
		token, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		<-events
		for i, value := range []string{`"soon"`, `null`, `-5`, `[1]`, `1e99`, `99999999999999`} {
			edit := func(body []byte) []byte {
				require.Regexp(t, ends, string(body))
				return ends.ReplaceAll(body, []byte(`"$1":`+value))
			}
			m.edit.Store(&edit)
			a.Advance(a.Client.Source().Status().NextEarlyFetch.Sub(a.Now()) + time.Second)
			_, err = a.Client.Token(t.Context()) // begins the early refresh
			require.NoError(t, err)
			event := <-events
			require.Equal(t, authhooks.EventFetched, event.Type, "%s: %v", value, event.Err)
			next, err := a.Client.Token(t.Context())
			require.NoError(t, err)
			assert.False(t, next.Refresh.Equal(token.Refresh), "%s: the new refresh token is held", value)
			assert.WithinDuration(t, a.Now().Add(v.Spec().Lifetime), next.ExpiresAt, 5*time.Second, value)
			assert.Equal(t, i+1, a.Calls(v.Renewal().Name))
			token = next
		}
		assert.Equal(t, 1, a.Calls(a.Operations[0].Name), "logged in once")
	})
}

// SCNet renews with the old token until a day after its end; later it logs in
// where it can, and where it cannot it says that a new token is needed.
func TestSCNetRenewsLogsInOrAsks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		password       bool
		later          time.Duration
		renews, logins int
		fails          bool
	}{
		"fresh, alone":             {false, scnettest.Lifetime / 2, 0, 0, false},
		"fresh, password":          {true, scnettest.Lifetime / 2, 0, 0, false},
		"inside, alone":            {false, scnettest.Lifetime + scnettest.RenewalWindow - time.Minute, 1, 0, false},
		"inside, password":         {true, scnettest.Lifetime + scnettest.RenewalWindow - time.Minute, 1, 0, false},
		"after, alone":             {false, scnettest.Lifetime + scnettest.RenewalWindow + time.Minute, 0, 0, true},
		"after, password":          {true, scnettest.Lifetime + scnettest.RenewalWindow + time.Minute, 0, 1, false},
		"refused inside, alone":    {false, -1, 1, 0, true},
		"refused inside, password": {true, -1, 1, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := seedOnly
			if c.password {
				change = func(*scnet.Credentials) {}
			}
			s, client := scnetClient(t, change)
			first, err := client.Token(t.Context())
			require.NoError(t, err)
			if c.later < 0 {
				s.Advance(scnettest.Lifetime + time.Hour)
				s.RevokeAll()
			} else {
				s.Advance(c.later)
			}
			next, err := client.Token(t.Context())
			assert.Equal(t, c.renews, s.Calls("renewToken"))
			assert.Equal(t, c.logins, s.Calls("createTokens"))
			switch {
			case c.fails:
				require.ErrorIs(t, err, authhooks.ErrRefreshRejected)
				assert.ErrorContains(t, err, "supply a new Credentials.Token")
				assert.NotContains(t, err.Error(), first.Access.Reveal())
				assert.False(t, asError(t, err).Retryable())
			default:
				require.NoError(t, err)
				assert.Equal(t, c.renews+c.logins == 0, next.Access.Equal(first.Access))
				assert.True(t, next.ValidAt(s.Now()))
			}
		})
	}
}

// Whatever happens to an account, in its log at debug level, its events, its
// status and its errors stands no secret: no credential, no token, in no encoding.
func TestWhatIsToldHoldsNoSecret(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		var log tape
		told := make(chan authhooks.Event, 64)
		a := v.start(t, []authtest.Option{authtest.RefreshRotates()}, log.option(), authhooks.WithObserver(func(e authhooks.Event) { told <- e }))
		var secrets []string
		keep := func(token authhooks.Token, err error) {
			require.NoError(t, err)
			secrets = append(secrets, token.Access.Reveal(), token.Refresh.Reveal())
		}
		keep(a.Client.Token(t.Context()))
		first, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		a.Revoke(first)
		_, err = a.call(t, v.Business) // refused, renewed, replayed
		require.NoError(t, err)
		keep(a.Client.Token(t.Context()))
		a.RevokeAll()
		// A vendor that tells in its refusals what it was sent.
		echo := `{"code":"x","error_code":"x","message":"` + strings.Join(secrets, " ") + `","msg":"` + strings.Join(secrets, " ") + `"}`
		a.Fail(authtest.Fault{Status: http.StatusForbidden, Body: echo, Times: -1})
		_, err = a.call(t, v.Business)
		require.Error(t, err)
		close(told)

		all := log.String() + err.Error() + dump(err) + dump(a.Client.Source().Status())
		for e := range told {
			all += dump(e)
		}
		for _, secret := range a.Address.Secrets() { // plain and as a form has it
			secrets = append(secrets, secret, url.QueryEscape(secret))
		}
		n := 0
		for _, secret := range secrets {
			if secret != "" {
				n++
				assert.NotContains(t, all, secret)
			}
		}
		assert.GreaterOrEqual(t, n, 3, "two tokens and a credential at least")
	})
}

// dump prints v in every way that fmt has.
func dump(v any) string { return fmt.Sprintf("%v %+v %#v %s", v, v, v, v) }
