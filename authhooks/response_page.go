package authhooks

import (
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/strictjson"
)

func isPage(media string) bool { return media == "text/html" || media == "application/xhtml+xml" }

const blanks = " \t\r\n"

// objectOfPage returns the object at start of a text whose type is HTML's. Such a text is
// a page unless it is JSON as far as it can be read: an object, or another value with
// nothing behind it.
func objectOfPage(text window, start int) ([]byte, error) {
	r := &windowReader{window: text, at: start}
	decoder := json.NewDecoder(r)
	var value json.RawMessage
	if err := decoder.Decode(&value); err != nil {
		return nil, brokenOff(text, r.at, err)
	}
	if value[0] == '{' {
		return value, nil
	}
	if err := decoder.Decode(&value); err != io.EOF && errors.Is(brokenOff(text, r.at, err), strictjson.ErrHTML) {
		return nil, strictjson.ErrHTML
	}
	return nil, strictjson.ErrNoObject
}

// brokenOff says why a page, of which at bytes were read, has no JSON value. Either there
// is none, or its end cannot be read.
func brokenOff(text window, at int, err error) error {
	if err == nil || inChain[*json.SyntaxError](err) {
		return strictjson.ErrHTML
	}
	if _, err = text(at); err == nil || err == io.EOF { //nolint:errorlint // io.Reader promises io.EOF itself
		return strictjson.ErrHTML
	}
	return err
}

// blankPage says what a text of HTML's type is if nothing visible comes before err.
func blankPage(text window, err error) error {
	_, none := text(0)
	switch {
	case err != io.EOF && !errors.Is(err, errLate): //nolint:errorlint // io.Reader promises io.EOF itself
		return err
	case none == io.EOF: //nolint:errorlint // io.Reader promises io.EOF itself
		return strictjson.ErrEmpty
	default:
		return strictjson.ErrHTML
	}
}

// noObject says what a text is that has no opening brace at start, whatever its type. It
// is a page, perhaps behind an XML declaration and comments, or something else.
func noObject(text window, start int) error {
	for at := start; ; {
		switch {
		case textHas(text, at, "<?xml"):
			at = textAfter(text, at, "?>")
		case textHas(text, at, "<!--"):
			at = textAfter(text, at+len("<!--"), "-->")
		case beginsPage(text, at):
			return strictjson.ErrHTML
		default:
			return strictjson.ErrNotJSON
		}
		at = afterBlanks(text, at)
	}
}

const doctype = "<!doctype"

// beginsPage reports whether a doctype or a tag of HTML stands at a place.
func beginsPage(text window, at int) bool {
	if textHas(text, at, doctype) {
		at += len(doctype)
		name := afterBlanks(text, at)
		return name > at && textHas(text, name, "html") && wordEnds(text, name+len("html"))
	}
	for _, tag := range []string{"<html", "<head", "<body", "<script"} {
		if textHas(text, at, tag) {
			return wordEnds(text, at+len(tag))
		}
	}
	return false
}

// textHas reports whether want stands at a place, in upper or lower case. It reads no
// further than the first byte that differs.
func textHas(text window, at int, want string) bool {
	for i := range len(want) {
		seen, err := text(at + i)
		if err != nil || !strings.EqualFold(string(seen[at+i]), want[i:i+1]) {
			return false
		}
	}
	return true
}

// textAfter returns the place behind the next mark, or the end of what can be read.
func textAfter(text window, at int, mark string) int {
	for ; !textHas(text, at, mark); at++ {
		if _, err := text(at); err != nil {
			return at
		}
	}
	return at + len(mark)
}

func afterBlanks(text window, at int) int {
	for {
		if seen, err := text(at); err != nil || strings.IndexByte(blanks, seen[at]) < 0 {
			return at
		}
		at++
	}
}

// wordEnds reports whether the name before a place ends there.
func wordEnds(text window, at int) bool {
	seen, err := text(at)
	return err != nil || strings.IndexByte(blanks+">/", seen[at]) >= 0
}
