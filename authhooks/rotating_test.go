package authhooks_test

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// rotatingVendor is a vendor whose refresh tokens live for one use. It notes which were
// presented and punishes none of them.
type rotatingVendor struct {
	mu        sync.Mutex
	n         int
	lifetime  time.Duration
	presented []string
	fail      func(n int) error // after the refresh token has been rotated
	during    func(n int)       // while it is asked
	now       func() time.Time  // nil: time.Now
}

func (v *rotatingVendor) Fetch(_ context.Context, old authhooks.Token) (authhooks.Token, error) {
	v.mu.Lock()
	v.n++
	n := v.n
	v.presented = append(v.presented, old.Refresh.Reveal())
	v.mu.Unlock()
	if v.during != nil {
		v.during(n)
	}
	now := time.Now
	if v.now != nil {
		now = v.now
	}
	refresh := authhooks.NewSecret(fmt.Sprint("r", n))
	if v.fail != nil {
		if err := v.fail(n); err != nil {
			return authhooks.Token{Refresh: refresh}, err
		}
	}
	return authhooks.Token{
		Access: authhooks.NewSecret(fmt.Sprint("a", n)), Refresh: refresh,
		ExpiresAt: now().Add(v.lifetime), RefreshExpiresAt: now().Add(1000 * time.Hour),
	}, nil
}

// inOrder asserts that each renewal began with what the one before had brought.
func (v *rotatingVendor) inOrder(t *testing.T) {
	t.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	for i, got := range v.presented {
		want := ""
		if i > 0 {
			want = fmt.Sprint("r", i)
		}
		assert.Equal(t, want, got, "fetch %d of %q", i+1, v.presented)
	}
}

// restored is a store of which an older state can be put back.
type restored struct {
	*brittle
	mu      sync.Mutex
	names   map[string]authhooks.Record
	backups map[string]authhooks.Record
}

func newRestored() *restored {
	return &restored{brittle: newBrittle(), names: map[string]authhooks.Record{}}
}

func (r *restored) CompareAndSwap(ctx context.Context, name string, old authhooks.Version, record authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
	v, err := r.brittle.CompareAndSwap(ctx, name, old, record, ttl)
	if err == nil {
		r.mu.Lock()
		r.names[name] = record
		r.mu.Unlock()
	}
	return v, err
}

func (r *restored) backup() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.backups = maps.Clone(r.names)
}

func (r *restored) restore(t *testing.T) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for name := range r.names {
		_, v, err := r.MemoryStore.Load(t.Context(), name)
		require.NoError(t, err)
		require.NoError(t, r.Delete(t.Context(), name, v))
		if old, ok := r.backups[name]; ok {
			_, err = r.MemoryStore.CompareAndSwap(t.Context(), name, "", old, time.Hour*2000)
			require.NoError(t, err)
		}
	}
}
