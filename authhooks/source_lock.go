package authhooks

import (
	"context"
	"math/rand/v2"
)

// loadOrLock returns the record when one of these is true:
//
//   - The record will do instead of a fetch, or it holds a failure that counts.
//   - This process has the lock. unlock gives the lock back.
//   - The store has no locks, or fails.
//   - The lock did not come within the longest time that another process may hold it, and
//     the time of one more fetch.
//
// It reads the record between short waits for the lock, since a thousand processes need
// not take turns when one fetch is over.
func (f *sharedCache) loadOrLock(ctx *run, sealer sealer, why reason) (r payload, version Version, unlock func(), err error) {
	unlock = func() {}
	waiting, cancel := context.WithTimeout(ctx, f.lockTTL+f.source.cfg.timeout)
	defer cancel()
	for wait := minLockWait; ; wait = min(2*wait, maxLockWait) {
		r, version, err = f.load(ctx, sealer)
		locker, ok := f.store.(Locker)
		if ctx.retried && r.failure != nil {
			f.forgotten = r.failure.At
		}
		ctx.retried = false // a later failure counts
		if err != nil || !ok || waiting.Err() != nil || f.failureIn(r, why, f.source.now()) != nil {
			return r, version, unlock, err
		}
		if newest, memory := f.newest(r); f.sparesFetch(newest, memory, why) {
			return r, version, unlock, err
		}
		release, err := f.tryLock(waiting, locker, sealer.Name, wait/2+rand.N(wait))
		if err != nil {
			return r, version, unlock, err
		}
		if release != nil {
			r, version, err = f.load(ctx, sealer) // the holder before may have fetched
			return r, version, release, err
		}
	}
}
