package conformance_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

func hummingbirdClient(t *testing.T, opts ...authhooks.Option) (*hummingbirdtest.Server, *hummingbird.Client) {
	t.Helper()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	c, err := hummingbird.New(s.URL, s.Credentials(), append([]authhooks.Option{authhooks.WithClock(s.Now)}, opts...)...)
	require.NoError(t, err)
	closed(t, c)
	return s, c
}

func TestHummingbirdTraps(t *testing.T) {
	t.Parallel()
	t.Run("expire is absolute seconds by the gateway's clock, t its milliseconds", func(t *testing.T) {
		t.Parallel()
		for _, clock := range []time.Time{time.Now(), time.Date(2019, 5, 1, 0, 0, 0, 5e6, time.UTC), time.Now().Add(7 * time.Minute)} {
			s, c := hummingbirdClient(t)
			s.Fail(authtest.Fault{Op: "login", Status: http.StatusOK, Body: fmt.Sprintf(
				`{"code":0,"success":true,"t":%d,"result":{"access_token":"a.b.c","expire":%d,"refresh_token":%q}}`,
				clock.UnixMilli(), clock.Unix()+7200, jwt(`{"exp":%d}`, clock.Unix()+1209600))})
			token, err := c.Token(t.Context())
			require.NoError(t, err)
			assert.WithinDuration(t, s.Now().Add(2*time.Hour), token.ExpiresAt, 2*time.Second)
			assert.WithinDuration(t, s.Now().Add(14*24*time.Hour), token.RefreshExpiresAt, 2*time.Second)
			assert.Equal(t, clock.UnixMilli(), token.IssuedAt.UnixMilli(), "what the gateway says")
		}
	})
	t.Run("the refresh token's end is a claim, else nobody's", func(t *testing.T) {
		t.Parallel()
		s, c := hummingbirdClient(t)
		s.Fail(authtest.Fault{Op: "login", Status: http.StatusOK, Body: `{"code":0,"success":true,"t":1,"result":{"access_token":"a","expire":7201,"refresh_token":"opaque"}}`})
		token, err := c.Token(t.Context())
		require.NoError(t, err)
		assert.True(t, token.RefreshExpiresAt.IsZero())
		assert.Equal(t, "opaque", token.Refresh.Reveal())
	})
	t.Run("a code without a text, and the other envelope", func(t *testing.T) {
		t.Parallel()
		s, c := hummingbirdClient(t)
		s.Fail(authtest.Fault{Op: "login", Code: "20101"})
		_, err := c.Login(t.Context())
		require.ErrorIs(t, err, hummingbird.ErrWrongPassword)
		assert.Empty(t, asError(t, err).Message)
		assert.NotEmpty(t, asError(t, err).RequestID)
		s.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: "20604"})
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/v1.0/openapi/products", nil)
		require.NoError(t, err)
		resp, err := c.HTTPClient().Do(req)
		require.NoError(t, err)
		require.ErrorIs(t, c.CheckResponse(resp), hummingbird.ErrProductNotFound)
		require.NoError(t, resp.Body.Close())
	})
	t.Run("10001 means one thing at a login and another in a business call", func(t *testing.T) {
		t.Parallel()
		s, c := hummingbirdClient(t, authhooks.WithRetries(0))
		business := func(path string) error {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
			require.NoError(t, err)
			resp, err := c.HTTPClient().Do(req)
			require.NoError(t, err)
			defer resp.Body.Close() //nolint:errcheck // it was read
			return c.CheckResponse(resp)
		}
		for _, op := range []string{"login", "refreshToken"} {
			s.Fail(authtest.Fault{Op: op, Code: "10001"})
			_, err := c.Login(t.Context())
			if op == "refreshToken" {
				_, err = c.RefreshToken(t.Context(), authhooks.NewSecret("x"))
			}
			require.ErrorIs(t, err, hummingbird.ErrSigningFailed)
			require.NotErrorIs(t, err, hummingbird.ErrUnspecified)
			assert.Equal(t, authhooks.KindUnavailable, asError(t, err).Kind)
			assert.True(t, asError(t, err).Retryable())
		}
		before := s.Calls("login")
		err := business("/v1.0/openapi/device/nope")
		require.ErrorIs(t, err, hummingbird.ErrUnspecified)
		require.NotErrorIs(t, err, hummingbird.ErrSigningFailed)
		assert.Equal(t, authhooks.KindUnknown, asError(t, err).Kind)
		assert.False(t, asError(t, err).Retryable())
		assert.Equal(t, "系统错误", asError(t, err).Message)
		assert.Equal(t, 1, s.Calls("login")-before, "no renewal")
	})
	t.Run("a name that exists is the request's fault", func(t *testing.T) {
		t.Parallel()
		s, c := hummingbirdClient(t)
		for i := range 2 {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/v1.0/openapi/product", strings.NewReader(`{"name":"sensor"}`))
			require.NoError(t, err)
			req.Header.Set("Content-Type", "application/json")
			resp, err := c.HTTPClient().Do(req)
			require.NoError(t, err)
			err = c.CheckResponse(resp)
			require.NoError(t, resp.Body.Close())
			if i == 0 {
				require.NoError(t, err)
				continue
			}
			require.ErrorIs(t, err, hummingbird.ErrAlreadyExists)
			require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
			assert.False(t, asError(t, err).Retryable())
		}
	})
	t.Run("code 0 without success is no success", func(t *testing.T) {
		t.Parallel()
		for _, body := range []string{`{"code":0}`, `{"code":0,"result":{"access_token":"a"}}`, `{"code":0,"success":false,"result":{"access_token":"a"}}`, `{"success":true,"result":{"access_token":"a"}}`} {
			s, c := hummingbirdClient(t)
			s.Fail(authtest.Fault{Op: "login", Status: http.StatusOK, Body: body})
			_, err := c.Login(t.Context())
			require.ErrorIs(t, err, authhooks.ErrProtocol, body)
		}
	})
	t.Run("what only a login or a refresh says has no such meaning in a business call", func(t *testing.T) {
		t.Parallel()
		for _, code := range []string{"500", "1010", "1011", "20101"} {
			s, c := hummingbirdClient(t)
			for status, want := range map[int]authhooks.Kind{http.StatusOK: authhooks.KindUnknown, http.StatusServiceUnavailable: authhooks.KindUnavailable} {
				s.Fail(authtest.Fault{Op: authtest.OpBusiness, Status: status, Body: `{"success":false,"errorCode":` + code + `,"result":[]}`})
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/v1.0/openapi/products", nil)
				require.NoError(t, err)
				resp, err := c.HTTPClient().Do(req)
				require.NoError(t, err)
				e := asError(t, c.CheckResponse(resp))
				require.NoError(t, resp.Body.Close())
				assert.Equal(t, want, e.Kind, "%s %d", code, status)
				assert.Equal(t, code, e.Code)
				require.NoError(t, e.Err, "no meaning of another call")
			}
		}
	})
	t.Run("1010, 1011 and 500 on a refresh mean: log in again", func(t *testing.T) {
		t.Parallel()
		for _, code := range []string{"1010", "1011", "500"} {
			s, c := hummingbirdClient(t)
			first, err := c.Token(t.Context())
			require.NoError(t, err)
			s.Fail(authtest.Fault{Op: "refreshToken", Code: code})
			require.True(t, c.Source().Invalidate(first))
			_, err = c.Token(t.Context())
			require.NoError(t, err)
			assert.Equal(t, 2, s.Calls("login"), code)
		}
	})
	t.Run("an outage on a refresh is no reason to log in", func(t *testing.T) {
		t.Parallel()
		s, c := hummingbirdClient(t, authhooks.WithRetries(0))
		first, err := c.Token(t.Context())
		require.NoError(t, err)
		s.Fail(authtest.Fault{Op: "refreshToken", Status: http.StatusBadGateway, Body: "<html>", Times: -1})
		require.True(t, c.Source().Invalidate(first))
		_, err = c.Token(t.Context())
		require.ErrorIs(t, err, authhooks.ErrUnavailable)
		assert.Equal(t, 1, s.Calls("login"))
		s.ClearFaults()
		s.Advance(2 * time.Second)
		_, err = c.Token(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, s.Calls("login"), "the refresh token was not lost")
	})
	t.Run("a refresh within one second returns the same bytes", func(t *testing.T) {
		t.Parallel()
		clock := authtest.NewFrozenClock(time.Now())
		s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"), authtest.WithClock(clock))
		c, err := hummingbird.New(s.URL, s.Credentials(), authhooks.WithClock(s.Now))
		require.NoError(t, err)
		closed(t, c)
		first, err := c.Token(t.Context())
		require.NoError(t, err)
		require.True(t, c.Source().Invalidate(first))
		again, err := c.Token(t.Context())
		require.NoError(t, err)
		require.True(t, again.Access.Equal(first.Access))
		assert.False(t, c.Source().Invalidate(again), "the refusal is believed")
	})
	t.Run("a refresh token echoed by something that speaks no HTTP is struck out", func(t *testing.T) {
		t.Parallel()
		c, err := hummingbird.New("http://127.0.0.1:1", hummingbird.Credentials{Username: "u", Password: authhooks.NewSecret("p4ssw0rd")},
			authhooks.WithHTTPClient(&http.Client{Transport: echoing{}}))
		require.NoError(t, err)
		closed(t, c)
		_, err = c.RefreshToken(t.Context(), authhooks.NewSecret("canary-opaque"))
		require.ErrorIs(t, err, authhooks.ErrTransport)
		assert.NotContains(t, err.Error(), "canary")
		assert.ErrorContains(t, err, "malformed")
	})
}

// echoing fails with the request's path in its text.
type echoing struct{}

func (echoing) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("malformed HTTP response %q", r.URL.Path)
}
