package authtest

import (
	"sync"
	"time"
)

// Clock is a simulator's time. It runs with the real one, so that a simulator
// nobody touches agrees with real clients, and can be moved. The zero Clock
// tells the real time. It is safe for concurrent use.
type Clock struct {
	mu     sync.Mutex
	offset time.Duration
	frozen time.Time // not zero: time stands still here
}

// NewClock returns a clock that tells the real time until it is moved.
func NewClock() *Clock { return &Clock{} }

// NewFrozenClock returns a clock that stands at t and moves by Advance and Set
// only: for tests in which two calls must fall into one second.
func NewFrozenClock(t time.Time) *Clock { return &Clock{frozen: t.Round(0)} }

// Now returns the virtual time, without a monotonic reading. It fits
// authhooks.WithClock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.frozen.IsZero() {
		return c.frozen
	}
	return time.Now().Round(0).Add(c.offset)
}

// Advance moves the clock by d, back where d is negative.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.frozen.IsZero() {
		c.frozen = c.frozen.Add(d)
		return
	}
	c.offset += d
}

// Set moves the clock to t, from where it runs on, or stands if it was frozen.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.frozen.IsZero() {
		c.frozen = t.Round(0)
		return
	}
	c.offset = t.Round(0).Sub(time.Now().Round(0))
}
