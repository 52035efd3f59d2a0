package authhooks_test

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

var errStore = errors.New("the store is on fire")

// brittle is a store that can be made to fail, and counts.
type brittle struct {
	*authhooks.MemoryStore
	down        atomic.Bool
	loads, cas  atomic.Int64
	locks       atomic.Int64
	beforeSwap  func()
	stuckOnLock atomic.Bool
}

func newBrittle() *brittle { return &brittle{MemoryStore: authhooks.NewMemoryStore()} }

func (b *brittle) Load(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
	b.loads.Add(1)
	if b.down.Load() {
		return nil, "", errStore
	}
	return b.MemoryStore.Load(ctx, name)
}

func (b *brittle) CompareAndSwap(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
	b.cas.Add(1)
	if f := b.beforeSwap; f != nil {
		f()
	}
	if b.down.Load() {
		return "", errStore
	}
	return b.MemoryStore.CompareAndSwap(ctx, name, old, r, ttl)
}

func (b *brittle) Lock(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
	b.locks.Add(1)
	if b.down.Load() {
		return nil, errStore
	}
	if b.stuckOnLock.Load() { // its holder died, and the store does not know
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return b.MemoryStore.Lock(ctx, name, ttl)
}

// hanging is a store that never answers.
type hanging struct{ *brittle }
