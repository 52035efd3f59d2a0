package simulators_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// success reports whether an answer is like that to the good call e. The answers to one
// request differ only in values.
func (s sim) success(t *testing.T, e, answer authtest.Exchange) bool {
	t.Helper()
	want, err := authtest.Shape(e.ResponseBody)
	require.NoError(t, err)
	got, err := authtest.Shape(answer.ResponseBody)
	return err == nil && got == want && answer.Status == e.Status && documented(s.vendor, e.Op, answer.ResponseBody) == documented(s.vendor, e.Op, e.ResponseBody)
}

func TestBusinessCallsTakeABody(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v)
		p := s.probe(t)
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			e := p.request
			e.Method, e.RequestBody = method, []byte(strings.Repeat("x", 1<<20))
			s.succeeds(t, e, "a business call takes "+method+" with a body")
			assert.Len(t, s.last(t, authtest.OpBusiness).RequestBody, 1<<20, "%s: %s: the record must have the whole body", v.Name, method)
		}
	})
}

func TestCallsAreCounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v)
		counts := map[string]int{}
		for _, e := range s.all(t) {
			before := s.Calls(e.Op)
			s.send(t, e)
			s.refuse(t, e, undocumented)
			assert.Equal(t, before+2, s.Calls(e.Op), "%s: %s: Calls must count a call that succeeds and one that fails", v.Name, e.Op)
			counts[e.Op] = s.Calls(e.Op)
		}
		total := 0
		for _, op := range s.Operations {
			total += counts[op.Name]
		}
		assert.Equal(t, total, s.Calls(""), "%s: Calls of \"\" must count all token operations and no business call", v.Name)
	})
}

func TestCallsAtOnce(t *testing.T) {
	t.Parallel()
	const crowd = 8
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v)
		exchanges := s.all(t)
		before := map[string]int{}
		for _, e := range exchanges {
			before[e.Op] = s.Calls(e.Op)
		}
		var group sync.WaitGroup
		for range crowd {
			for _, e := range exchanges {
				group.Go(func() {
					answer, err := s.trySend(t, e)
					if assert.NoError(t, err, "%s: %s", v.Name, e.Op) {
						assert.Equal(t, documented(s.vendor, e.Op, e.ResponseBody), documented(s.vendor, e.Op, answer.ResponseBody),
							"%s: %s: one of many calls at once is refused", v.Name, e.Op)
						assert.Equal(t, e.Status, answer.Status, "%s: %s", v.Name, e.Op)
					}
				})
			}
			for _, read := range []func(){func() { s.Issued() }, func() { s.Exchanges() }, func() { s.Calls("") }} {
				group.Go(read) // each alone, because the lock of one would hide that another has none
			}
		}
		group.Wait()
		for _, e := range exchanges {
			assert.Equal(t, before[e.Op]+crowd, s.Calls(e.Op), "%s: %s: Calls loses calls that come at once", v.Name, e.Op)
		}
	})
}
