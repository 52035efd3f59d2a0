// Package decoders holds each vendor's answer decoder against a reader of its
// own kind: maps of encoding/json and the rules of the vendor's page.
package decoders_test

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// object is a JSON object read without any of our code. Keys match exactly.
type object map[string]json.RawMessage

func objectOf(raw []byte) object {
	var o object
	if json.Unmarshal(raw, &o) != nil {
		return nil
	}
	return o
}

func (o object) object(key string) object { return objectOf(o[key]) }

// text is a string's value.
func (o object) text(key string) (string, bool) {
	var s *string
	if json.Unmarshal(o[key], &s) != nil || s == nil {
		return "", false
	}
	return *s, true
}

// code is a number or a string's value, without the zeros of a whole number's
// fraction or exponent; empty where there is neither.
func (o object) code(key string) string {
	raw := o[key]
	var n json.Number
	if len(raw) > 0 && raw[0] != '"' && json.Unmarshal(raw, &n) == nil {
		return digits(n.String())
	}
	s, _ := o.text(key)
	if strings.Contains(s, ".") && !strings.ContainsAny(s, "eE") && json.Valid([]byte(s)) {
		return digits(s)
	}
	return s
}

// digits writes a whole number that an int64 can hold without fraction and exponent.
// math/big would write a huge exponent out.
func digits(number string) string {
	near, err := strconv.ParseFloat(number, 64)
	mantissa, _, _ := strings.Cut(strings.ToLower(number), "e")
	switch {
	case !strings.ContainsAny(mantissa, "123456789"):
		return "0"
	case err != nil || math.Abs(near) > 1e19 || math.Abs(near) < 0.5:
		return number
	}
	if n, ok := new(big.Rat).SetString(number); ok && n.IsInt() && n.Num().IsInt64() {
		return n.Num().String()
	}
	return number
}

func (o object) is(key, raw string) bool { return string(o[key]) == raw }

func (o object) has(key string) bool { return o[key] != nil }

// token is a string that a header can carry.
func (o object) token(key string) (string, bool) {
	s, ok := o.text(key)
	return s, ok && s != "" && s != "[redacted]" && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

// twins reports whether a key stands twice in one object, at any depth.
func twins(raw []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	type level struct {
		keys map[string]bool // nil in a list
		key  bool            // a key is next
	}
	var stack []level
	for {
		token, err := decoder.Token()
		if err != nil {
			return err != io.EOF
		}
		top := len(stack) - 1
		if top >= 0 && stack[top].keys != nil && token != json.Delim('}') {
			if stack[top].key {
				name := token.(string)
				if stack[top].keys[name] {
					return true
				}
				stack[top].keys[name], stack[top].key = true, false
				continue
			}
			stack[top].key = true // after this value
		}
		switch token {
		case json.Delim('{'):
			stack = append(stack, level{keys: map[string]bool{}, key: true})
		case json.Delim('['):
			stack = append(stack, level{})
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:top]
		}
	}
}
