package simulators_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// strangers are requests beside e that the vendor may not have.
func strangers(e authtest.Exchange) []authtest.Exchange {
	var list []authtest.Exchange
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		for _, path := range []string{e.Path, e.Path + "/", e.Path + "/nowhere", "/nowhere" + e.Path, "/nowhere", "/"} {
			stranger := e
			stranger.Method, stranger.Path = method, path
			list = append(list, stranger)
		}
	}
	return list
}

func TestUnknownPathsAreNoSuccess(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v)
		router := s.router(t)
		for _, e := range s.all(t) {
			unknown := 0
			for _, stranger := range strangers(e) {
				calls, issued := s.Calls("")+s.Calls(authtest.OpBusiness), len(s.Issued())
				answer := s.send(t, stranger)
				if list := s.RawExchanges(); list[len(list)-1].Op != "" {
					continue // it is another call of the vendor
				}
				unknown++
				assert.False(t, s.success(t, e, answer), "%s: %s %s is no call of the vendor, and is answered like %s: set Vendor.Unknown",
					v.Name, stranger.Method, stranger.Path, e.Op)
				switch code := documented(v, e.Op, answer.ResponseBody); {
				case router == "":
					assert.Equal(t, http.StatusNotFound, answer.Status, "%s: %s %s is no call of the vendor: use authtest.NotFound",
						v.Name, stranger.Method, stranger.Path)
				case code == "":
					assert.Equal(t, 3, answer.Status/100, "%s: %s %s is no call of the vendor: answer with a code of the table or with a redirect, not with HTTP %d",
						v.Name, stranger.Method, stranger.Path, answer.Status)
				}
				assert.Equal(t, calls, s.Calls("")+s.Calls(authtest.OpBusiness), "%s: %s %s is counted as a call of the vendor",
					v.Name, stranger.Method, stranger.Path)
				assert.Len(t, s.Issued(), issued, "%s: %s %s issues a token", v.Name, stranger.Method, stranger.Path)
			}
			assert.GreaterOrEqual(t, unknown, 20, "%s: %s: most of the requests must be no calls of the vendor", v.Name, e.Op)
		}
	})
}
