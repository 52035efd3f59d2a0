package authtest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// Truncated returns a fault that cuts the real answer of op in half. The Content-Length
// is that of the half, so the cut is not visible to net/http.
func Truncated(op string) Fault {
	return Fault{Op: op, Change: func(a Answer) Answer {
		a.Body = a.Body[:len(a.Body)/2]
		return a
	}}
}

// Mistyped returns a fault that gives the value at path another JSON type in the real
// answer of op. A string becomes a number, anything else a string. path is keys and
// indices joined by dots ("data.token", "data.0.token"). An answer without that path
// stays unchanged.
func Mistyped(op, path string) Fault {
	return Fault{Op: op, Change: func(a Answer) Answer {
		if body, ok := mistype(a.Body, strings.Split(path, ".")); ok {
			a.Body = body
		}
		return a
	}}
}

// mistype returns false if there is no value at path.
func mistype(value []byte, path []string) ([]byte, bool) {
	if len(path) == 0 {
		if value[0] == '"' {
			return []byte(`17`), true
		}
		return []byte(`"17"`), true
	}
	var members map[string]json.RawMessage
	var items []json.RawMessage
	var changed []byte
	var err error
	ok := false
	if json.Unmarshal(value, &members) == nil && members[path[0]] != nil {
		members[path[0]], ok = mistype(members[path[0]], path[1:])
		changed, err = json.Marshal(members)
	} else if i, bad := strconv.Atoi(path[0]); bad == nil && json.Unmarshal(value, &items) == nil && 0 <= i && i < len(items) {
		items[i], ok = mistype(items[i], path[1:])
		changed, err = json.Marshal(items)
	}
	return changed, ok && err == nil
}

// HTML returns a fault that replaces op's answer by the page of a proxy or a login
// portal.
func HTML(op string, status int) Fault {
	return Fault{
		Op: op, Status: status, ContentType: "text/html; charset=utf-8",
		Body: "<!DOCTYPE html><html><head><title>" + http.StatusText(status) + "</title></head><body><h1>Please sign in</h1></body></html>\n",
	}
}

// Redirect returns a fault that answers op with a redirect to a URL of any scheme and
// host.
func Redirect(op string, status int, to string) Fault {
	return Fault{Op: op, Status: status, Header: http.Header{"Location": {to}}}
}

// GzipBomb returns a fault that answers op with JSON of size bytes. On the wire it is
// about a thousandth of that.
func GzipBomb(op string, size int64) Fault {
	return Fault{Op: op, Change: func(Answer) Answer {
		const block = 256 << 10 // packed once: a gzip file may have several members
		zeros := func(n int64) string { return strings.Repeat("0", int(n)) }
		body := member(`{"x":"`)
		body = append(body, bytes.Repeat(member(zeros(block)), int(size/block))...)
		body = append(body, member(zeros(size%block)+`"}`)...)
		return Answer{Status: http.StatusOK, ContentType: jsonType, Header: http.Header{"Content-Encoding": {"gzip"}}, Body: body}
	}}
}

// member is a text as a whole gzip file.
func member(text string) []byte {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = io.WriteString(w, text) // a buffer never fails
	_ = w.Close()
	return packed.Bytes()
}

// HeaderFlood returns a fault that adds size bytes of header to the real answer of op.
func HeaderFlood(op string, size int) Fault {
	const line = 1000
	header := http.Header{}
	for i := range (size + line - 1) / line {
		header.Set("X-Flood-"+strconv.Itoa(i), strings.Repeat("f", line))
	}
	return Fault{Op: op, Header: header}
}
