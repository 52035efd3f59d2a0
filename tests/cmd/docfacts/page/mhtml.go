package page

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strings"
)

// unpacked returns the HTML of a page that a browser saved as one file (MHTML),
// and any other document as it is.
func unpacked(raw []byte) ([]byte, error) {
	head := textproto.NewReader(bufio.NewReader(bytes.NewReader(bytes.TrimLeft(raw, "\r\n\t \ufeff"))))
	fields, err := head.ReadMIMEHeader()
	if err != nil || fields.Get("MIME-Version") == "" {
		return raw, nil //nolint:nilerr // a text whose first lines are no header is no MHTML
	}
	kind, parameters, err := mime.ParseMediaType(fields.Get("Content-Type"))
	if err != nil {
		return nil, fmt.Errorf("%w: a MHTML file without a content type: %w", ErrUnreadable, err)
	}
	if !strings.HasPrefix(kind, "multipart/") {
		return decoded(head.R, fields.Get("Content-Transfer-Encoding"))
	}
	parts := multipart.NewReader(head.R, parameters["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return nil, fmt.Errorf("%w: a MHTML file without a page: %w", ErrUnreadable, err)
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			return decoded(part, part.Header.Get("Content-Transfer-Encoding"))
		}
	}
}

// decoded undoes a transfer encoding.
func decoded(r io.Reader, encoding string) ([]byte, error) {
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("%w: a MHTML file: %w", ErrUnreadable, err)
	}
	return text, nil
}
