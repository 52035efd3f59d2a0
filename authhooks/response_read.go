package authhooks

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
)

// tooLongError says that an answer is longer than its cap.
type tooLongError struct{ limit int64 }

func (e tooLongError) Error() string {
	return "the answer is longer than " + strconv.FormatInt(e.limit, 10) + " bytes"
}

// readAnswer reads the whole answer to a token call, or fails, and closes its body. It
// does not read the body of a 101. That body is the connection itself, on which no ctx
// ends a read.
func (c *Client) readAnswer(resp *http.Response, limit int64) ([]byte, error) {
	if resp.Body == nil {
		return nil, nil
	}
	defer resp.Body.Close() //nolint:errcheck // what counts has been read
	e := &Error{Vendor: c.vendor.Name, Op: "send", Kind: KindProtocol, Status: resp.StatusCode}
	switch {
	case resp.StatusCode == http.StatusSwitchingProtocols:
		e.Message = "the answer switches to another protocol"
	case headerSize(resp.Header) > headerCap: // whatever transport carried it
		e.Message = "the header of the answer is longer than 64 KiB"
	default:
		return readCapped(resp.Body, resp.ContentLength, limit)
	}
	return nil, e
}

// readCapped reads to the end, or fails one byte past limit. It reserves at most
// firstRoom for a length that the header only claims.
func readCapped(body io.Reader, length, limit int64) ([]byte, error) {
	if b, ok := body.(*answerBody); ok {
		return b.data, nil
	}
	size := int64(bytes.MinRead)
	if 0 < length && length <= limit {
		size = min(length, firstRoom) + 1 // with room to see the end
	}
	data, err := readAtMost(body, make([]byte, 0, size), limit+1)
	if int64(len(data)) > limit {
		return nil, tooLongError{limit}
	}
	if err != io.EOF { //nolint:errorlint // io.Reader promises io.EOF itself
		return nil, err
	}
	return data, nil
}

// firstRoom is more than any vendor's token answer takes.
const firstRoom = 64 << 10

// readAtMost appends to data until r ends or data has n bytes. It returns the error that
// r ended with, io.EOF included, or nil if there may be more to read. The room doubles
// and never exceeds n. Together this takes less than 3 n. append, which grows by a
// quarter, would take 5 n.
func readAtMost(r io.Reader, data []byte, n int64) ([]byte, error) {
	for empty := 0; int64(len(data)) < n; empty++ {
		if len(data) == cap(data) {
			data = append(make([]byte, 0, min(max(2*int64(cap(data)), bytes.MinRead), n)), data...)
		}
		m, err := readInto(r, data[len(data):min(int64(cap(data)), n)])
		data = data[:len(data)+m]
		switch {
		case err != nil:
			return data, err
		case m > 0:
			empty = 0
		case empty == maxEmptyReads:
			return data, io.ErrNoProgress
		}
	}
	return data, nil
}

// unpackedAnswer unpacks an answer that came in gzip though nobody asked for it. A
// transport with DisableCompression passes such an answer on. limit applies to the
// unpacked bytes.
func unpackedAnswer(h http.Header, data []byte, limit int64) ([]byte, error) {
	whole := func(n int) ([]byte, error) {
		if n >= len(data) {
			return nil, io.EOF
		}
		return data, nil
	}
	if !isGzip(h, whole) {
		return data, nil
	}
	plain, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return readCapped(plain, -1, limit)
}
