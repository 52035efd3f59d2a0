package authtest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// reasons are the suite's explanations of some faults: which kind of store has them, and
// their effect.
var reasons = map[string]string{
	"reads-see-writes replica": "reads from a replica, or from a cache, that is behind: the process that waited for another's token does not see it",
	"reads-see-writes cache":   "right after write 10: load: the store has no such record",
	"cut-short deaf":           "waits for its server whatever its context says: every fetch that needs it waits as long",
	"cut-short absent":         "takes a failure for an absent record: every process logs in by itself",
	"lock-cut-short":           "keeps a lock that the server granted when its caller had gone: nobody can have it",
}

func lastWriterWins(b *bad) {
	b.swap = func(ctx context.Context, name string, _ authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
		for {
			_, now, _ := b.MemoryStore.Load(ctx, name)
			v, err := b.MemoryStore.CompareAndSwap(ctx, name, now, r, ttl)
			if !errors.Is(err, authhooks.ErrConflict) {
				return v, err
			}
		}
	}
}

// hashVersions gives equal bytes equal versions.
func hashVersions(b *bad) {
	b.swap = func(ctx context.Context, name string, _ authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
		_, now, _ := b.MemoryStore.Load(ctx, name)
		_, err := b.MemoryStore.CompareAndSwap(ctx, name, now, r, ttl)
		return authhooks.Version(fmt.Sprintf("%x", r)), err
	}
}

// freeAnybodys lets any caller free a lock.
func freeAnybodys(b *bad) {
	var mu sync.Mutex
	var last func(context.Context) error
	b.lock = func(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
		u, err := b.MemoryStore.Lock(ctx, name, ttl)
		if err != nil {
			return nil, err
		}
		mu.Lock()
		defer mu.Unlock()
		last = u
		return func(ctx context.Context) error {
			mu.Lock()
			defer mu.Unlock()
			return last(ctx)
		}, nil
	}
}
