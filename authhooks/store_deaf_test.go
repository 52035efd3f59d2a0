package authhooks_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// deafStore is a store of which one method takes no notice of its ctx while it is frozen,
// as a system call on a frozen disk does.
type deafStore struct {
	*brittle
	method  string
	frozen  chan struct{} // nil: it works
	waiting atomic.Int64  // calls that hang
	last    atomic.Value  // the name of the record
	mu      sync.Mutex
}

func newDeafStore(method string) *deafStore { return &deafStore{brittle: newBrittle(), method: method} }

func (d *deafStore) freeze() (thaw func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	frozen := make(chan struct{})
	d.frozen = frozen
	return sync.OnceFunc(func() {
		d.mu.Lock()
		d.frozen = nil
		d.mu.Unlock()
		close(frozen)
	})
}

func (d *deafStore) hang(method string) {
	d.mu.Lock()
	frozen := d.frozen
	d.mu.Unlock()
	if frozen != nil && method == d.method {
		d.waiting.Add(1)
		<-frozen
		d.waiting.Add(-1)
	}
}

func (d *deafStore) Load(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
	d.last.Store(name)
	d.hang("Load")
	return d.brittle.Load(ctx, name)
}

func (d *deafStore) CompareAndSwap(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
	d.hang("CompareAndSwap")
	d.last.Store(name)
	return d.brittle.CompareAndSwap(ctx, name, old, r, ttl)
}

func (d *deafStore) Lock(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
	d.last.Store(name)
	d.hang("Lock")
	unlock, err := d.brittle.Lock(context.WithoutCancel(ctx), name, ttl) // deaf, and late
	return func(ctx context.Context) error {
		d.hang("unlock")
		return unlock(ctx)
	}, err
}

// name is that of the only record.
func (d *deafStore) name(t *testing.T) string {
	t.Helper()
	require.NotEmpty(t, d.last.Load(), "the record was asked for")
	return d.last.Load().(string)
}
