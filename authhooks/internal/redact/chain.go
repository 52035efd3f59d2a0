package redact

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"strings"
)

const (
	// MaxCause is how many runes of a cause's text are kept.
	MaxCause = 256
	// maxLevels is how many errors of a chain are looked at. maxWalk is the same for a
	// chain that may have no end.
	maxLevels = 64
	maxWalk   = 4096
)

var errEndless = errors.New("an error that wraps too many errors")

// Finite returns err, or another error if err wraps itself or thousands of errors.
// errors.Is and errors.As would not return from such an error.
func Finite(err error) error {
	left := maxWalk
	if !finite(err, &left) {
		return errEndless
	}
	return err
}

func finite(err error, left *int) bool {
	if *left--; *left < 0 {
		return false
	}
	for _, inner := range unwrap(err) {
		if !finite(inner, left) {
			return false
		}
	}
	return true
}

// unwrap returns what err wraps, one or several.
func unwrap(err error) (inner []error) {
	defer func() { _ = recover() }() // a nil pointer may panic
	switch e := err.(type) {         //nolint:errorlint // one level at a time
	case interface{ Unwrap() error }:
		inner = []error{e.Unwrap()}
	case interface{ Unwrap() []error }:
		inner = e.Unwrap()
	}
	kept := make([]error, 0, len(inner))
	for _, e := range inner {
		if e != nil {
			kept = append(kept, e)
		}
	}
	return kept
}

// Cause returns err as it may be shown. No text on any level of what it unwraps to holds
// a secret. No level is a *url.Error, which prints a URL. Cause removes such a level, and
// the levels around it, which print the URL too. errors.Is works as on err itself.
// errors.As works if the error that it finds is harmless, with its fields and all that it
// wraps.
func (r *Redactor) Cause(err error) error {
	left := maxLevels
	return r.cause(Finite(err), &left).error
}

// level is an error as it may be shown.
type level struct {
	error

	same     bool // it is the error itself
	harmless bool // neither its text nor its fields hold a secret
	hasURL   bool // it was a *url.Error or wraps one
}

func (r *Redactor) cause(err error, left *int) level {
	if err == nil {
		return level{same: true, harmless: true}
	}
	if *left--; *left < 0 {
		return level{error: errEndless}
	}
	_, isURL := err.(*url.Error) //nolint:errorlint // one level at a time
	own := level{same: !isURL, harmless: !isURL, hasURL: isURL}
	var inner several
	for _, e := range unwrap(err) {
		l := r.cause(e, left)
		own.same, own.harmless, own.hasURL = own.same && l.same, own.harmless && l.harmless, own.hasURL || l.hasURL
		inner = append(inner, l.error)
	}
	if own.hasURL && len(inner) == 1 {
		own.error = inner[0]
		return own
	}
	text := textOf(err)
	if own.hasURL {
		text = "a request failed: " + inner.Error()
	}
	own.harmless = own.harmless && r.hide(text) == text && !r.holds(err)
	shown := r.Clean(text, MaxCause)
	if own.same = own.same && own.harmless && shown == text && lasting(err); own.same {
		own.error = err
		return own
	}
	own.error = r.struck(err, shown, own.harmless, inner)
	return own
}

// struck returns a substitute for err, whose own text or fields must not be shown.
func (r *Redactor) struck(err error, shown string, harmless bool, inner several) error {
	struck := &struckError{text: shown, is: func(target error) bool { return errors.Is(err, target) }}
	if harmless {
		struck.as = func(target any) bool {
			left := maxLevels // its text may have changed by now
			return r.cause(err, &left).harmless && assign(err, target)
		}
	}
	if len(inner) == 1 {
		struck.inner = inner[0]
	} else if len(inner) > 1 {
		struck.inner = inner
	}
	return struck
}

// textOf reads an error that may be a nil pointer, and panic.
func textOf(err error) (text string) {
	defer func() {
		if recover() != nil {
			text = fmt.Sprintf("an error of type %T without a text", err)
		}
	}()
	return err.Error()
}

// lastingTypes are types of errors in the standard library that hold nothing beyond their
// text. Other errors do. The text of an *exec.ExitError says nothing about its Stderr.
var lastingTypes = map[string]bool{
	"errors.errorString": true, "errors.joinError": true, "fmt.wrapError": true, "fmt.wrapErrors": true,
	"context.deadlineExceededError": true, "internal/poll.DeadlineExceededError": true, "internal/poll.errNetClosing": true,
	"syscall.Errno": true, "os.SyscallError": true, "io/fs.PathError": true, "strconv.NumError": true,
	"net.OpError": true, "net.DNSError": true, "net.AddrError": true, "net.ParseError": true,
	"net.timeoutError": true, "net.canceledError": true, "net.UnknownNetworkError": true,
	"net/http.timeoutError": true, "net/http.tlsHandshakeTimeoutError": true,
	"crypto/tls.AlertError": true, "encoding/json.SyntaxError": true,
}

// lasting reports whether an error will always say what it says now, and shows nothing
// else to a printer of fields. This is true of what Cause made, and of lastingTypes. Of
// other errors only the text is kept.
func lasting(err error) bool {
	switch err.(type) { //nolint:errorlint // this error alone
	case *struckError, several:
		return true
	}
	t := reflect.TypeOf(err)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return lastingTypes[t.PkgPath()+"."+t.Name()]
}

// assign is errors.As for err itself, without what err wraps.
func assign(err error, target any) bool {
	if v := reflect.ValueOf(target).Elem(); reflect.TypeOf(err).AssignableTo(v.Type()) {
		v.Set(reflect.ValueOf(err))
		return true
	}
	as, ok := err.(interface{ As(target any) bool })
	return ok && as.As(target)
}

// struckError stands for an error whose own text must not be shown, nor found by a
// printer that walks pointers.
type struckError struct {
	text  string
	inner error
	is    func(target error) bool
	as    func(target any) bool
}

func (e *struckError) Error() string        { return e.text }
func (e *struckError) Unwrap() error        { return e.inner }
func (e *struckError) Is(target error) bool { return e.is(target) }
func (e *struckError) As(target any) bool   { return e.as != nil && e.as(target) }

// several is an error that wraps a list of errors.
type several []error

func (s several) Unwrap() []error { return s }

func (s several) Error() string {
	texts := make([]string, len(s))
	for i, e := range s {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}
