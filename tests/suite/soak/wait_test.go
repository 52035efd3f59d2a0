//go:build soak

package soak_test

import (
	"context"
	"errors"
	"time"
)

func fill(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// next waits until c is filled anew.
func next(c chan struct{}, otherwise string) error {
	select {
	case <-c: // of before
	default:
	}
	return within(c, otherwise)
}

// within waits for what must come: longer than any pause that a single refusal earns,
// and than a dead connection is tried.
func within(done <-chan struct{}, otherwise string) error {
	timer := time.NewTimer(45 * time.Second)
	defer timer.Stop()
	select {
	case <-done:
		return nil
	case <-timer.C:
		return errors.New(otherwise)
	}
}
