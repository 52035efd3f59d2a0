package amsutest

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// Option is a shared option of authtest or an option of this package.
type Option = authtest.Option

// facts holds what the page does not say.
type facts struct {
	errorStatus       int
	noNewRefreshToken bool
}

// ErrorStatus sets the HTTP status of refused credentials and tokens, 401 by default. The
// page says only that it is not 200.
func ErrorStatus(status int) Option {
	return authtest.Facts(func(f *facts) { f.errorStatus = status })
}

// PutBlocked puts a firewall in front of the vendor. The firewall answers every PUT with
// 405 and an HTML page. The vendor's page expects such firewalls and names a POST to use
// instead.
func PutBlocked() Option { return authtest.MethodBlocked(http.MethodPut) }

// NoNewRefreshToken leaves the refresh token out of the answer to a refresh. By default
// the answer has one, because the page says "as the first call answers". The page does
// not say whether the new refresh token replaces the old one.
func NoNewRefreshToken() Option {
	return authtest.Facts(func(f *facts) { f.noNewRefreshToken = true })
}
