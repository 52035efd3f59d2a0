package zhihuiyatest

import "github.com/vendorauth/vendorauth-go/authhooks/authtest"

// Option is a shared option of authtest or an option of this package.
type Option = authtest.Option

// facts holds what the page does not say.
type facts struct {
	wrapped                     bool
	errorStatus, keyErrorStatus int
	stringNumbers               bool
}

// WrappedAnswer puts the token into the envelope of business calls. The page shows a flat
// answer, but two clients in use read only the wrapped answer.
func WrappedAnswer() Option { return authtest.Facts(func(f *facts) { f.wrapped = true }) }

// ErrorStatus sets the HTTP status of bad credentials, 200 by default. Clients have seen
// 200 and 401. The page names no status.
func ErrorStatus(status int) Option {
	return authtest.Facts(func(f *facts) { f.errorStatus = status })
}

// KeyErrorStatus sets the HTTP status of a refused API key, 200 by default. The vendor
// documents 401 for business calls, and clients have seen codes inside 200.
func KeyErrorStatus(status int) Option {
	return authtest.Facts(func(f *facts) { f.keyErrorStatus = status })
}

// StringNumbers sends expires_in as a string. This vendor's gateway seems to be a product
// that does so by default. The page has a number.
func StringNumbers() Option { return authtest.Facts(func(f *facts) { f.stringNumbers = true }) }
