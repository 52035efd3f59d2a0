package redisstore

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// answer is the result of a round trip.
type answer[T any] struct {
	value T
	err   error
}

var errPanicked = errors.New("the client panicked")

// bounded returns when ctx ends or after timeout, whatever f does. By default go-redis
// waits for an answer as long as its own settings say. A later result of f is dropped.
func bounded[T any](ctx context.Context, timeout time.Duration, f func(context.Context) (T, error)) (T, error) {
	a, _ := begun(ctx, timeout, f)
	return a.value, a.err
}

// begun is bounded for a caller that needs a late answer. If f has not returned, late
// delivers its answer. Otherwise late is nil.
func begun[T any](ctx context.Context, timeout time.Duration, f func(context.Context) (T, error)) (a answer[T], late <-chan answer[T]) {
	if err := ctx.Err(); err != nil {
		return answer[T]{err: err}, nil
	}
	limited, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("no answer within %v: %w", timeout, context.DeadlineExceeded))
	defer cancel()
	answers := make(chan answer[T], 1)
	go func() {
		var a answer[T]
		defer func() {
			if p := recover(); p != nil { // a panic of a client's hook would end the process here
				a.err = fmt.Errorf("%w with a value of type %T", errPanicked, p)
			}
			answers <- a
		}()
		a.value, a.err = f(limited)
	}()
	select {
	case a := <-answers:
		if a.err != nil && ctx.Err() != nil {
			a.err = ctx.Err()
		}
		return a, nil
	case <-limited.Done():
		err := ctx.Err()
		if err == nil {
			err = context.Cause(limited)
		}
		return answer[T]{err: err}, answers
	}
}
