package authhooks

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

// storeTimeout is how long one call of the store may take.
const storeTimeout = 3 * time.Second

// storeCall makes one call of the store on a goroutine of its own, since a frozen disk or
// a careless driver ignores its ctx. A panic becomes an error. If the call has not
// returned soon after its limit, storeCall returns errStoreStuck, and the store counts as
// down until the call returns. late then gets the value of the call. late may be nil.
func storeCall[T any](ctx context.Context, f *recordStore, limit time.Duration, call func(context.Context) (T, error), late func(T)) (T, error) {
	bounded, cancel := context.WithTimeout(ctx, limit)
	type answer struct {
		value T
		err   error
	}
	done := make(chan answer, 1)
	var over atomic.Bool // set by the first of two: the call returns, or the wait ends
	go func() {
		defer cancel()
		a := answer{err: errStoreExit} // stays if the store ends the goroutine (runtime.Goexit)
		defer func() {
			if p := recover(); p != nil {
				a = answer{err: fmt.Errorf("the store panicked with a value of type %T", p)}
			}
			a.err = tame(a.err)
			if over.CompareAndSwap(false, true) {
				done <- a
				return
			}
			defer f.stuck.Add(-1)
			if a.err == nil && late != nil {
				defer func() { _ = recover() }() // nobody waits for the error
				late(a.value)
			}
		}()
		a.value, a.err = call(bounded)
	}()
	timer := time.NewTimer(storeTimeout + grace)
	defer timer.Stop()
	left := ctx.Done()
	for {
		select {
		case a := <-done:
			return a.value, a.err
		case <-left:
			left = nil
			timer.Reset(grace)
		case <-timer.C:
			f.stuck.Add(1)
			if over.CompareAndSwap(false, true) {
				var none T
				return none, errStoreStuck
			}
			f.stuck.Add(-1)
		}
	}
}
