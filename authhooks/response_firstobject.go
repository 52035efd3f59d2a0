package authhooks

// objectEnd finds the end of the first JSON object of a text that arrives in pieces. It
// looks at no byte twice, and judges nothing else.
type objectEnd struct {
	depth   int
	quoted  bool // within a string
	escaped bool // after a backslash
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
