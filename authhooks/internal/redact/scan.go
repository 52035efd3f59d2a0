package redact

import (
	"slices"
	"unicode/utf8"
)

const (
	// Each way to read a text may cost so many steps a byte, and freeSteps more. Only a
	// text that is made to cost time uses them up. Then the text is cut at the place that
	// was reached.
	stepsPerByte = 128
	freeSteps    = 1 << 16
	// escapeSteps is the cost to read an escape.
	escapeSteps = 16
)

// scan looks for the secrets of an automaton in one text. An escape can be read in
// several ways. So each place of the text has a set of states, for what the bytes before
// it may have been.
type scan struct {
	*automaton

	text   string
	steps  int    // the limit for each way to read text
	spent  int    // on all ways so far
	most   int    // the limit for spent
	sure   int    // only a secret that begins after it may be found in part
	struck []bool // whether each byte of text is part of a secret
	trail  []crumb
	tail   int // how far an open secret has been struck out
}

// crumb is one byte that was read on the way to a state other than state 0. With other,
// it is the place where two ways meet. trail[0] is none.
type crumb struct {
	before     int32 // the byte before, if the state before was not 0
	other      int32 // the last byte of the second way
	start, end int32 // where the byte stands in the text
	needed     int32 // how many bytes, back from here, are part of a secret
}

// thread is a state and the way to it.
type thread struct {
	state, at int32
	// These are for digits that hold the bytes of a secret. before is the last digit,
	// start its place, and left how many of its bits are not used yet. The unit of left
	// is the bits of a byte minus the bits of a digit.
	before, start, left int32
}

// search fills struck. If the steps are used up first, it returns the place that it has
// reached.
func (s *scan) search() (end int, ok bool) {
	s.trail = make([]crumb, 1, 64)
	s.struck = make([]bool, len(s.text))
	for _, d := range []digits{{bits: 8}, {4, hexValue}, {6, base64Value}} {
		if end, ok := s.read(d); !ok {
			return end, false
		}
	}
	for at := len(s.trail) - 1; at > 0; at-- { // the way back, all ways at once
		c := s.trail[at]
		if c.needed == 0 {
			continue
		}
		if c.other != 0 {
			s.need(c.before, c.needed)
			s.need(c.other, c.needed)
			continue
		}
		s.strike(int(c.start), int(c.end))
		s.need(c.before, c.needed-1)
	}
	return 0, true
}

func (s *scan) need(at, n int32) {
	if at != 0 {
		s.trail[at].needed = max(s.trail[at].needed, n)
	}
}

func (s *scan) strike(start, end int) {
	for i := start; i < end; i++ {
		s.struck[i] = true
	}
}

// digits is a way to write bytes, as they are or in digits of fewer bits.
type digits struct {
	bits  int32
	value func(byte) int // less than 0 for what is no digit
}

// read reads the text with each escape undone or not. A secret may begin anywhere, and so
// with any digit.
func (s *scan) read(d digits) (end int, ok bool) {
	var ahead [maxEscape][]thread // by place, modulo its length
	var raw [1]reading
	s.most = s.spent + s.steps
	for i := range len(s.text) {
		now := ahead[i%maxEscape]
		if !slices.ContainsFunc(now, func(t thread) bool { return t.left == 0 }) { // else it says more
			now = append(now, thread{before: -1})
		}
		ahead[i%maxEscape] = now[:0]
		list := raw[:]
		list[0] = reading{bytes: [utf8.UTFMax]byte{s.text[i]}, n: 1, end: i + 1}
		if escapes(s.text[i]) {
			several := read(s.text, i, nested)
			list = several.all()
			s.spent += escapeSteps
		}
		for _, r := range list {
			for _, t := range now {
				if t, alive := s.follow(d, t, r, i); alive {
					ahead[r.end%maxEscape] = s.join(ahead[r.end%maxEscape], t)
				}
			}
		}
		if s.spent > s.most {
			return i, false
		}
	}
	return 0, true
}

// follow goes on from t with what was read at i.
func (s *scan) follow(d digits, t thread, r reading, i int) (next thread, alive bool) {
	if d.value == nil {
		for _, b := range r.bytes[:r.n] {
			t = s.advance(t, b, i, r.end)
		}
		return t, t.state != 0
	}
	v := d.value(r.bytes[0])
	if v < 0 || r.n > 1 {
		return t, false
	}
	digit := int32(v) //nolint:gosec // of 6 bits
	// A byte has the bits left of the last digit, and the rest from this digit.
	if left := t.left * (8 - d.bits); left > 0 && t.before >= 0 {
		t = s.advance(t, byte(t.before<<left|digit>>(d.bits-left)), int(t.start), r.end) //nolint:gosec // the upper bits were the byte before
	}
	t.before, t.start, t.left = digit, int32(i), (t.left+1)%(8/(8-d.bits)) //nolint:gosec // a text is shorter than 2 GiB
	return t, true
}

// join adds t to the threads of one place. If one state ends with another, the longer
// state goes on for both. What a match needs is struck out on both ways, though it may
// begin earlier on the shorter way.
func (s *scan) join(threads []thread, t thread) []thread {
	s.spent += len(threads)
	kept := threads[:0]
	for i, known := range threads {
		if known.before != t.before || known.left != t.left {
			kept = append(kept, known)
			continue
		}
		t.start = min(t.start, known.start) // of one digit in two readings
		switch {
		case s.endsWith(known.state, t.state):
			threads[i].start, threads[i].at = t.start, s.both(known.at, t.at)
			return threads
		case s.endsWith(t.state, known.state):
			t.at = s.both(t.at, known.at)
		default:
			kept = append(kept, known)
		}
	}
	return append(kept, t)
}

// both returns where two ways meet.
func (s *scan) both(at, other int32) int32 {
	if other == 0 || other == at {
		return at
	}
	s.trail = append(s.trail, crumb{before: at, other: other})
	return int32(len(s.trail) - 1) //nolint:gosec // the steps bound it
}

// advance goes on from t by one byte, which stands in text[start:end].
func (s *scan) advance(t thread, b byte, start, end int) thread {
	next, cost := s.step(t.state, b)
	s.spent += cost
	before := t.at
	if t.state, t.at = next, 0; next == 0 {
		return t
	}
	at := int32(len(s.trail))                                                              //nolint:gosec // the steps bound it
	s.trail = append(s.trail, crumb{before: before, start: int32(start), end: int32(end)}) //nolint:gosec // a text is shorter than 2 GiB
	own := s.states[next]
	s.trail[at].needed = int32(own.long)
	if start >= s.sure {
		s.trail[at].needed = int32(own.depth)
	}
	if own.open {
		for s.tail = max(s.tail, end); s.tail < len(s.text) && s.text[s.tail] > ' '; s.tail++ {
			s.struck[s.tail] = true
		}
	}
	for short := own.short; short != 0; short = s.states[s.states[short].fail].short {
		s.alone(at, int(s.states[short].depth), end)
	}
	t.at = at
	return t
}

// alone strikes out a short secret, of n bytes up to at, if it is no part of a word.
func (s *scan) alone(at int32, n, end int) {
	if s.spent++; at == 0 || s.spent > s.most {
		return
	}
	c := s.trail[at]
	switch start := int(c.start); {
	case c.other != 0:
		s.alone(c.before, n, end)
		s.alone(c.other, n, end)
	case n > 1:
		s.alone(c.before, n-1, end)
	case !s.within(start) && !s.within(end):
		s.strike(start, end)
	}
}
