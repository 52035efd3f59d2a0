//go:build soak

package soak_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// frost stops stores: while it lasts their calls do not return, whatever their
// context says. Then they do what they were asked for, however late that is.
type frost struct {
	mu   sync.Mutex
	thaw chan struct{} // nil while nothing is frozen
	held chan struct{} // closed when a call has met the frost
}

// begin freezes the stores; the channel is closed when a call has met it.
func (f *frost) begin() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.thaw, f.held = make(chan struct{}), make(chan struct{})
	return f.held
}

func (f *frost) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	close(f.thaw)
	f.thaw = nil
}

// wait holds a call up, which then goes on though ctx may have ended, and reports
// whether it did.
func (f *frost) wait(ctx context.Context) (context.Context, bool) {
	f.mu.Lock()
	thaw := f.thaw
	if thaw != nil {
		select {
		case <-f.held:
		default:
			close(f.held)
		}
	}
	f.mu.Unlock()
	if thaw == nil {
		return ctx, false
	}
	<-thaw
	return context.WithoutCancel(ctx), true
}

// freezable is a store in memory that a frost can stop.
type freezable struct {
	memory  authhooks.MemoryStore
	frost   *frost
	written func() // after a write that has not been held up
}

func (s *freezable) Load(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
	ctx, _ = s.frost.wait(ctx)
	return s.memory.Load(ctx, name)
}

func (s *freezable) CompareAndSwap(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
	ctx, held := s.frost.wait(ctx)
	version, err := s.memory.CompareAndSwap(ctx, name, old, r, ttl)
	if err == nil && !held {
		s.written()
	}
	return version, err
}

func (s *freezable) Delete(ctx context.Context, name string, old authhooks.Version) error {
	ctx, _ = s.frost.wait(ctx)
	return s.memory.Delete(ctx, name, old)
}

func (s *freezable) Lock(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
	ctx, _ = s.frost.wait(ctx)
	unlock, err := s.memory.Lock(ctx, name, ttl)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		ctx, _ = s.frost.wait(ctx)
		return unlock(ctx)
	}, nil
}

func TestTroubleFrozenStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		writes := 0
		s := &freezable{frost: &frost{}, written: func() { writes++ }}
		_, err := s.CompareAndSwap(t.Context(), "a", "", authhooks.Record("1"), time.Hour)
		require.NoError(t, err)
		held := s.frost.begin()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		written := make(chan error, 1)
		go func() {
			_, err := s.CompareAndSwap(ctx, "b", "", authhooks.Record("2"), time.Hour)
			written <- err
		}()
		time.Sleep(time.Minute)
		synctest.Wait()
		assert.Empty(t, written, "a frozen store takes no notice of a context")
		<-held
		s.frost.end()
		require.NoError(t, <-written)
		r, _, err := s.Load(t.Context(), "b")
		require.NoError(t, err, "what was asked for is done, late")
		assert.Equal(t, authhooks.Record("2"), r)
		assert.Equal(t, 1, writes)
	})
}
