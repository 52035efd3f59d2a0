package authtest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// bad is a good store with one fault.
type bad struct {
	*authhooks.MemoryStore

	load func(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error)
	swap func(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error)
	del  func(ctx context.Context, name string, old authhooks.Version) error
	lock func(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error)
}

func (b *bad) Load(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
	return b.load(ctx, name)
}

func (b *bad) CompareAndSwap(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
	return b.swap(ctx, name, old, r, ttl)
}

func (b *bad) Delete(ctx context.Context, name string, old authhooks.Version) error {
	return b.del(ctx, name, old)
}

func (b *bad) Lock(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
	return b.lock(ctx, name, ttl)
}

func good() *bad {
	m := authhooks.NewMemoryStore()
	return &bad{m, m.Load, m.CompareAndSwap, m.Delete, m.Lock}
}

// For each fault, the check whose name begins the fault's name must find it.
func TestStoreSuiteFindsFaults(t *testing.T) {
	t.Parallel()
	for fault, spoil := range map[string]func(b *bad){
		"absent": func(b *bad) {
			b.load = func(context.Context, string) (authhooks.Record, authhooks.Version, error) { return nil, "", nil }
		},
		"create": func(b *bad) { // an empty old version counts as any version
			b.swap = func(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
				if old == "" {
					_, old, _ = b.MemoryStore.Load(ctx, name)
				}
				return b.MemoryStore.CompareAndSwap(ctx, name, old, r, ttl)
			}
		},
		"swap": lastWriterWins,
		"no-lost-update": func(b *bad) {
			lastWriterWins(b)
			b.load = func(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
				r, v, err := b.MemoryStore.Load(ctx, name)
				time.Sleep(time.Millisecond) // lets other writers in between, on any machine
				return r, v, err
			}
		},
		"delete": func(b *bad) { // ignores the version
			b.del = func(ctx context.Context, name string, _ authhooks.Version) error {
				_, v, _ := b.MemoryStore.Load(ctx, name)
				return b.MemoryStore.Delete(ctx, name, v)
			}
		},
		"ttl": func(b *bad) {
			b.swap = func(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
				return b.MemoryStore.CompareAndSwap(ctx, name, old, r, max(ttl, time.Minute)) // keeps a record for at least a minute
			}
		},
		"ttl-not-positive": func(b *bad) {
			b.swap = func(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
				if ttl <= 0 {
					ttl = time.Hour // never expires
				}
				return b.MemoryStore.CompareAndSwap(ctx, name, old, r, ttl)
			}
		},
		"any-bytes": func(b *bad) { // text ends at a zero byte
			b.load = func(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
				r, v, err := b.MemoryStore.Load(ctx, name)
				for i, c := range r {
					if c == 0 {
						return r[:i], v, err
					}
				}
				return r, v, err
			}
		},
		"names-do-not-mix": func(b *bad) { // names are cut to a column's width
			b.swap = func(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
				return b.MemoryStore.CompareAndSwap(ctx, name[:min(30, len(name))], old, r, ttl)
			}
			b.load = func(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
				return b.MemoryStore.Load(ctx, name[:min(30, len(name))])
			}
		},
		"cancelled": func(b *bad) {
			b.load = func(_ context.Context, name string) (authhooks.Record, authhooks.Version, error) {
				return b.MemoryStore.Load(context.Background(), name)
			}
		},
		"reads-see-writes replica": func(b *bad) { // sometimes one write behind
			var mu sync.Mutex
			var before authhooks.Record
			var version authhooks.Version
			loads := 0
			b.swap = func(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
				mu.Lock()
				defer mu.Unlock()
				before, version, _ = b.MemoryStore.Load(ctx, name)
				return b.MemoryStore.CompareAndSwap(ctx, name, old, r, ttl)
			}
			b.load = func(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
				mu.Lock()
				defer mu.Unlock()
				if loads++; loads%40 == 0 && version != "" {
					return before, version, nil
				}
				return b.MemoryStore.Load(ctx, name)
			}
		},
		"reads-see-writes cache": func(b *bad) { // caches absent records
			var mu sync.Mutex
			absent := map[string]bool{}
			b.del = func(ctx context.Context, name string, old authhooks.Version) error {
				mu.Lock()
				defer mu.Unlock()
				absent[name] = true
				return b.MemoryStore.Delete(ctx, name, old)
			}
			b.load = func(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
				mu.Lock()
				defer mu.Unlock()
				if absent[name] {
					return nil, "", authhooks.ErrNotFound
				}
				return b.MemoryStore.Load(ctx, name)
			}
		},
		"cut-short deaf": func(b *bad) {
			b.load = func(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
				if time.Sleep(time.Millisecond); ctx.Err() != nil {
					time.Sleep(10 * time.Second) // waits for an answer that never comes
				}
				return b.MemoryStore.Load(ctx, name)
			}
		},
		"cut-short absent": func(b *bad) {
			b.load = func(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
				if time.Sleep(time.Millisecond); ctx.Err() != nil {
					return nil, "", authhooks.ErrNotFound
				}
				return b.MemoryStore.Load(ctx, name)
			}
		},
		"lock-cut-short": func(b *bad) { // a caller that gave up keeps the lock
			b.lock = func(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
				type lock struct {
					unlock func(context.Context) error
					err    error
				}
				locks := make(chan lock, 1)
				go func() {
					time.Sleep(time.Millisecond)
					u, err := b.MemoryStore.Lock(context.WithoutCancel(ctx), name, ttl)
					locks <- lock{u, err}
				}()
				select {
				case l := <-locks:
					return l.unlock, l.err
				case <-ctx.Done():
					return nil, ctx.Err()
				}
			}
		},
		"versions-differ": hashVersions,
		"lock-exclusive": func(b *bad) {
			b.lock = func(context.Context, string, time.Duration) (func(context.Context) error, error) {
				return func(context.Context) error { return nil }, nil
			}
		},
		"lock-cancelled": func(b *bad) {
			b.lock = func(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
				u, err := b.MemoryStore.Lock(ctx, name, ttl)
				if err != nil {
					err = errors.New("busy") // not ctx's error
				}
				return u, err
			}
		},
		"lock-names-do-not-mix": func(b *bad) {
			b.lock = func(ctx context.Context, _ string, ttl time.Duration) (func(context.Context) error, error) {
				return b.MemoryStore.Lock(ctx, "all", ttl)
			}
		},
		"lock-ttl": func(b *bad) {
			b.lock = func(ctx context.Context, name string, _ time.Duration) (func(context.Context) error, error) {
				return b.MemoryStore.Lock(ctx, name, time.Hour)
			}
		},
		"lock-unlocked-twice": freeAnybodys,
		"lock-former-owner":   freeAnybodys,
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			check, _, _ := strings.Cut(fault, " ")
			b := good()
			spoil(b)
			err := errors.New("there is no such check")
			for _, c := range authtest.StoreSuite(func() (authhooks.Store, error) { return b, nil }) {
				if c.Name == check {
					err = c.Run(t.Context())
					require.Error(t, err)
				}
			}
			assert.NotContains(t, err.Error(), "no such check")
			assert.ErrorContains(t, err, reasons[fault])
		})
	}
}

func TestStoreSuiteLeavesOutWhatItIsTold(t *testing.T) {
	t.Parallel()
	open := func() (authhooks.Store, error) { return struct{ authhooks.Store }{authhooks.NewMemoryStore()}, nil }
	all, held := authtest.StoreSuite(open), authtest.StoreSuite(open, authtest.WithLocksUntilUnlock())
	none := authtest.StoreSuite(open, authtest.WithoutLocks())
	assert.Len(t, held, len(all)-2)
	assert.Len(t, none, len(all)-7)
	assert.ErrorContains(t, all[len(all)-1].Run(t.Context()), "no Locker")

	fails := authtest.StoreSuite(func() (authhooks.Store, error) { return nil, errors.New("no server") })
	assert.EqualError(t, fails[0].Run(t.Context()), "open: no server")
}

func ExampleStoreSuite() {
	mine := authhooks.NewMemoryStore() // here comes your store
	open := func() (authhooks.Store, error) { return mine, nil }
	for _, check := range authtest.StoreSuite(open, authtest.WithoutLocks()) { // in a test, use t.Run
		if err := check.Run(context.Background()); err != nil {
			_, _ = fmt.Fprintln(os.Stdout, check.Name, err)
		}
	}
	// Output:
}
