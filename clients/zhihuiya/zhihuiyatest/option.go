package zhihuiyatest

import "github.com/vendorauth/vendorauth-go/authhooks/authtest"

// Option is one of authtest's shared options or one of this package's.
type Option = authtest.Option

// facts are what the page leaves open.
type facts struct {
	wrapped       bool
	errorStatus   int
	stringNumbers bool
}

// WrappedAnswer puts the token into the envelope of business calls. The page
// shows a flat answer; two clients in use read only the wrapped one.
func WrappedAnswer() Option { return authtest.Facts(func(f *facts) { f.wrapped = true }) }

// ErrorStatus is the HTTP status of bad credentials, 200 by default. Clients
// have seen 200 and 401; the page names none.
func ErrorStatus(status int) Option {
	return authtest.Facts(func(f *facts) { f.errorStatus = status })
}

// StringNumbers sends expires_in as a string, as the product does by default
// that this vendor's gateway seems to be. The page has a number.
func StringNumbers() Option { return authtest.Facts(func(f *facts) { f.stringNumbers = true }) }
