package authhooks_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// chopped gives a text in pieces of the lengths in cuts, and ends with end.
type chopped struct {
	text, cuts []byte
	end        error
	read       *atomic.Int64
}

func (c *chopped) Read(p []byte) (int, error) {
	n := min(len(c.text), len(p))
	if len(c.cuts) > 0 {
		n = min(n, int(c.cuts[0]))
		c.cuts = c.cuts[1:]
	}
	copy(p, c.text[:n])
	c.text = c.text[n:]
	c.read.Add(int64(n))
	if len(c.text) == 0 && n < len(p) {
		return n, c.end
	}
	return n, nil
}

func (*chopped) Close() error { return nil }

// FuzzPeek sends any answer, in any pieces and with any end. The caller reads what was
// sent and meets the same end. The vendor's Parse sees the first JSON object or nothing.
// No more than 8 KiB are read ahead.
func FuzzPeek(f *testing.F) {
	for _, text := range []string{
		`{"code":9}`, "\ufeff {\"code\":\"9\",\"a\":\"}\\\"\"} {}", `{"a":[{}`, "<html>", "", " ", "\xef\xbb", `[{}]`, "\x1f\x8b{}", packed(`{"code":9}`), packed("<html>")[:15],
		strings.Repeat(" ", 9000) + "{}", `{"a":"` + strings.Repeat("x", 9000) + `"}`, packed(strings.Repeat(" ", 20000) + "{}"), `{]`, "<!doctype html>",
	} {
		for i, contentType := range []string{"application/json", "text/plain", "text/html", "text/event-stream", "image/png"} {
			f.Add([]byte(text), []byte{1, 0, 7, 3}, contentType, i%2 == 0, i%3 == 0, int64(-1+i*5), uint16(200+i*100))
		}
	}
	f.Fuzz(func(t *testing.T, text, cuts []byte, contentType string, zipped, torn bool, length int64, status uint16) {
		if len(cuts) > 90 || status < 200 || status > 999 {
			return // a body that says nothing a hundred times is broken, and 1xx has none
		}
		header := http.Header{"Content-Type": {contentType}}
		if zipped {
			header.Set("Content-Encoding", "gzip")
		}
		end := io.EOF
		if torn {
			end = iotest.ErrTimeout
		}
		seen, calls := []byte(nil), 0
		c := seeing(t, func(body []byte) { seen, calls = body, calls+1 })
		var read atomic.Int64
		resp := &http.Response{StatusCode: int(status), Header: header, ContentLength: max(length, -1), Body: &chopped{text: text, cuts: cuts, end: end, read: &read}}
		err := c.CheckResponse(resp)
		if ahead := read.Load(); ahead > 8<<10 {
			t.Fatalf("%d bytes were read ahead", ahead)
		}
		var e *authhooks.Error
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("%T: %v", err, err)
		}
		left, err := io.ReadAll(resp.Body)
		if torn && !errors.Is(err, end) || !torn && err != nil {
			t.Fatalf("the end is %v", err)
		}
		if !bytes.Equal(left, text) {
			t.Fatalf("%q was sent, %q read", text, left)
		}
		if calls > 1 || seen != nil && !bytes.Equal(seen, firstObject(text, zipped)) {
			t.Fatalf("Parse saw %q of %q in %d calls", seen, text, calls)
		}
		if seen == nil && calls == 1 && !torn && length < 0 && contentType == "application/json" && json.Valid(firstObject(text, zipped)) {
			t.Fatalf("Parse did not see the object of %q", text)
		}
		whole := c.CheckBody(&http.Response{StatusCode: int(status), Header: header}, text)
		if length < 0 && !torn && len(text) <= 8<<10 && (whole == nil) != (e == nil) {
			t.Fatalf("CheckBody says %v, CheckResponse %v", whole, e)
		}
	})
}

func seeing(t *testing.T, parse func(body []byte)) *authhooks.Client {
	t.Helper()
	c, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Put: authhooks.PutBearer, Fetch: noFetch,
		Parse: func(_ int, _ http.Header, body []byte) authhooks.Outcome {
			parse(body)
			return acmeParse(0, nil, body)
		},
	}, "https://acme.example", "id", authhooks.NewSecret("secret"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// firstObject finds the same by other means. It takes the first value of a json.Decoder.
// If the decoder meets something that is no JSON, the first brace that closes ends the
// object.
func firstObject(text []byte, zipped bool) []byte {
	if zipped && bytes.HasPrefix(text, []byte("\x1f\x8b")) {
		z, err := gzip.NewReader(bytes.NewReader(text[:min(len(text), 8<<10)]))
		if err != nil {
			return nil
		}
		plain := make([]byte, 8<<10)
		n, _ := io.ReadFull(z, plain)
		text = plain[:n]
	}
	text = text[:min(len(text), 8<<10)]
	text = bytes.TrimLeft(bytes.TrimPrefix(text, []byte("\ufeff")), " \t\r\n")
	if !bytes.HasPrefix(text, []byte("{")) {
		return nil
	}
	var value json.RawMessage
	if json.NewDecoder(bytes.NewReader(text)).Decode(&value) == nil {
		return value
	}
	for i, depth := 0, 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return text[:i+1]
			}
		}
	}
	return nil
}
