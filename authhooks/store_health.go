package authhooks

import (
	"errors"
)

// storeSteps is how long a store that fails is left alone, by failures in a row.
var storeSteps = limitSteps

var (
	errStoreStuck = errors.New("a call of the store has not returned in time, though its ctx has ended")
	errNoLock     = errors.New("the store's Lock returned neither a lock nor an error")
	errStoreExit  = errors.New("the store ended the goroutine that called it")
)

// isDown reports whether the store is left alone, since it failed or a call of it has not
// returned.
func (f *recordStore) isDown() bool {
	now := f.clock().UnixNano()
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stuck.Load() > 0 || f.downFor.active(now)
}

// markDown leaves the store alone for a while, longer each time.
func (f *recordStore) markDown(err error, writing bool) {
	err = f.clean(err)
	now := f.clock()
	f.mu.Lock()
	first := f.err == nil
	f.err, f.downFor = err, newCooldown(now.UnixNano(), step(storeSteps, f.failures))
	f.writeFailed = f.writeFailed || writing
	f.failures++
	f.mu.Unlock()
	if first {
		f.observe(Event{Type: EventStoreDown, At: now, Err: err})
	}
}

// markUp ends the time in which the store is left alone. If a write failed, only a write
// shows that the store works.
func (f *recordStore) markUp(written bool) {
	f.mu.Lock()
	before := f.err
	if before == nil || f.writeFailed && !written {
		f.mu.Unlock()
		return
	}
	f.err, f.downFor, f.failures, f.writeFailed, f.soloFetch = nil, cooldown{}, 0, false, cooldown{}
	f.mu.Unlock()
	f.observe(Event{Type: EventStoreUp, At: f.clock()})
}

// inherit takes over that the store does not work, of another account's record.
func (f *recordStore) inherit(from *recordStore) {
	from.mu.Lock()
	defer from.mu.Unlock()
	f.err, f.downFor, f.failures, f.writeFailed = from.err, from.downFor, from.failures, from.writeFailed
}

// status returns the last error for Source.Status, and when to try the store again.
func (f *recordStore) status() (until int64, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.downFor.until, f.err
}
