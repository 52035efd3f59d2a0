package authtest

import (
	"sync"
	"time"
)

// Clock is a simulator's time. It runs with the real time, so that an untouched simulator
// agrees with real clients, and tests can move it. The zero Clock shows the real time. A
// Clock is safe for concurrent use.
type Clock struct {
	mu     sync.Mutex
	offset time.Duration
	frozen time.Time // if not zero, the clock stands still at this time
}

// NewClock returns a clock that shows the real time until a test moves it.
func NewClock() *Clock { return &Clock{} }

// NewFrozenClock returns a clock that stands still at t. Only Advance and Set move it.
// Use it if two calls must be in the same second.
func NewFrozenClock(t time.Time) *Clock { return &Clock{frozen: t.Round(0)} }

// Now returns the virtual time without a monotonic reading. It can be passed to
// authhooks.WithClock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.frozen.IsZero() {
		return c.frozen
	}
	return time.Now().Round(0).Add(c.offset)
}

// Advance moves the clock by d. A negative d moves it back.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.frozen.IsZero() {
		c.frozen = c.frozen.Add(d)
		return
	}
	c.offset += d
}

// Set moves the clock to t. A frozen clock then stands still at t, any other clock runs
// on from t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.frozen.IsZero() {
		c.frozen = t.Round(0)
		return
	}
	c.offset = t.Round(0).Sub(time.Now().Round(0))
}
