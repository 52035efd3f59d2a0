package authhooks

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"time"
)

// MemoryStore is a [Store] and [Locker] in memory: for several clients in one
// process, and for tests. It forgets everything with its process. Its times to
// live run on the machine's clock, not on that of [WithClock]. The zero value is
// an empty store; one in use must not be copied.
type MemoryStore struct {
	mu      sync.Mutex
	writes  uint64
	sweepAt int
	records map[string]memoryRecord
	queues  map[string][]*memoryTurn // the first of a queue holds the lock
}

type memoryRecord struct {
	record  Record
	version Version
	end     time.Time
}

// memoryTurn is one caller of Lock, until it unlocks, gives up or is too late.
type memoryTurn struct {
	ttl   time.Duration
	comes chan struct{} // closed when the lock is this caller's
	timer *time.Timer   // nil until then
}

// What is swept first; afterwards, twice what a sweep left.
const sweepFirst = 64

// NewMemoryStore returns an empty store.
func NewMemoryStore() *MemoryStore { return new(MemoryStore) }

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
	m.sweep()
	m.writes++
	version := Version(strconv.FormatUint(m.writes, 10))
	if m.records == nil {
		m.records = map[string]memoryRecord{}
	}
	m.records[name] = memoryRecord{record: slices.Clone(r), version: version, end: systemNow().Add(ttl)}
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
	if ok && !systemNow().Before(r.end) {
		delete(m.records, name)
		return memoryRecord{}, false
	}
	return r, ok
}

// sweep drops what nobody asks for any more, when there is enough to make it
// worth the while.
func (m *MemoryStore) sweep() {
	if len(m.records) < max(sweepFirst, m.sweepAt) {
		return
	}
	for name := range m.records {
		m.live(name)
	}
	m.sweepAt = 2 * len(m.records)
}

// Lock waits for its turn, which comes in order of arrival. A ttl that is not
// positive is an error.
func (m *MemoryStore) Lock(ctx context.Context, name string, ttl time.Duration) (func(context.Context) error, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if ttl <= 0 {
		return nil, errors.New("memory store: the lock's time to live is not positive")
	}
	mine := m.join(name, ttl)
	select {
	case <-mine.comes:
		return func(context.Context) error {
			m.leave(name, mine)
			return nil
		}, nil
	case <-ctx.Done():
		m.leave(name, mine)
		return nil, ctx.Err()
	}
}

// join takes the last place of name's queue, and the lock if that is the first.
func (m *MemoryStore) join(name string, ttl time.Duration) *memoryTurn {
	mine := &memoryTurn{ttl: ttl, comes: make(chan struct{})}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.queues == nil {
		m.queues = map[string][]*memoryTurn{}
	}
	m.queues[name] = append(m.queues[name], mine)
	if len(m.queues[name]) == 1 {
		m.begin(name, mine)
	}
	return mine
}

func (m *MemoryStore) begin(name string, t *memoryTurn) {
	t.timer = time.AfterFunc(t.ttl, func() { m.leave(name, t) })
	close(t.comes)
}

// leave takes t out of the queue. If the lock of t has expired, t is not in the queue any
// more, and nothing happens.
func (m *MemoryStore) leave(name string, t *memoryTurn) {
	m.mu.Lock()
	defer m.mu.Unlock()
	queue := m.queues[name]
	i := slices.Index(queue, t)
	if i < 0 {
		return
	}
	if t.timer != nil {
		t.timer.Stop()
	}
	queue = slices.Delete(queue, i, i+1)
	if len(queue) == 0 {
		delete(m.queues, name)
		return
	}
	m.queues[name] = queue
	if i == 0 {
		m.begin(name, queue[0])
	}
}
