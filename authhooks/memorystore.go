package authhooks

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// MemoryStore is a [Store] and [Locker] in memory: for several clients in one
// process, and for tests. It forgets everything with its process.
type MemoryStore struct {
	mu      sync.Mutex
	writes  uint64
	records map[string]memoryRecord
	locks   map[string]*memoryLock
}

type memoryRecord struct {
	record  Record
	version Version
	end     time.Time
}

// NewMemoryStore returns an empty store.
func NewMemoryStore() *MemoryStore {
	return &MemoryStore{records: map[string]memoryRecord{}, locks: map[string]*memoryLock{}}
}

// Load returns a copy of a record.
func (m *MemoryStore) Load(ctx context.Context, name string) (Record, Version, error) {
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.live(name)
	if !ok {
		return nil, "", ErrNotFound
	}
	return slices.Clone(r.record), r.version, nil
}

// CompareAndSwap keeps a copy of r.
func (m *MemoryStore) CompareAndSwap(ctx context.Context, name string, old Version, r Record, ttl time.Duration) (Version, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if ttl <= 0 {
		return "", errors.New("memory store: the time to live is not positive")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if now, _ := m.live(name); now.version != old {
		return "", ErrConflict
	}
	m.writes++
	version := Version(strconv.FormatUint(m.writes, 10))
	m.records[name] = memoryRecord{record: slices.Clone(r), version: version, end: time.Now().Add(ttl)}
	return version, nil
}

// Delete removes a record.
func (m *MemoryStore) Delete(ctx context.Context, name string, old Version) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now, ok := m.live(name)
	switch {
	case !ok:
		return ErrNotFound
	case now.version != old:
		return ErrConflict
	}
	delete(m.records, name)
	return nil
}

// live drops a record whose time is over.
func (m *MemoryStore) live(name string) (memoryRecord, bool) {
	r, ok := m.records[name]
	if ok && !time.Now().Before(r.end) {
		delete(m.records, name)
		return memoryRecord{}, false
	}
	return r, ok
}

// Lock gives turns in the order of arrival.
func (m *MemoryStore) Lock(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
	m.mu.Lock()
	l := m.locks[name]
	if l == nil {
		l = &memoryLock{held: make(chan struct{}, 1)}
		m.locks[name] = l
	}
	m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case l.held <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	mine := l.turn.Add(1)
	timer := time.AfterFunc(ttl, func() { l.release(mine) })
	return func(context.Context) error {
		timer.Stop()
		l.release(mine)
		return nil
	}, nil
}

// memoryLock is held while its channel is full.
type memoryLock struct {
	held chan struct{}
	turn atomic.Uint64 // counts owners
	mu   sync.Mutex
	gone uint64 // the last owner that gave it back, or lost it
}

// release does nothing for whoever is not the owner any more.
func (l *memoryLock) release(mine uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.gone < mine {
		l.gone = mine
		<-l.held
	}
}
