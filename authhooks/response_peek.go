package authhooks

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/strictjson"
)

// maxPeek bounds how much of a business answer is read to see what the vendor says in it.
// A refusal is short, so a long answer is none.
const maxPeek = 8 << 10

var errConsumed = errors.New("the body of the answer has been read or closed already: give what was read to CheckBody, or send with Checked")

// peek returns the JSON object that the body begins with, behind a byte order mark and
// blanks, whatever its content type. It unpacks a body in gzip for this. The caller still
// reads the body as it came. The error says why there is no object.
func peek(resp *http.Response) ([]byte, error) {
	if resp.Body == nil || resp.Body == http.NoBody {
		return nil, whyNoBody(resp)
	}
	media := mediaType(resp.Header)
	body, ours := resp.Body.(*businessBody)
	switch {
	case ours && body.consumed():
		return nil, errConsumed
	case isStream(media):
		return nil, strictjson.ErrNotJSON
	case resp.ContentLength > maxPeek && !isPage(media): // a page shows at its beginning
		return nil, errLong
	case !ours:
		body = newBusinessBody(contextOf(resp), resp, true)
		resp.Body = body
	}
	text := body.look()
	packed := isGzip(resp.Header, text)
	if packed {
		text = unpacked(text)
	}
	object, err := firstObject(text, isPage(media))
	switch {
	case err == nil:
		return object, nil
	case !ours && body.wasConsumed(err, resp.ContentLength):
		body.gone = true
		return nil, errConsumed
	case packed && body.isThere() && !isVerdict(err) && !errors.Is(err, errLate):
		return nil, strictjson.ErrNotJSON // it is no gzip
	}
	return nil, err
}

// whyNoBody tells a body that was taken away from a body that never was.
func whyNoBody(resp *http.Response) error {
	toHead := resp.Request != nil && resp.Request.Method == http.MethodHead
	if resp.ContentLength > 0 && !toHead {
		return errConsumed
	}
	return strictjson.ErrEmpty
}

func contextOf(resp *http.Response) context.Context {
	if resp.Request == nil {
		return context.Background()
	}
	return resp.Request.Context()
}

// isVerdict reports whether err, the error of peek, says what the answer is. Otherwise
// the answer was cut off or late.
func isVerdict(err error) bool {
	return err == nil || slices.Contains([]error{strictjson.ErrEmpty, strictjson.ErrHTML, strictjson.ErrNotJSON, strictjson.ErrNoObject, errLong}, err)
}

// window returns more than n bytes of the beginning of a text, and reads on if it must.
type window func(n int) ([]byte, error)

// firstObject finds the first visible byte and, if this byte opens an object, the
// object's end. page says that the type is HTML's.
func firstObject(text window, page bool) ([]byte, error) {
	start, err := firstVisible(text)
	switch {
	case err != nil && page:
		return nil, blankPage(text, err)
	case err == io.EOF: //nolint:errorlint // io.Reader promises io.EOF itself
		return nil, strictjson.ErrEmpty
	case err != nil:
		return nil, err
	case page:
		return objectOfPage(text, start)
	}
	seen, _ := text(start)
	if seen[start] != '{' {
		return nil, noObject(text, start)
	}
	var end objectEnd
	for i := start; ; i++ {
		if i == len(seen) {
			if seen, err = text(i); err == io.EOF { //nolint:errorlint // io.Reader promises io.EOF itself
				return nil, strictjson.ErrNotJSON
			} else if err != nil {
				return nil, err
			}
		}
		if end.feed(seen[i]) {
			return seen[start : i+1 : i+1], nil
		}
	}
}

// firstVisible returns the place of the first byte that is no blank, behind a byte order
// mark.
func firstVisible(text window) (int, error) {
	seen, err := text(0)
	if err == nil && seen[0] == strictjson.ByteOrderMark[0] {
		var more []byte
		if more, err = text(len(strictjson.ByteOrderMark) - 1); err == nil {
			seen = more
		} else if err != io.EOF { //nolint:errorlint // io.Reader promises io.EOF itself
			return 0, err
		}
	}
	for at := len(seen) - len(strictjson.WithoutMark(seen)); ; at++ {
		if seen, err = text(at); err != nil {
			return 0, err
		}
		if strings.IndexByte(" \t\r\n", seen[at]) < 0 {
			return at, nil
		}
	}
}

