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
func PutBlocked() Option { return authtest.MethodBlocked(http.MethodPut) }

// NoNewRefreshToken leaves the refresh token out of the answer to a refresh.
// The page says "as the first call answers", which is what happens by default,
// and does not say whether the new refresh token replaces the old.
func NoNewRefreshToken() Option {
	return authtest.Facts(func(f *facts) { f.noNewRefreshToken = true })
}
