package amsutest

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// Option is one of authtest's shared options or one of this package's.
type Option = authtest.Option

// facts are what the page leaves open.
type facts struct {
	errorStatus       int
	putBlocked        bool
	noNewRefreshToken bool
}

// ErrorStatus is the HTTP status of refused credentials and tokens, 401 by
// default. The page says only that it is not 200.
func ErrorStatus(status int) Option {
	return authtest.Facts(func(f *facts) { f.errorStatus = status })
}

// PutBlocked puts a firewall before the vendor that answers every PUT with 405
// and a page of HTML. The vendor's page reckons with such firewalls and names
// a POST to use instead.
func PutBlocked() Option { return authtest.Facts(func(f *facts) { f.putBlocked = true }) }

// NoNewRefreshToken leaves the refresh token out of the answer to a refresh.
// The page says "as the first call answers", which is what happens by default,
// and does not say whether the new refresh token replaces the old.
func NoNewRefreshToken() Option {
	return authtest.Facts(func(f *facts) { f.noNewRefreshToken = true })
}

// firewall is what PutBlocked puts there.
func (s *Server) firewall(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.facts.putBlocked || r.Method != http.MethodPut {
			next.ServeHTTP(w, r)
			return
		}
		_ = authtest.Answer{
			Status: http.StatusMethodNotAllowed, ContentType: "text/html",
			Header: http.Header{"Allow": {"GET, POST"}},
			Body:   []byte("<html><head><title>405 Not Allowed</title></head><body>Method not allowed by policy</body></html>\n"),
		}.Write(w)
	})
}
