package hitem3dtest

import "github.com/vendorauth/vendorauth-go/authhooks/authtest"

// Option is one of authtest's shared options or one of this package's.
type Option = authtest.Option

// facts are what the page leaves open.
type facts struct {
	msgKey      bool
	stringCodes bool
}

// MsgKey makes refused token calls say "msg" where the default is "message".
// The page shows the same refusal both ways.
func MsgKey() Option { return authtest.Facts(func(f *facts) { f.msgKey = true }) }

// StringCodes sends every code as a JSON string, as the page's table types it.
// The default is a number, as all its samples have it.
func StringCodes() Option { return authtest.Facts(func(f *facts) { f.stringCodes = true }) }

func (f facts) code(code string) any {
	if f.stringCodes {
		return code
	}
	return authtest.Code(code)
}
