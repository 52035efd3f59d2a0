package authtest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
)

const jsonType = "application/json"

// Answer is one whole HTTP answer. Simulators make answers rather than write
// them: the generated models would send keys in the order of the alphabet,
// where a page's samples have another.
type Answer struct {
	Status      int    // 0 is 200
	ContentType string // empty: none is sent
	// Header is of any names. With a Transfer-Encoding no Content-Length is sent.
	Header http.Header
	Body   []byte
}

// JSON is an answer of v as compact JSON, its keys in the order of v's fields,
// without a final newline.
func JSON(status int, v any) Answer {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return Text(http.StatusInternalServerError, "authtest: "+err.Error())
	}
	return Answer{Status: status, ContentType: jsonType, Body: bytes.TrimSuffix(body.Bytes(), []byte("\n"))}
}

// Text is an answer of plain text, as a server gives that has no route for a request.
func Text(status int, text string) Answer {
	return Answer{Status: status, ContentType: "text/plain; charset=utf-8", Body: []byte(text)}
}

// NotFound is what a server without a route says, where nobody knows what the
// vendor's does.
func NotFound(*http.Request) Answer { return Text(http.StatusNotFound, "404 page not found\n") }

// Write sends the answer. It serves response objects of generated strict servers.
func (a Answer) Write(w http.ResponseWriter) error {
	header := w.Header()
	header["Content-Type"] = nil // without a type of ours none is guessed
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

// Handle makes a handler of a function from requests to answers.
func Handle(f func(r *http.Request) Answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _ = f(r).Write(w) })
}

// Code is a vendor's code that is a number in JSON. Text that is no number, as
// a fault may ask for, is sent as a string.
type Code string

// MarshalJSON writes the number verbatim.
func (c Code) MarshalJSON() ([]byte, error) {
	if _, err := strconv.ParseInt(string(c), 10, 64); err == nil && json.Valid([]byte(c)) {
		return []byte(c), nil
	}
	return json.Marshal(string(c))
}

// capture is the ResponseWriter that vendors' handlers write to: the whole
// answer is known, and on record, before the client sees its first byte.
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

// answer takes the answer out, so that it can be changed and written again.
func (c *capture) answer() Answer {
	contentType := c.header.Get("Content-Type")
	c.header.Del("Content-Type")
	c.header.Del("Content-Length")
	return Answer{Status: c.status, ContentType: contentType, Header: c.header, Body: c.body.Bytes()}
}

// send sends everything now: when the handler returns, Close may cut the connection.
func (c *capture) send(w http.ResponseWriter) {
	maps.Copy(w.Header(), c.header)
	w.WriteHeader(c.status)
	if bodyAllowed(c.status) {
		_, _ = w.Write(c.body.Bytes()) // the client may have gone
	}
	_ = http.NewResponseController(w).Flush()
}

func bodyAllowed(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}
