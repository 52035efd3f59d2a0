package redact

import (
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// nested is how many levels of escapes are undone. A text may be percent-encoded twice,
// or be JSON inside a JSON string.
const nested = 2

// maxEscape is more bytes than any escape has. The longest is two UTF-16 units of six
// characters, with each character escaped by ten (\Uhhhhhhhh).
const maxEscape = 128

// reading is one way to read what stands at a place of a text. It has some bytes, and the
// place after them.
type reading struct {
	bytes [utf8.UTFMax]byte
	n     int
	end   int
}

func (r reading) is(b byte) bool { return r.n == 1 && r.bytes[0] == b }

// readings is a list without duplicates. The first reading is the byte as it stands.
type readings struct {
	list [32]reading
	n    int
}

func (r *readings) all() []reading { return r.list[:r.n] }

func (r *readings) add(end int, bytes ...byte) {
	next := reading{n: len(bytes), end: end}
	copy(next.bytes[:], bytes)
	if r.n < len(r.list) && !slices.Contains(r.all(), next) {
		r.list[r.n] = next
		r.n++
	}
}

func (r *readings) addRune(end int, c rune) {
	if c < utf8.RuneSelf {
		r.add(end, byte(c)) //nolint:gosec // ASCII
		return
	}
	r.add(end, utf8.AppendRune(nil, c)...)
	if c <= 0xff {
		r.add(end, byte(c)) // a byte that somebody took for a character
	}
}

// escapes reports whether b may begin something that stands for another byte.
func escapes(b byte) bool { return b == '%' || b == '\\' || b == '+' }

// read returns what the text at i may stand for, under at most depth escapes. This is the
// byte itself, a percent-encoded byte, an escape of a JSON string or of a string in a
// program (\xhh, \Uhhhhhhhh), or a space written as a plus.
func read(text string, i, depth int) (out readings) {
	out.add(i+1, text[i])
	if depth == 0 || !escapes(text[i]) {
		return out
	}
	inner := read(text, i, depth-1)
	for _, r := range inner.all() {
		switch {
		case r.is('+'):
			out.add(r.end, ' ')
		case r.is('%'):
			if b, end := hexadecimal(text, r.end, 2, depth-1); end > 0 {
				out.add(end, byte(b)) //nolint:gosec // two digits
			}
		case r.is('\\') && r.end < len(text):
			letters := read(text, r.end, depth-1)
			for _, letter := range letters.all() {
				backslash(text, letter, depth-1, &out)
			}
		}
	}
	return out
}

// controls are the letters that stand for a control character after a backslash.
var controls = map[byte]byte{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// backslash adds what a backslash and letter stand for.
func backslash(text string, letter reading, depth int, out *readings) {
	switch {
	case letter.is('u'):
		if c, end := unit(text, letter.end, depth); end > 0 {
			out.addRune(end, c)
		}
	case letter.is('U'):
		if c, end := hexadecimal(text, letter.end, 8, depth); end > 0 && utf8.ValidRune(c) {
			out.addRune(end, c)
		}
	case letter.is('x'):
		if b, end := hexadecimal(text, letter.end, 2, depth); end > 0 {
			out.add(end, byte(b)) //nolint:gosec // two digits
		}
	case letter.n == 1 && controls[letter.bytes[0]] != 0:
		out.add(letter.end, controls[letter.bytes[0]])
	}
	out.add(letter.end, letter.bytes[:letter.n]...)
}

// unit reads the four digits after \u, and the second half of a surrogate pair. A half
// without the other half is nothing.
func unit(text string, i, depth int) (c rune, end int) {
	c, end = hexadecimal(text, i, 4, depth)
	if end == 0 || !utf16.IsSurrogate(c) {
		return c, end
	}
	return secondHalf(text, end, depth, c)
}

// secondHalf reads \u and four digits that make a character together with first. As in
// read, the backslash of the text may itself begin an escape of a backslash.
func secondHalf(text string, i, depth int, first rune) (c rune, end int) {
	if i >= len(text) {
		return 0, 0
	}
	signs := read(text, i, depth)
	for _, sign := range signs.all() {
		if !sign.is('\\') || sign.end >= len(text) {
			continue
		}
		letters := read(text, sign.end, depth)
		for _, letter := range letters.all() {
			if !letter.is('u') {
				continue
			}
			second, end := hexadecimal(text, letter.end, 4, depth)
			if c = utf16.DecodeRune(first, second); end > 0 && c != utf8.RuneError {
				return c, end
			}
		}
	}
	return 0, 0
}

// hexadecimal reads n digits, each under at most depth escapes. end is 0 if there are
// fewer.
func hexadecimal(text string, i, n, depth int) (value rune, end int) {
	for range n {
		digit := one(text, i, depth, func(b byte) bool { return hexValue(b) >= 0 })
		if digit.end == 0 {
			return 0, 0
		}
		value, i = value<<4|rune(hexValue(digit.bytes[0])), digit.end //nolint:gosec // of 4 bits
	}
	return value, i
}

// one returns the first reading at i that is a single byte and fits. It is for bytes that
// begin no escape, since such a byte has only one reading.
func one(text string, i, depth int, fits func(byte) bool) reading {
	if i < len(text) {
		list := read(text, i, depth)
		for _, r := range list.all() {
			if r.n == 1 && fits(r.bytes[0]) {
				return r
			}
		}
	}
	return reading{}
}

func hexValue(b byte) int {
	switch {
	case '0' <= b && b <= '9':
		return int(b - '0')
	case 'a' <= b && b <= 'f':
		return int(b-'a') + 10
	case 'A' <= b && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}

// base64Value reads a digit of either alphabet.
func base64Value(b byte) int {
	switch {
	case 'A' <= b && b <= 'Z':
		return int(b - 'A')
	case 'a' <= b && b <= 'z':
		return int(b-'a') + 26
	case '0' <= b && b <= '9':
		return int(b-'0') + 52
	case b == '+' || b == '-':
		return 62
	case b == '/' || b == '_':
		return 63
	}
	return -1
}
