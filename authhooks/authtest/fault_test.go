package authtest_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func TestFaultByCode(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	v.Fail(authtest.Fault{Op: "login", Code: "42"})
	e := v.call(t, http.MethodPost, "/login", basic(v.secret), "")
	assert.Equal(t, http.StatusForbidden, e.Status)
	assert.JSONEq(t, `{"op":"login","code":42}`, string(e.ResponseBody))
	v.token(t) // once only

	v.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: "NO.SUCH", Status: http.StatusBadGateway})
	e = v.call(t, http.MethodGet, "/me", "", "")
	assert.Equal(t, http.StatusBadGateway, e.Status)
	assert.JSONEq(t, `{"op":"business","code":"NO.SUCH"}`, string(e.ResponseBody))
}

func TestFaultByBytes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault             authtest.Fault
		status            int
		contentType, body string
	}{
		"status only":  {authtest.Fault{Status: 503}, 503, "", ""},
		"body only":    {authtest.Fault{Body: `{"a":`}, 200, "application/json", `{"a":`},
		"both":         {authtest.Fault{Status: 502, Body: "<html>", ContentType: "text/html"}, 502, "text/html", "<html>"},
		"no type":      {authtest.Fault{Body: "<html>", Header: http.Header{"content-type": nil}}, 200, "", "<html>"},
		"no content":   {authtest.Fault{Status: 204, Body: "never sent"}, 204, "application/json", ""},
		"type by hand": {authtest.Fault{Body: "x", Header: http.Header{"Content-Type": {"a/b"}}}, 200, "a/b", "x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newToy(t)
			v.Fail(c.fault)
			e := v.call(t, http.MethodPost, "/login", basic(v.secret), "")
			assert.Equal(t, c.status, e.Status)
			assert.Equal(t, c.contentType, e.ResponseHeader.Get("Content-Type"))
			assert.Equal(t, c.body, string(e.ResponseBody))
		})
	}
}

func TestFaultChangesTheRealAnswer(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	v.Fail(authtest.Fault{ContentType: "text/plain", Header: http.Header{"retry-after": {"7"}, "Date": nil}})
	e := v.call(t, http.MethodPost, "/login", basic(v.secret), "")
	assert.Equal(t, http.StatusOK, e.Status)
	assert.Equal(t, "text/plain", e.ResponseHeader.Get("Content-Type"))
	assert.Equal(t, "7", e.ResponseHeader.Get("Retry-After"))
	assert.Empty(t, e.ResponseHeader.Values("Date"))
	assert.Contains(t, string(e.ResponseBody), `"token"`)
}

func TestFaultsAreUsedInOrder(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	v.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: "9"})
	v.Fail(authtest.Fault{Code: "1", Times: 2}) // any token operation
	v.Fail(authtest.Fault{Op: "login", Code: "2"})
	v.Fail(authtest.Fault{Op: "login", Code: "3", Times: -1})
	for _, want := range []string{"1", "1", "2", "3", "3", "3"} {
		e := v.call(t, http.MethodPost, "/login", basic(v.secret), "")
		assert.JSONEq(t, `{"op":"login","code":`+want+`}`, string(e.ResponseBody))
	}
	v.ClearFaults()
	token := v.token(t)
	e := v.call(t, http.MethodGet, "/me", "Bearer "+token, "")
	assert.Equal(t, http.StatusOK, e.Status, "the business fault was cleared too")
	assert.Equal(t, 7, v.Calls("login"), "failed calls count")
}

func TestFaultForAnOperationThatDoesNotExist(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	v.Fail(authtest.Fault{Op: "refreshToken", Code: "1"})
	e := v.call(t, http.MethodPost, "/login", basic(v.secret), "")
	assert.Equal(t, http.StatusInternalServerError, e.Status)
	assert.Equal(t, `authtest: Fail: toy has no operation "refreshToken"`, string(e.ResponseBody))
	v.ClearFaults()
	v.token(t)
}

// logging has what a test's log got.
type logging struct {
	testing.TB

	said []string
}

func (l *logging) Logf(format string, args ...any) {
	l.said = append(l.said, fmt.Sprintf(format, args...))
}

func TestTheLogNamesTheOperations(t *testing.T) {
	t.Parallel()
	tb := &logging{TB: t}
	v := authtest.Start(tb, startToy)
	v.Fail(authtest.Fault{Op: "Login"})
	assert.Equal(t, []string{`authtest: Fail: toy has no operation "Login". It has business, login, us`}, tb.said)
}

func TestFaultHoldsTheAnswerBack(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	hold := make(chan struct{})
	v.Fail(authtest.Fault{Op: "login", Hold: hold})
	done := make(chan string)
	go func() {
		e, err := authtest.Send(t.Context(), http.MethodPost, v.URL+"/login", http.Header{"Authorization": {basic(v.secret)}}, "")
		assert.NoError(t, err)
		done <- string(e.ResponseBody)
	}()
	require.Eventually(t, func() bool { return v.Calls("login") == 1 }, 10*time.Second, time.Millisecond)
	select {
	case <-done:
		t.Fatal("answered before its time")
	default:
	}
	close(hold)
	assert.Contains(t, <-done, `"token"`)
}

func TestDelayedAnswerIsDecidedBeforeAndLostToWhoLeaves(t *testing.T) {
	t.Parallel()
	v := newToy(t)
	v.Fail(authtest.Fault{Op: "login", Delay: time.Millisecond})
	v.token(t)

	v.Fail(authtest.Fault{Op: "login", Delay: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		_, err := authtest.Send(ctx, http.MethodPost, v.URL+"/login", http.Header{"Authorization": {basic(v.secret)}}, "")
		gone <- err
	}()
	require.Eventually(t, func() bool { return v.Calls("login") == 2 }, 10*time.Second, time.Millisecond)
	cancel()
	require.ErrorIs(t, <-gone, context.Canceled)
	require.Eventually(t, func() bool { return len(v.Exchanges()) == 2 }, 10*time.Second, time.Millisecond)
	last := v.RawExchanges()[1]
	assert.True(t, last.Lost)
	assert.Contains(t, string(last.ResponseBody), `"token"`, "the vendor believes that it issued one")
}
