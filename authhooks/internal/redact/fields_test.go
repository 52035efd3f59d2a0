package redact

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os/exec"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// beside is an error that has more than its text.
type beside struct {
	text   string
	fields any
}

func (b beside) Error() string { return b.text }

// listed holds bytes in every way, one of them unexported.
type listed struct {
	error
	raw   []byte
	fixed [12]byte
}

// An error of a package without a dot in its path, or of none, is no error of the
// standard library; and not each of that is harmless.
func TestAnErrorWithMoreThanItsTextIsNotKept(t *testing.T) {
	t.Parallel()
	said := errors.New("login failed")
	anonymous := &struct {
		error
		Body string
	}{said, `{"password":"unknown-canary"}`}
	for name, err := range map[string]error{
		"no type's name":     anonymous,
		"its value":          *anonymous,
		"of the library":     &exec.ExitError{Stderr: []byte("unknown-canary")},
		"of the library too": &exec.Error{Name: "login", Err: beside{"no", "unknown-canary"}},
		"deep in a chain":    fmt.Errorf("outer: %w", fmt.Errorf("inner: %w", anonymous)),
		"joined":             errors.Join(io.EOF, anonymous),
		"in an error of net": &fs.PathError{Op: "open", Path: "token", Err: anonymous},
		"a program's answer": fmt.Errorf("x: %w", &exec.ExitError{Stderr: []byte("unknown-canary")}),
	} {
		got := newRedactor("canary-1").Cause(err)
		assert.NotContains(t, fmt.Sprint(texts(got)), "unknown-canary", name)
		require.ErrorIs(t, got, err, name)
		for _, kept := range []string{"exec.", "struct {", "fs.PathError"} {
			assert.NotContains(t, fmt.Sprint(texts(got)), kept, name)
		}
	}
	for _, err := range []error{
		io.EOF, fmt.Errorf("read: %w", io.EOF), syscall.ECONNRESET,
		&fs.PathError{Op: "open", Path: "token", Err: syscall.ENOENT}, &strconv.NumError{Func: "Atoi", Num: "x", Err: strconv.ErrSyntax},
	} {
		assert.Equal(t, err, newRedactor("canary-1").Cause(err), "an error that is all text stays itself")
	}
}

func TestAnErrorThatHoldsASecretIsNotFoundByItsType(t *testing.T) {
	t.Parallel()
	r := newRedactor("canary-secret")
	const body = `{"password":"canary-secret"}`
	found := new(beside)
	for name, hidden := range map[string]any{
		"text": body, "bytes": []byte(body), "fixed": [13]byte([]byte(body)[13:26]), "list": []any{1, []string{"a", body}},
		"header": http.Header{"Set-Cookie": {body}}, "a key": map[string]int{body: 1}, "struct": struct{ s struct{ body string } }{struct{ body string }{body}},
		"encoded": "%63anary-secret", "too many to search": make([]int, maxFields),
	} {
		require.NotErrorAs(t, r.Cause(beside{"login failed", hidden}), found, name)
		require.NotErrorAs(t, r.Cause(fmt.Errorf("outer: %w", beside{"login failed", hidden})), found, name)
	}
	var exit *exec.ExitError
	require.NotErrorAs(t, r.Cause(fmt.Errorf("login: %w", &exec.ExitError{Stderr: []byte("bad canary-secret")})), &exit)
	require.ErrorAs(t, r.Cause(fmt.Errorf("login: %w", &exec.ExitError{Stderr: []byte("no such user")})), &exit)
	var raw *listed
	require.NotErrorAs(t, r.Cause(&listed{error: io.EOF, raw: []byte("canary-secret")}), &raw)
	require.ErrorAs(t, r.Cause(&listed{error: io.EOF, raw: []byte("body"), fixed: [12]byte{1}}), &raw)
	for name, open := range map[string]any{"nothing": nil, "nil": (*int)(nil), "numbers": []int{1, 2}, "a header": http.Header{"Date": {"today"}}} {
		require.ErrorAs(t, r.Cause(beside{"login failed", open}), found, name)
	}
}
