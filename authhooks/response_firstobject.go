package authhooks

// objectEnd finds where the first JSON object of a text ends, while the text
// arrives in pieces: no byte is looked at twice. It judges nothing else.
type objectEnd struct {
	depth   int
	quoted  bool // within a string
	escaped bool // behind a backslash
}

// feed takes the next byte, from the opening brace on, and reports whether the
// object ends with it.
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
