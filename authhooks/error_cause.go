package authhooks

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/redact"
)

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

var errProbe = errors.New("probe")

// tame makes an error of the user's code safe for errors.Is and errors.As. It replaces an
// error that is a nil pointer, and an error whose methods panic. A panic on the goroutine
// of a fetch would end the process.
func tame(err error) (safe error) {
	if err == nil {
		return nil
	}
	if v := reflect.ValueOf(err); v.Kind() == reflect.Pointer && v.IsNil() {
		return fmt.Errorf("an error that is a nil pointer of type %T: return nil instead", err)
	}
	defer func() {
		if recover() != nil {
			safe = fmt.Errorf("an error of type %T whose methods panic", err)
		}
	}()
	safe = redact.Finite(err)
	_ = safe.Error()
	_, _ = asError(safe)
	_ = errors.Is(safe, errProbe) || isTimeout(safe) || isNetwork(safe)
	return safe
}
