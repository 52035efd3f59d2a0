package authhooks

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// modelStore is one store for all processes, which may lose its last write.
type modelStore struct {
	*MemoryStore
	vendor *modelVendor
	sealer sealer
	mu     sync.Mutex
	name   string
	states []Record
}

// storeOf is the store as a process sees it.
type storeOf struct{ p *modelProcess }

func (s storeOf) Load(ctx context.Context, name string) (Record, Version, error) {
	if s.p.dead() {
		return nil, "", errKilled
	}
	s.p.vendor.read(s.p)
	return s.p.store.Load(ctx, name)
}

func (s storeOf) CompareAndSwap(ctx context.Context, name string, old Version, r Record, ttl time.Duration) (Version, error) {
	if s.p.dead() {
		return "", errKilled
	}
	st := s.p.store
	v, err := st.CompareAndSwap(ctx, name, old, r, ttl)
	if err == nil {
		st.mu.Lock()
		st.name, st.states = name, append(st.states, r)
		st.mu.Unlock()
		if held, err := st.sealer.open(r); err == nil {
			s.p.mu.Lock()
			if s.p.pending == held.token.Refresh.Reveal() {
				s.p.pending = ""
			}
			s.p.mu.Unlock()
			st.vendor.rolled(held.token.Refresh.Reveal(), false)
		}
	}
	return v, err
}

func (s storeOf) Delete(ctx context.Context, name string, old Version) error {
	return s.p.store.Delete(ctx, name, old)
}

func (s storeOf) Lock(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
	if s.p.dead() {
		return nil, errKilled
	}
	unlock, err := s.p.store.Lock(ctx, name, ttl)
	return func(ctx context.Context) error {
		if s.p.dead() {
			return errKilled // the lock stays until its time is over
		}
		return unlock(ctx)
	}, err
}

// loseLastWrite puts the record before the last one back.
func (s *modelStore) loseLastWrite(t *testing.T) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.states) < 2 {
		return
	}
	_, v, err := s.Load(t.Context(), s.name)
	if err != nil {
		return
	}
	lost, before := s.states[len(s.states)-1], s.states[len(s.states)-2]
	s.states = s.states[:len(s.states)-1]
	require.NoError(t, s.Delete(t.Context(), s.name, v))
	_, err = s.CompareAndSwap(t.Context(), s.name, "", before, 100*time.Hour)
	require.NoError(t, err)
	held, err := s.sealer.open(lost)
	require.NoError(t, err)
	if refresh := held.token.Refresh.Reveal(); refresh != "" {
		s.vendor.rolled(refresh, true)
	}
}
