package authtest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

const (
	// freshRounds is how often another handle reads a write, because a replica is only
	// sometimes behind.
	freshRounds = 100
	// cutRounds is how often a call is cancelled, each time at another moment.
	cutRounds = 20
)

const (
	staleStore = "such a store reads from a replica, or from a cache, that is behind: " +
		"the process that waited for another's token does not see it, logs in by itself, and uses a refresh token that is used up"
	stuckStore = "such a store waits for its server whatever its context says: every fetch that needs it waits as long"
	emptyStore = "such a store takes a failure for an absent record: every process logs in by itself as soon as the server is slow"
	keptLock   = "such a store keeps a lock that the server granted when its caller had gone: " +
		"nobody can have it until its time to live is over, and every process waits for that"
)

// checkFresh checks that the next read sees a write, through any handle.
func checkFresh(ctx context.Context, a, b handle) error {
	name, version := RandomHex(32), authhooks.Version("")
	for round := range freshRounds {
		text := "round " + strconv.Itoa(round)
		v, err := a.put(ctx, name, version, text)
		if err != nil {
			return err
		}
		if err := b.expect(ctx, name, text, v); err != nil {
			return fmt.Errorf("right after write %d: %w; %s", round, err, staleStore)
		}
		version = v
		if round%10 == 9 {
			if err := a.Delete(ctx, name, v); err != nil {
				return fmt.Errorf("delete: %w", err)
			}
			if err := b.expectNone(ctx, name); err != nil {
				return fmt.Errorf("right after a delete: %w; %s", err, staleStore)
			}
			version = ""
		}
		a, b = b, a
	}
	return nil
}

// cutShort runs f often. Its contexts end between zero and twice the time that f takes
// undisturbed.
func cutShort(ctx context.Context, what string, f func(ctx context.Context, round int) error) error {
	clock := NewClock()
	began := clock.Now()
	if err := f(ctx, 0); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	took := max(clock.Now().Sub(began), time.Microsecond)
	for round := 1; round <= cutRounds; round++ {
		short, cancel := context.WithTimeout(ctx, 2*took*time.Duration(round-1)/cutRounds)
		err := within(what, func() error { return f(short, round) })
		cancel()
		if err != nil {
			return err
		}
	}
	return nil
}

// checkLateCalls checks that a cancelled call returns soon and does not report a record
// that exists as absent.
func checkLateCalls(ctx context.Context, a, b handle) error {
	name := RandomHex(32)
	if _, err := a.put(ctx, name, "", "whole"); err != nil {
		return err
	}
	var created [cutRounds + 1]string
	err := firstError(
		cutShort(ctx, "load that is cut short", func(ctx context.Context, _ int) error {
			_, _, err := a.Load(ctx, name)
			if errors.Is(err, authhooks.ErrNotFound) {
				return fmt.Errorf("load that is cut short: error %w of a record that is there; %s", err, emptyStore)
			}
			return nil
		}),
		cutShort(ctx, "write that is cut short", func(ctx context.Context, round int) error {
			created[round] = RandomHex(32)
			_, err := a.CompareAndSwap(ctx, created[round], "", authhooks.Record("whole"), storeLong)
			if errors.Is(err, authhooks.ErrNotFound) {
				return fmt.Errorf("write that is cut short: error %w, which says that it was not found", err)
			}
			return nil
		}),
		cutShort(ctx, "delete that is cut short", func(ctx context.Context, _ int) error {
			_ = a.Delete(ctx, name, "another version")
			return nil
		}),
	)
	if err != nil {
		return err
	}
	for _, name := range append(created[:], name) {
		if r, _, err := b.Load(ctx, name); err == nil && string(r) != "whole" {
			return fmt.Errorf("a write that was cut short left %d bytes of %d", len(r), len("whole"))
		} else if err != nil && !errors.Is(err, authhooks.ErrNotFound) {
			return fmt.Errorf("load: %w", err)
		}
	}
	return nil
}

// checkLateLock checks that a caller who stopped waiting for a lock does not hold it.
func checkLateLock(ctx context.Context, a, b handle) error {
	names := make([]string, cutRounds+1)
	err := cutShort(ctx, "lock that is cut short", func(short context.Context, round int) error {
		names[round] = RandomHex(32)
		unlock, err := a.lock(short, names[round], storeLong)
		switch {
		case err == nil:
			return unlock(ctx)
		case short.Err() == nil:
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := b.expectFree(ctx, name); err != nil {
			return fmt.Errorf("after a lock that was cut short: %w; %s", err, keptLock)
		}
	}
	return nil
}
