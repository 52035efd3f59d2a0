package authhooks

import "github.com/vendorauth/vendorauth-go/authhooks/internal/redact"

// failure is the cause of a transport error in words: what happened, and what to
// do about it.
type failure struct {
	text  string
	err   error // what the transport said, without secrets; nil if text says it all
	class error // context.Canceled or context.DeadlineExceeded; nil for other failures
}

// Error puts the transport's own words last: a cap cuts there.
func (f *failure) Error() string {
	if f.err == nil {
		return f.text
	}
	return redact.Printable(f.text+" ("+f.err.Error()+")", maxMessage)
}

func (f *failure) Is(target error) bool { return target == f.class }

func (f *failure) Unwrap() error { return f.err }
