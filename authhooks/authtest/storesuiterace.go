package authtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

const (
	counters = 32
	counts   = 10
)

// pause waits for d or the end of ctx.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// together runs f n times in parallel, with i from 0, and returns the errors.
func together(n int, f func(i int) error) error {
	errs := make(chan error, n)
	for i := range n {
		go func() { errs <- f(i) }()
	}
	all := make([]error, n)
	for i := range all {
		all[i] = <-errs
	}
	return errors.Join(all...)
}

func checkCounter(ctx context.Context, a, b handle) error {
	name := RandomHex(32)
	err := together(counters, func(i int) error {
		h := a
		if i%2 == 1 {
			h = b
		}
		for range counts {
			if err := h.increment(ctx, name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	r, _, err := a.Load(ctx, name)
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	if want := strconv.Itoa(counters * counts); string(r) != want {
		return fmt.Errorf("%s increments by compare-and-swap have come to %s", want, r)
	}
	return nil
}

// increment adds one to the number in the record.
func (h handle) increment(ctx context.Context, name string) error {
	for most := 1; ; most = min(2*most, 1024) { // over a slow store the writers must not all retry at the same time
		r, v, err := h.Load(ctx, name)
		n := 0
		switch {
		case err == nil:
			if n, err = strconv.Atoi(string(r)); err != nil {
				return errors.New("load: half a record")
			}
		case !errors.Is(err, authhooks.ErrNotFound):
			return fmt.Errorf("load: %w", err)
		}
		_, err = h.CompareAndSwap(ctx, name, v, authhooks.Record(strconv.Itoa(n+1)), storeLong)
		if err == nil {
			return nil
		}
		if !errors.Is(err, authhooks.ErrConflict) {
			return fmt.Errorf("write: %w", err)
		}
		pause(ctx, time.Duration(rand.Int64N(int64(most)))*time.Millisecond)
	}
}

// checkCancelled checks that a call with a cancelled context does nothing.
func checkCancelled(ctx context.Context, a, b handle) error {
	name, other := RandomHex(32), RandomHex(32)
	v, err := a.put(ctx, name, "", "first")
	if err != nil {
		return err
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	for what, f := range map[string]func() error{
		"load": func() error { _, _, err := a.Load(gone, name); return err },
		"create": func() error {
			_, err := a.CompareAndSwap(gone, other, "", authhooks.Record("x"), storeLong)
			return err
		},
		"swap": func() error {
			_, err := a.CompareAndSwap(gone, name, v, authhooks.Record("x"), storeLong)
			return err
		},
		"delete": func() error { return a.Delete(gone, name, v) },
	} {
		what += " for a context that was cancelled before"
		if err := wantError(what, within(what, f), context.Canceled); err != nil {
			return err
		}
	}
	return firstError(b.expect(ctx, name, "first", v), b.expectNone(ctx, other))
}
