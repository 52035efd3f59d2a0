package authtest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// storeWatch is how long a check tries to get a lock that another holds.
const storeWatch = 250 * time.Millisecond

func (h handle) lock(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
	locker, ok := h.Store.(authhooks.Locker)
	if !ok {
		return nil, errors.New("the store is no Locker: leave these checks out by WithoutLocks")
	}
	unlock, err := locker.Lock(ctx, name, ttl)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	return unlock, nil
}

// expectHeld tries to get a lock that somebody holds.
func (h handle) expectHeld(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, storeWatch)
	defer cancel()
	err := within("lock that is held", func() error {
		_, err := h.lock(ctx, name, storeLong)
		return err
	})
	return wantError("lock that somebody else holds", err, context.DeadlineExceeded)
}

// expectFree gets a lock that nobody holds, and unlocks it.
func (h handle) expectFree(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, storePrompt)
	defer cancel()
	unlock, err := h.lock(ctx, name, storeLong)
	if err != nil {
		return fmt.Errorf("lock that nobody holds: %w", err)
	}
	return unlock(ctx)
}

func checkLockExclusive(ctx context.Context, a, b handle) error {
	name := RandomHex(32)
	var inside atomic.Int32
	err := together(8, func(i int) error {
		h := a
		if i%2 == 1 {
			h = b
		}
		for range 5 {
			unlock, err := h.lock(ctx, name, storeLong)
			if err != nil {
				return err
			}
			if inside.Add(1) != 1 {
				return errors.New("two hold one lock")
			}
			pause(ctx, time.Millisecond) // gives the others time for a mistake
			inside.Add(-1)
			if err := unlock(ctx); err != nil {
				return fmt.Errorf("unlock: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.expectFree(ctx, name)
}

func checkLockCancelled(ctx context.Context, a, b handle) error {
	name := RandomHex(32)
	gone, cancel := context.WithCancel(ctx)
	cancel()
	err := within("lock", func() error { _, err := a.lock(gone, name, storeLong); return err })
	if err := wantError("lock for a context that was cancelled before", err, context.Canceled); err != nil {
		return err
	}
	unlock, err := a.lock(ctx, name, storeLong)
	if err != nil {
		return err
	}
	waiting, cancel := context.WithCancel(ctx)
	timer := time.AfterFunc(storeWatch/5, cancel)
	defer timer.Stop()
	defer cancel()
	err = within("waiting for a lock", func() error { _, err := b.lock(waiting, name, storeLong); return err })
	if err := wantError("waiting for a lock, and cancelled", err, context.Canceled); err != nil {
		return err
	}
	if err := b.expectHeld(ctx, name); err != nil {
		return err
	}
	if err := unlock(ctx); err != nil {
		return fmt.Errorf("unlock: %w", err)
	}
	return b.expectFree(ctx, name) // callers that gave up hold nothing
}

func checkLockNames(ctx context.Context, a, b handle) error {
	name := RandomHex(32)
	unlock, err := a.lock(ctx, name, storeLong)
	if err != nil {
		return err
	}
	if err := b.expectFree(ctx, RandomHex(32)); err != nil {
		return err
	}
	v, err := b.put(ctx, name, "", "a lock keeps nobody from writing")
	if err != nil {
		return err
	}
	if err := a.Delete(ctx, name, v); err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	if err := b.expectHeld(ctx, name); err != nil {
		return fmt.Errorf("after its record came and went: %w", err)
	}
	return unlock(ctx)
}

// checkLockTwice checks that a second unlock does not free another caller's lock.
// Otherwise a second unlock may do anything.
func checkLockTwice(ctx context.Context, a, b handle) error {
	name := RandomHex(32)
	former, err := a.lock(ctx, name, storeLong)
	if err != nil {
		return err
	}
	if err := former(ctx); err != nil {
		return fmt.Errorf("unlock: %w", err)
	}
	return successor(ctx, a, b, name, former)
}

func checkLockTTL(ctx context.Context, a, b handle) error {
	name := RandomHex(32)
	if _, err := a.lock(ctx, name, storeShort); err != nil {
		return err
	}
	return b.expectFree(ctx, name) // expectFree waits longer than the ttl
}

func checkLockFormerOwner(ctx context.Context, a, b handle) error {
	name := RandomHex(32)
	former, err := a.lock(ctx, name, storeShort)
	if err != nil {
		return err
	}
	return successor(ctx, a, b, name, former)
}

// successor gets the lock. Then former, the unlock of the earlier holder, must not free
// it.
func successor(ctx context.Context, a, b handle, name string, former func(context.Context) error) error {
	unlock, err := b.lock(ctx, name, storeLong)
	if err != nil {
		return fmt.Errorf("after the former owner: %w", err)
	}
	_ = former(ctx) // an error is allowed
	if err := a.expectHeld(ctx, name); err != nil {
		return fmt.Errorf("after a former owner's unlock: %w", err)
	}
	if err := unlock(ctx); err != nil {
		return fmt.Errorf("unlock: %w", err)
	}
	return a.expectFree(ctx, name)
}
