package authhooks

import "github.com/vendorauth/vendorauth-go/authhooks/internal/redact"

// failure is the cause of a transport error. It says what happened and what to do.
type failure struct {
	text  string
	err   error // what the transport said, without secrets, or nil
	class error // context.Canceled, context.DeadlineExceeded, or nil for other failures
}

// Error puts the transport's own text last, since the cap cuts the end.
func (f *failure) Error() string {
	if f.err == nil {
		return f.text
	}
	return redact.Printable(f.text+" ("+f.err.Error()+")", maxMessage)
}

func (f *failure) Is(target error) bool { return target == f.class }

func (f *failure) Unwrap() error { return f.err }
