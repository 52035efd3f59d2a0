package redact

import (
	"slices"
	"unicode/utf8"
)

const (
	// shortest is how many characters a secret needs to be struck out wherever it stands.
	// A shorter secret would take pieces out of ordinary words.
	shortest = 4
	// longest is how many bytes of a secret are compared. If a secret is longer, what
	// follows up to the next space is struck out with it.
	longest = 8 << 10
)

// automaton finds all secrets at once (Aho and Corasick, 1975). A state is the longest
// beginning of a secret that the bytes read so far end with. State 0 is the empty
// beginning.
type automaton struct {
	states []state
	first  [256]int32 // the children of state 0
}

type state struct {
	child, sibling int32  // children form a list
	fail           int32  // the longest shorter beginning of a secret that this state ends with
	next           int32  // the first state along fail with a child that this state lacks
	short          int32  // the next state, this one included, at which a short secret ends, or 0
	order, last    int32  // the states that end with this state have numbers from order to last
	depth          uint16 // bytes
	long           uint16 // the length of the longest secret here that is not short, or 0
	label          byte   // the last byte
	open           bool   // that secret is longer than what is compared
}

func newAutomaton(secrets []string) *automaton {
	a := &automaton{states: make([]state, 1)}
	for _, secret := range secrets {
		if secret != "" {
			a.add(secret)
		}
	}
	a.link()
	return a
}

func (a *automaton) add(secret string) {
	open := len(secret) > longest
	if open {
		secret = secret[:longest]
	}
	s := int32(0)
	for i := range len(secret) {
		next := a.child(s, secret[i])
		if next == 0 {
			next = int32(len(a.states)) //nolint:gosec // far fewer than 2^31 bytes of secrets are kept
			a.states = append(a.states, state{label: secret[i], depth: a.states[s].depth + 1})
			if s == 0 {
				a.first[secret[i]] = next
			} else {
				a.states[next].sibling, a.states[s].child = a.states[s].child, next
			}
		}
		s = next
	}
	if utf8.RuneCountInString(secret) < shortest {
		a.states[s].short = s
		return
	}
	a.states[s].long, a.states[s].open = a.states[s].depth, a.states[s].open || open
}

// link sets fail, and adds to a state what ends in its fail. Parents come before their
// children.
func (a *automaton) link() {
	queue := make([]int32, 0, len(a.states))
	for _, s := range a.first {
		if s != 0 {
			queue = append(queue, s)
		}
	}
	for i := 0; i < len(queue); i++ {
		s := queue[i]
		own := &a.states[s]
		fail := a.states[own.fail]
		own.next = own.fail
		if own.fail != 0 && a.covers(s, own.fail) {
			own.next = fail.next
		}
		own.long, own.open = max(own.long, fail.long), own.open || fail.open
		if own.short == 0 {
			own.short = fail.short
		}
		for c := own.child; c != 0; c = a.states[c].sibling {
			a.states[c].fail, _ = a.step(own.fail, a.states[c].label)
			queue = append(queue, c)
		}
	}
	a.number(queue)
}

// number sets order and last. The states form a tree along fail, and order is its
// preorder. queue has the states in the order in which link found them, the shorter
// states first.
func (a *automaton) number(queue []int32) {
	size, next := make([]int32, len(a.states)), make([]int32, len(a.states))
	for _, s := range slices.Backward(queue) {
		size[s]++
		size[a.states[s].fail] += size[s]
	}
	for _, i := range queue {
		s := &a.states[i]
		s.order = next[s.fail]
		next[s.fail] += size[i]
		next[i], s.last = s.order+1, s.order+size[i]-1
	}
}

// endsWith reports whether the bytes of s end with those of other.
func (a *automaton) endsWith(s, other int32) bool {
	order, of := a.states[s].order, &a.states[other]
	return other == 0 || s != 0 && of.order <= order && order <= of.last
}

// covers reports whether s has a child for every byte for which other has a child.
func (a *automaton) covers(s, other int32) bool {
	for c := a.states[other].child; c != 0; c = a.states[c].sibling {
		if a.child(s, a.states[c].label) == 0 {
			return false
		}
	}
	return true
}

// step returns the state after one more byte, and the cost to find it.
func (a *automaton) step(s int32, b byte) (next int32, cost int) {
	for cost = 1; ; cost++ {
		if next = a.child(s, b); next != 0 || s == 0 {
			return next, cost
		}
		s = a.states[s].next
	}
}

func (a *automaton) child(s int32, b byte) int32 {
	if s == 0 {
		return a.first[b]
	}
	c := a.states[s].child
	for c != 0 && a.states[c].label != b {
		c = a.states[c].sibling
	}
	return c
}