// isGzip reports whether the header says gzip and the first bytes agree.
func isGzip(h http.Header, text window) bool {
	encoding := strings.TrimSpace(h.Get("Content-Encoding"))
	if !asciiEqualFold(encoding, "gzip") && !asciiEqualFold(encoding, "x-gzip") {
		return false
	}
	seen, err := text(1)
	return err == nil && seen[0] == 0x1f && seen[1] == 0x8b
}

// unpacked returns a window on the unpacked text, of at most maxPeek bytes.
func unpacked(packed window) window {
	zipped, err := gzip.NewReader(&windowReader{window: packed})
	var plain []byte
	return func(n int) ([]byte, error) {
		for len(plain) <= n {
			switch {
			case err != nil:
				return nil, err
			case len(plain) == maxPeek:
				return nil, errLong
			case plain == nil:
				plain = make([]byte, 0, maxPeek)
			}
			var m int
			m, err = zipped.Read(plain[len(plain):maxPeek])
			plain = plain[:len(plain)+m]
		}
		return plain, nil
	}
}

// windowReader reads a window byte by byte, so that unpacking waits for no byte
// that it does not need.
type windowReader struct {
	window window
	at     int
}

func (r *windowReader) ReadByte() (byte, error) {
	seen, err := r.window(r.at)
	if err != nil {
		return 0, err
	}
	r.at++
	return seen[r.at-1], nil
}

func (r *windowReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c, err := r.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = c
	return 1, nil
}

// wasConsumed is consumed for a body from elsewhere that was read here first by a look.
// err is the error of the look, length the announced length. A body counts as consumed,
// too, if the end of the call took it away.
func (b *businessBody) wasConsumed(err error, length int64) bool {
	return len(b.head) == 0 && (isClosed(err) || length > 0 && (errors.Is(err, strictjson.ErrEmpty) || b.call.Err() != nil))
}

// isThere reports that no error but the end of the body has stopped its reading.
func (b *businessBody) isThere() bool { return b.err == nil || errors.Is(b.err, io.EOF) }

// isClosed reports a read of a body that was closed before. net/http has no error value
// for this case that could be compared.
func isClosed(err error) bool {
	text := err.Error()
	return errors.Is(err, http.ErrBodyReadAfterClose) || errors.Is(err, os.ErrClosed) ||
		strings.HasSuffix(text, "closed response body") || strings.HasSuffix(text, "response body closed")
}

// mediaType returns the content type without its parameters, in lower case.
func mediaType(h http.Header) string {
	media, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(media))
}

func isJSON(media string) bool {
	return media == "application/json" || media == "text/json" || strings.HasSuffix(media, "+json")
}

// isStream reports a type of stream, of which nothing may be read ahead.
func isStream(media string) bool {
	for _, family := range []string{"multipart/", "image/", "audio/", "video/"} {
		if strings.HasPrefix(media, family) {
			return true
		}
	}
	switch media {
	case "text/event-stream", "application/octet-stream",
		"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines",
		"application/json-seq", "application/stream+json", "application/x-json-stream":
		return true
	default:
		return false
	}
}

// objectEnd finds the end of the first JSON object of a text that arrives in pieces. It
// looks at no byte twice, and judges nothing else.
type objectEnd struct {
	depth   int
	quoted  bool // within a string
	escaped bool // behind a backslash
}

// feed takes the next byte, beginning with the opening brace. It reports whether the
// object ends with this byte.
func (e *objectEnd) feed(c byte) bool {
	switch {
	case e.escaped:
		e.escaped = false
	case e.quoted:
		e.escaped, e.quoted = c == '\\', c != '"'
	case c == '"':
		e.quoted = true
	case c == '{' || c == '[':
		e.depth++
	case c == '}' || c == ']':
		e.depth--
	}
	return e.depth == 0
}
