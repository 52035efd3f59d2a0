package authhooks

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// requestBody is the body of a request in flight. Its errors are *requestBodyErrors,
// since no network caused them.
type requestBody struct {
	io.ReadCloser
	length int64 // ContentLength
	read   int64
}

// requestBodyError says that a request cannot be sent because of its own body.
type requestBodyError struct {
	text string
	err  error
}

func (e *requestBodyError) Error() string {
	if e.err == nil {
		return e.text
	}
	return e.text + ": " + e.err.Error()
}

func (e *requestBodyError) Unwrap() error { return e.err }

func unreadableBody(err error) error {
	return &requestBodyError{text: "the request's own body cannot be read", err: err}
}

// watchBody turns the errors of req's body into *requestBodyErrors. It changes req, which
// must be our copy.
func watchBody(req *http.Request) {
	if req.Body == nil || req.Body == http.NoBody || isWholeInMemory(req) {
		return
	}
	req.Body = &requestBody{ReadCloser: req.Body, length: req.ContentLength}
	if again := req.GetBody; again != nil { // net/http sends it again after a stale connection
		length := req.ContentLength
		req.GetBody = func() (io.ReadCloser, error) {
			body, err := again()
			if err != nil {
				return nil, unreadableBody(err)
			}
			return &requestBody{ReadCloser: body, length: length}, nil
		}
	}
}

// isWholeInMemory reports whether NewRequest made the body from memory. Such a body
// cannot fail. net/http sends one of these types in one packet with the header.
func isWholeInMemory(req *http.Request) bool {
	memory, ok := inNopCloser(req.Body).(interface{ Len() int })
	return ok && req.ContentLength == int64(memory.Len())
}

var nopClosers = []reflect.Type{
	reflect.TypeOf(io.NopCloser(nil)),
	reflect.TypeOf(io.NopCloser(struct {
		io.Reader
		io.WriterTo
	}{})),
}

// inNopCloser returns the reader that NewRequest put into an io.NopCloser, or nil.
func inNopCloser(body io.ReadCloser) io.Reader {
	if !slices.Contains(nopClosers, reflect.TypeOf(body)) {
		return nil
	}
	switch r := reflect.ValueOf(body).Field(0).Interface().(type) {
	case *bytes.Reader:
		return r
	case *bytes.Buffer:
		return r
	case *strings.Reader:
		return r
	default:
		return nil
	}
}

// Read returns io.EOF only if ContentLength says so too.
func (b *requestBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	switch {
	case err != nil && err != io.EOF:
		return n, unreadableBody(err)
	case b.length <= 0: // unknown
	case b.read > b.length:
		return n - int(b.read-b.length), b.misfit("longer")
	case err != nil && b.read < b.length:
		return n, b.misfit("shorter")
	}
	return n, err
}

func (b *requestBody) misfit(how string) error {
	return &requestBodyError{text: fmt.Sprintf("the request's body is %s than its ContentLength of %d", how, b.length)}
}
