package authtest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
)

const jsonType = "application/json"

// Answer is one whole HTTP answer. Simulators build an Answer instead of writing
// generated models, because the models would send their keys in alphabetical order and a
// page's samples have another order.
type Answer struct {
	Status      int    // 0 is 200
	ContentType string // if empty, no Content-Type is sent
	// Header may hold any names. With a Transfer-Encoding no Content-Length is sent.
	Header http.Header
	Body   []byte
}

// JSON returns an answer with v as compact JSON. The keys have the order of v's fields,
// and there is no final newline.
func JSON(status int, v any) Answer {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return Text(http.StatusInternalServerError, "authtest: "+err.Error())
	}
	return Answer{Status: status, ContentType: jsonType, Body: bytes.TrimSuffix(body.Bytes(), []byte("\n"))}
}

// Text returns an answer of plain text, like that of a server without a route for the
// request.
func Text(status int, text string) Answer {
	return Answer{Status: status, ContentType: "text/plain; charset=utf-8", Body: []byte(text)}
}

// NotFound is the answer of a server without a route. Use it if the vendor's own answer
// is not known.
func NotFound(*http.Request) Answer { return Text(http.StatusNotFound, "404 page not found\n") }

// Write sends the answer. The response objects of generated strict servers use it.
func (a Answer) Write(w http.ResponseWriter) error {
	header := w.Header()
	header["Content-Type"] = nil // without this, net/http guesses a type
	if a.ContentType != "" {
		header.Set("Content-Type", a.ContentType)
	}
	status := a.Status
	if status == 0 {
		status = http.StatusOK
	}
	if bodyAllowed(status) && a.Header.Get("Transfer-Encoding") == "" {
		header.Set("Content-Length", strconv.Itoa(len(a.Body)))
	}
	maps.Copy(header, a.Header)
	w.WriteHeader(status)
	if !bodyAllowed(status) {
		return nil
	}
	_, err := w.Write(a.Body)
	return err
}

// Handle turns a function from requests to answers into a handler.
func Handle(f func(r *http.Request) Answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _ = f(r).Write(w) })
}

// Code is a vendor's code that is a number in JSON. A fault may ask for a code that is no
// number. Such a code is sent as a string.
type Code string

// MarshalJSON writes the number unchanged.
func (c Code) MarshalJSON() ([]byte, error) {
	if _, err := strconv.ParseInt(string(c), 10, 64); err == nil && json.Valid([]byte(c)) {
		return []byte(c), nil
	}
	return json.Marshal(string(c))
}

// capture is the ResponseWriter of vendors' handlers. It holds the whole answer, so the
// answer is recorded before the client reads its first byte.
type capture struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newCapture() *capture { return &capture{header: http.Header{}} }

func (c *capture) Header() http.Header { return c.header }

func (c *capture) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
}

func (c *capture) Write(p []byte) (int, error) {
	c.WriteHeader(http.StatusOK)
	return c.body.Write(p)
}

// answer returns the answer, so that it can be changed and written again.
func (c *capture) answer() Answer {
	contentType := c.header.Get("Content-Type")
	c.header.Del("Content-Type")
	c.header.Del("Content-Length")
	return Answer{Status: c.status, ContentType: contentType, Header: c.header, Body: c.body.Bytes()}
}

// send writes and flushes the whole answer, because Close may cut the connection when the
// handler returns.
func (c *capture) send(w http.ResponseWriter) {
	maps.Copy(w.Header(), c.header)
	w.WriteHeader(c.status)
	if bodyAllowed(c.status) {
		_, _ = w.Write(c.body.Bytes()) // the client may be gone
	}
	_ = http.NewResponseController(w).Flush()
}

func bodyAllowed(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}
