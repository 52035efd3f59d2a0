// Package page reads a saved documentation page, text or HTML, as lines of
// normal form, so that what follows sees neither markup nor encoding.
package page

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/unicode/norm"
)

// Line is one line of a page: cells of a table's row are separated by tabs.
type Line struct {
	Number int // in the document as it was saved, from 1
	Text   string
	Head   bool // the markup says that it is a table's head
}

// maxSize is far above any page a person reads.
const maxSize = 16 << 20

// ErrUnreadable is the cause of every failure of Read.
var ErrUnreadable = errors.New("not a readable page")

// htmlTag tells HTML from a text that merely has angle brackets in its samples.
var htmlTag = regexp.MustCompile(`(?i)<(!doctype\s+html|html|body|head|main|article|section|table|div|pre|ul|ol|p|h[1-6])(\s[^<>]*)?>`)

// Read reads a page. A text may be UTF-8 or GB 18030; an HTML document says what it is.
func Read(r io.Reader) ([]Line, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	case len(raw) > maxSize:
		return nil, fmt.Errorf("%w: more than %d MiB", ErrUnreadable, maxSize>>20)
	case len(bytes.TrimSpace(raw)) == 0:
		return nil, fmt.Errorf("%w: it is empty", ErrUnreadable)
	}
	if raw, err = unpacked(raw); err != nil {
		return nil, err
	}
	text, err := decode(raw)
	if err != nil {
		return nil, err
	}
	if htmlTag.MatchString(text) {
		return unmarked(normal(htmlLines(text))), nil
	}
	return unmarked(normal(textLines(text))), nil
}

// decode returns raw as UTF-8 with plain line ends.
func decode(raw []byte) (string, error) {
	text := string(raw)
	switch {
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE}), bytes.HasPrefix(raw, []byte{0xFE, 0xFF}):
		converted, err := convert(raw)
		if err != nil {
			return "", err
		}
		text = converted
	case utf8.Valid(raw):
	case htmlTag.Match(raw):
		converted, err := convert(raw)
		if err != nil {
			return "", err
		}
		text = converted
	default:
		converted, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
		if err != nil || bytes.ContainsRune(converted, utf8.RuneError) {
			return "", fmt.Errorf("%w: neither UTF-8 nor GB 18030; save the page as UTF-8 text or as HTML", ErrUnreadable)
		}
		text = string(converted)
	}
	if strings.ContainsRune(text, 0) {
		return "", fmt.Errorf("%w: it holds binary data; save the page as text or HTML", ErrUnreadable)
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text), nil
}

// convert decodes by byte order mark, meta element or guess.
func convert(raw []byte) (string, error) {
	reader, err := charset.NewReader(bytes.NewReader(raw), "")
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	converted, err := io.ReadAll(reader)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return string(converted), nil
}

func textLines(text string) []Line {
	var lines []Line
	for i, line := range strings.Split(text, "\n") {
		lines = append(lines, Line{Number: i + 1, Text: line})
	}
	return lines
}

// invisible are the characters that only steer layout.
var invisible = strings.NewReplacer("\ufeff", "", "\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\u00ad", "",
	"“", `"`, "”", `"`, "‘", "'", "’", "'", "、", ",", "。", ".", "【", "[", "】", "]", "「", `"`, "」", `"`)

// normal gives each line its normal form: NFKC (half width, plain blanks), plain quotes.
func normal(lines []Line) []Line {
	for i := range lines {
		lines[i].Text = strings.TrimRight(invisible.Replace(norm.NFKC.String(lines[i].Text)), " \t")
	}
	return lines
}

// Text is one line of a page in its normal form.
func Text(line string) string {
	lines := normal([]Line{{Text: line}})
	if rows(lines) > 0 {
		return words(cells(lines[0].Text))
	}
	return words(lines[0].Text)
}

var updated = regexp.MustCompile(`(?i)(?:最后更新|更新(?:时间|日期|于)|last (?:updated|modified)(?: on)?)\s*[::]?\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})`)

// Date is the day of the last change as the page itself says it, or empty.
func Date(lines []Line) string {
	for _, line := range lines {
		if m := updated.FindStringSubmatch(line.Text); m != nil {
			return fmt.Sprintf("%s-%02s-%02s", m[1], m[2], m[3])
		}
	}
	return ""
}
