package authtest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func (v *toy) token(t *testing.T) string {
	t.Helper()
	e := v.call(t, http.MethodPost, "/login", basic(v.secret), "")
	require.Equal(t, http.StatusOK, e.Status)
	var answer toyToken
	require.NoError(t, json.Unmarshal(e.ResponseBody, &answer))
	return answer.Token
}

func basic(secret string) string {
	req := http.Request{Header: http.Header{}}
	req.SetBasicAuth("me", secret)
	return req.Header.Get("Authorization")
}

func TestTokenLivesOnTheVirtualClock(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	token := v.token(t)
	business := func() int {
		e := v.call(t, http.MethodGet, "/me", "Bearer "+token, "")
		return e.Status
	}
	assert.Equal(t, http.StatusOK, business())
	v.Advance(time.Hour)
	assert.Equal(t, http.StatusForbidden, business())
	v.Advance(-time.Hour)
	assert.Equal(t, http.StatusOK, business())
	v.Revoke(authhooks.Token{Access: authhooks.NewSecret(token)})
	assert.Equal(t, http.StatusForbidden, business())
	token = v.token(t)
	assert.Equal(t, http.StatusOK, business())
	v.RevokeAll()
	assert.Equal(t, http.StatusForbidden, business())

	assert.Equal(t, 2, v.Calls("login"))
	assert.Equal(t, 2, v.Calls(""))
	assert.Equal(t, 6, v.Calls(authtest.OpBusiness))
	assert.Zero(t, v.Calls("other"))
}

func TestDateIsOfTheVirtualClock(t *testing.T) {
	t.Parallel()
	clock := authtest.NewFrozenClock(time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC))
	v := newToy(t, authtest.WithClock(clock))
	for _, path := range []string{"/login", "/me", "/nowhere"} {
		e := v.call(t, http.MethodPost, path, "", "")
		assert.Equal(t, "Tue, 06 May 2031 07:08:09 GMT", e.ResponseHeader.Get("Date"), path)
	}
	clock.Advance(time.Second)
	assert.Equal(t, clock.Now(), v.Now())
	e := v.call(t, http.MethodPost, "/login", "", "")
	assert.Equal(t, "Tue, 06 May 2031 07:08:10 GMT", e.ResponseHeader.Get("Date"))
}

func TestOnlyDocumentedRoutesAnswer(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	for _, c := range [][2]string{
		{http.MethodGet, "/login"},
		{http.MethodPost, "/login/"},
		{http.MethodPost, "//login"},
		{http.MethodHead, "/me"},
		{http.MethodDelete, "/me"},
		{http.MethodGet, "/"},
		{http.MethodGet, "/me/x"},
		{http.MethodGet, "/ME"},
	} {
		e := v.call(t, c[0], c[1], "", "")
		assert.Equal(t, http.StatusNotFound, e.Status, "%s %s", c[0], c[1])
	}
	assert.Zero(t, v.Calls(""))
	assert.Len(t, v.Exchanges(), 8, "they are on record all the same")
}

func TestRouteMatchesDecodedSegments(t *testing.T) {
	t.Parallel()
	route := authtest.Route{Method: http.MethodPost, Path: "/token/{refreshToken}"}
	assert.True(t, route.Match(http.MethodPost, "/token/abc"))
	for _, path := range []string{"/token/", "/token", "/token/a/b", "/token/.", "/token/..", "/tokens/abc", ""} {
		assert.False(t, route.Match(http.MethodPost, path), path)
	}
	assert.False(t, route.Match(http.MethodGet, "/token/abc"))
}

func TestOptions(t *testing.T) {
	t.Parallel()
	loud := newToy(t, authtest.WithLifetime(90*time.Second), authtest.Facts(func(b *bool) { *b = true }))
	e := loud.call(t, http.MethodPost, "/login", basic(loud.secret), "")
	assert.Contains(t, string(e.ResponseBody), `"shout":true,"expires_in":90`)

	for name, opt := range map[string]authtest.Option{
		"another vendor's": authtest.Facts(func(*int) {}),
		"no lifetime":      authtest.WithLifetime(0),
		"no clock":         authtest.WithClock(nil),
	} {
		_, err := startToy(opt)
		require.Error(t, err, name)
	}
	_, err := authtest.NewSim(nil, authtest.Facts(func(*int) {}))
	require.Error(t, err)
}

// failing is a TB. Its test has failed once Fatalf was called.
type failing struct{ said string }

func (f *failing) Helper()                        {}
func (f *failing) Cleanup(func())                 {}
func (f *failing) Fatalf(format string, _ ...any) { f.said = format }

func TestStartReportsBadOptions(t *testing.T) {
	t.Parallel()
	var tb failing
	assert.Nil(t, authtest.Start(&tb, startToy, authtest.WithLifetime(-1)))
	assert.NotEmpty(t, tb.said)
}

func TestCloseIsIdempotentAndWaitsForCalls(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	v.Fail(authtest.Fault{Op: "login", Code: "5", Hold: make(chan struct{})})
	answered := make(chan string)
	go func() {
		e, err := authtest.Send(t.Context(), http.MethodPost, v.URL+"/login", nil, "")
		assert.NoError(t, err)
		answered <- string(e.ResponseBody)
	}()
	require.Eventually(t, func() bool { return v.Calls("login") == 1 }, 10*time.Second, time.Millisecond)
	var group sync.WaitGroup
	for range 3 {
		group.Go(v.Close)
	}
	assert.JSONEq(t, `{"op":"login","code":5}`, <-answered, "the call under way got its answer")
	group.Wait()
	v.Close()

	_, err := authtest.Send(t.Context(), http.MethodGet, v.URL+"/me", nil, "")
	require.Error(t, err)
	assert.Len(t, v.Exchanges(), 1, "the record can be read after the end")
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			token := v.token(t)
			e := v.call(t, http.MethodPost, "/me", "Bearer "+token, strings.Repeat("x", 1<<10))
			assert.Equal(t, http.StatusOK, e.Status)
			v.Exchanges()
			v.Now()
		})
	}
	group.Wait()
	assert.Equal(t, 20, v.Calls("login"))
	assert.Equal(t, 20, v.Calls(authtest.OpBusiness))
	assert.Len(t, v.RawExchanges(), 40)
}

func TestEscapedPathIsTheSamePath(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	e := v.call(t, http.MethodPost, "/%6Cogin", basic(v.secret), "")
	assert.Equal(t, http.StatusOK, e.Status)
	assert.Equal(t, "/%6Cogin", v.RawExchanges()[0].Path)
}
