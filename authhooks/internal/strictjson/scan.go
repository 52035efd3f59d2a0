package strictjson

import "bytes"

// The scanner walks bytes that json.Valid has passed, so it need not judge them.

func skipSpace(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t' || b[0] == '\n' || b[0] == '\r' || b[0] == ',' || b[0] == ':') {
		b = b[1:]
	}
	return b
}

// nextMember returns the next key (with its quotes), its value and what follows. key is
// nil at the end of the object.
func nextMember(b []byte) (key, value, rest []byte) {
	b = skipSpace(b)
	if len(b) == 0 || b[0] == '}' {
		return nil, nil, nil
	}
	n := valueLen(b)
	key, b = b[:n], skipSpace(b[n:])
	n = valueLen(b)
	return key, b[:n], b[n:]
}

// nextElement returns the next value of a list, nil at its end.
func nextElement(b []byte) (value, rest []byte) {
	b = skipSpace(b)
	if len(b) == 0 || b[0] == ']' {
		return nil, nil
	}
	n := valueLen(b)
	return b[:n], b[n:]
}

// valueLen returns how many bytes the JSON value at the start of b has.
func valueLen(b []byte) int {
	switch b[0] {
	case '"':
		return stringLen(b)
	case '{', '[':
		depth := 0
		for i := 0; i < len(b); i++ {
			switch b[i] {
			case '"':
				i += stringLen(b[i:]) - 1
			case '{', '[':
				depth++
			case '}', ']':
				depth--
				if depth == 0 {
					return i + 1
				}
			}
		}
	default:
		for i, c := range b {
			if c == ',' || c == '}' || c == ']' || c == ' ' || c == '\t' || c == '\n' || c == '\r' {
				return i
			}
		}
	}
	return len(b)
}

func stringLen(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// keySet has the keys of one object, a few in place and many in a map. So an object of a
// hundred thousand keys costs no quadratic time.
type keySet struct {
	few  [12][]byte
	n    int
	many map[string]struct{}
}

func (s *keySet) add(key []byte) bool {
	if s.many == nil {
		for _, k := range s.few[:s.n] {
			if bytes.Equal(k, key) {
				return false
			}
		}
		if s.n < len(s.few) {
			s.few[s.n] = key
			s.n++
			return true
		}
		s.many = make(map[string]struct{}, 2*len(s.few))
		for _, k := range s.few {
			s.many[string(k)] = struct{}{}
		}
	}
	if _, twice := s.many[string(key)]; twice {
		return false
	}
	s.many[string(key)] = struct{}{}
	return true
}
