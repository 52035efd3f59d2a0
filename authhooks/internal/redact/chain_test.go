package redact

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// texts returns what every error that err leads to says.
func texts(err error) (all []string) {
	if err == nil {
		return nil
	}
	all = append(all, err.Error(), fmt.Sprintf("%v %+v %#v %q", err, err, err, err))
	for _, inner := range unwrap(err) {
		all = append(all, texts(inner)...)
	}
	return all
}

func request(inner error) error {
	return &url.Error{Op: "Post", URL: "http://h/token/canary", Err: inner}
}

func TestCauseNeverHoldsAURLOrASecret(t *testing.T) {
	t.Parallel()
	r := newRedactor("canary")
	inner := io.ErrUnexpectedEOF
	wrapped := fmt.Errorf("login: %w", request(fmt.Errorf("outer: %w", request(inner))))
	got := r.Cause(wrapped)
	require.ErrorIs(t, got, inner)
	assert.Equal(t, inner.Error(), got.Error())
	got = r.Cause(fmt.Errorf("said canary: %w", inner))
	assert.Equal(t, "said [redacted]: unexpected EOF", got.Error())
	require.ErrorIs(t, got, inner)
	assert.Equal(t, inner, errors.Unwrap(got))
	require.NoError(t, r.Cause(nil))
	assert.Equal(t, inner, r.Cause(inner))
	printed := &differ{}
	assert.Equal(printed, got, inner)
	assert.Contains(t, printed.text, "redacted")
	assert.NotContains(t, printed.text, "canary", "testify walks pointers")
}

type differ struct{ text string }

func (d *differ) Errorf(format string, args ...any) { d.text += fmt.Sprintf(format, args...) }

func TestNoLevelOfACauseShowsASecret(t *testing.T) {
	t.Parallel()
	leak, plain := errors.New("bad canary-1"), errors.New("plain")
	op := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	for name, err := range map[string]error{
		"one level down":         coded{7, leak},
		"behind a clean text":    quiet{"no secret here", leak},
		"two levels down":        quiet{"clean", quiet{"clean too", leak}},
		"joined":                 errors.Join(plain, leak, op),
		"joined, wrapped":        fmt.Errorf("outer: %w and %w", quiet{"clean", leak}, errors.Join(op, plain)),
		"joined with a URL":      errors.Join(plain, request(op)),
		"a URL in a clean text":  quiet{"clean", request(errors.Join(leak, plain))},
		"a URL without a cause":  errors.Join(plain, request(nil)),
		"many joined under URLs": request(errors.Join(request(plain), request(leak))),
		"escaped, in a join":     errors.Join(plain, quiet{"clean", errors.New("bad %63anary-1")}),
	} {
		got := newRedactor("canary-1").Cause(err)
		for _, text := range texts(got) {
			assert.NotContains(t, text, "canary", name)
			assert.NotContains(t, text, "http", name)
		}
		var ue *url.Error
		require.NotErrorAs(t, got, &ue, name)
		for _, target := range []error{leak, plain, op, syscall.ECONNREFUSED} {
			assert.Equal(t, errors.Is(err, target), errors.Is(got, target), "%s: %v", name, target)
		}
		var found *net.OpError
		assert.Equal(t, errors.As(err, &found), errors.As(got, &found), name)
		again := newRedactor("canary-1").Cause(got)
		assert.Len(t, texts(again), len(texts(got)), "%s: does not grow", name)
	}
}

// coded is somebody's own type, to be found with errors.As.
type coded struct {
	code  int
	inner error
}

func (c coded) Error() string { return fmt.Sprintf("code %d: %v", c.code, c.inner) }
func (c coded) Unwrap() error { return c.inner }

// quiet says nothing of what it wraps.
type quiet struct {
	text  string
	inner error
}

func (q quiet) Error() string { return q.text }
func (q quiet) Unwrap() error { return q.inner }

func TestAHarmlessErrorIsFoundByItsType(t *testing.T) {
	t.Parallel()
	r := newRedactor("canary-1")
	var found coded
	require.ErrorAs(t, r.Cause(fmt.Errorf("outer: %w", coded{7, io.EOF})), &found)
	assert.Equal(t, coded{7, io.EOF}, found)
	require.ErrorAs(t, r.Cause(quiet{"said canary-1", coded{8, io.EOF}}), &found, "below one that is not")
	assert.Equal(t, 8, found.code)
	require.ErrorAs(t, r.Cause(quiet{"two\nlines", coded{9, io.EOF}}), &found)
	require.NotErrorAs(t, r.Cause(coded{7, errors.New("canary-1")}), &found)
	require.NotErrorAs(t, r.Cause(coded{7, request(io.EOF)}), &found)
	var timeout net.Error
	require.ErrorAs(t, r.Cause(quiet{"said canary-1", context.DeadlineExceeded}), &timeout)
}

// fickle says something else each time.
type fickle struct{ said *int }

func (f fickle) Error() string {
	if *f.said++; *f.said > 2 {
		return "canary-1"
	}
	return "all is well"
}

func TestAnErrorThatChangesItsMindIsKeptAtItsWord(t *testing.T) {
	t.Parallel()
	for _, err := range []error{fickle{new(int)}, fmt.Errorf("outer: %w", fickle{new(int)}), errors.Join(fickle{new(int)}, io.EOF)} {
		got := newRedactor("canary-1").Cause(err)
		require.ErrorIs(t, got, err)
		var found fickle
		for range 9 {
			for _, text := range texts(got) {
				require.NotContains(t, text, "canary")
			}
		}
		_ = err.Error()
		_ = errors.As(got, &found)
		if errors.As(got, &found) {
			require.NotContains(t, found.Error(), "canary")
		}
	}
}

// endless wraps itself; nothing has no text.
type endless struct{ twice bool }

func (endless) Error() string { return "endless" }
func (e endless) Unwrap() []error {
	if e.twice {
		return []error{e, e}
	}
	return []error{e}
}

type nothing struct{ text string }

func (n *nothing) Error() string { return n.text }

func TestErrorsWithoutEndOrText(t *testing.T) {
	t.Parallel()
	r := newRedactor("canary-1")
	for _, err := range []error{endless{}, endless{true}, fmt.Errorf("x: %w", endless{}), errors.Join(io.EOF, endless{true})} {
		assert.Equal(t, errEndless, r.Cause(err))
		assert.Equal(t, errEndless, Finite(err))
	}
	var null *nothing
	assert.Equal(t, "an error of type *redact.nothing without a text", r.Cause(null).Error())
	long := errors.New("canary-1")
	for range 500 {
		long = quiet{"clean", long}
	}
	got := r.Cause(long)
	assert.NotContains(t, strings.Join(texts(got), " "), "canary")
	assert.Equal(t, long, Finite(long))
	require.ErrorIs(t, got, long)
}
