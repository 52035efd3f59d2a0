package hitem3dtest

import "github.com/vendorauth/vendorauth-go/authhooks/authtest"

// Option is a shared option of authtest or an option of this package.
type Option = authtest.Option

// facts holds what the page does not say.
type facts struct {
	msgKey      bool
	stringCodes bool
	scheme      string
}

// MsgKey names the text of refused token calls "msg" instead of "message", the default.
// The page shows the same refusal both ways.
func MsgKey() Option { return authtest.Facts(func(f *facts) { f.msgKey = true }) }

// StringCodes sends every code as a JSON string, as the page's table says. By default a
// code is a number, as in all samples of the page.
func StringCodes() Option { return authtest.Facts(func(f *facts) { f.stringCodes = true }) }

// Scheme sets the word before the token that business calls must carry, Bearer by default.
// The vendor's newer pages show Token, and most clients send Bearer.
func Scheme(word string) Option { return authtest.Facts(func(f *facts) { f.scheme = word }) }

func (f facts) code(code string) any {
	if f.stringCodes {
		return code
	}
	return authtest.Code(code)
}
