package authtest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// A documented business call counts under its own name and as a business call. Both names
// find it, and the name of all token calls does not.
func TestDocumentedBusinessCalls(t *testing.T) {
	t.Parallel()
	const ordinary, fault = http.StatusForbidden, http.StatusTeapot
	v := newToy(t)
	us := func() int { return v.call(t, http.MethodGet, "/us", "", "").Status }
	me := func() int { return v.call(t, http.MethodGet, "/me", "", "").Status }
	for _, c := range []struct {
		op            string
		us, me, login int
	}{
		{"us", fault, ordinary, ordinary},
		{authtest.OpBusiness, fault, fault, ordinary},
		{"", ordinary, ordinary, fault},
		{"login", ordinary, ordinary, fault},
	} {
		v.Fail(authtest.Fault{Op: c.op, Status: fault, Times: -1})
		assert.Equal(t, c.us, us(), c.op)
		assert.Equal(t, c.me, me(), c.op)
		assert.Equal(t, c.login, v.call(t, http.MethodPost, "/login", "", "").Status, c.op)
		v.ClearFaults()
	}
	assert.Equal(t, 4, v.Calls("us"))
	assert.Equal(t, 8, v.Calls(authtest.OpBusiness))
	assert.Equal(t, 4, v.Calls("login"))
	assert.Equal(t, 4, v.Calls(""))
	assert.Zero(t, v.Calls("them"))
	us()
	last := v.Last(1)[0]
	assert.Equal(t, authtest.OpBusiness, last.Op)
	assert.JSONEq(t, `{"op":"business","code":7}`, string(last.ResponseBody), "the vendor refuses it as a business call")
	v.Fail(authtest.Fault{Op: "them", Code: "1"})
	assert.Equal(t, http.StatusInternalServerError, us(), "no such operation")
}

func TestLimitsOfDocumentedBusinessCalls(t *testing.T) {
	t.Parallel()
	for _, op := range []string{"us", authtest.OpBusiness, ""} {
		v := newToy(t, authtest.WithClock(authtest.NewFrozenClock(time.Unix(1e9, 0))), authtest.WithLimit(authtest.Limit{Op: op, Calls: 1, Per: time.Minute}))
		first, second := v.call(t, http.MethodGet, "/us", "", ""), v.call(t, http.MethodGet, "/us", "", "")
		assert.Equal(t, http.StatusForbidden, first.Status, op)
		assert.Equal(t, op != "", second.Status == http.StatusTooManyRequests, op)
	}
}
