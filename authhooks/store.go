package authhooks

import (
	"context"
	"errors"
	"time"
)

// Record is a sealed token, opaque to the store that keeps it: see [WithStore].
type Record []byte

// Version names one state of a record, in the store's own words. The empty
// Version means that there is none.
type Version string

var (
	// ErrNotFound is what a Store says of a record that is not there, and only
	// of that: a store that cannot be reached has another error.
	ErrNotFound = errors.New("the store has no such record")
	// ErrConflict is what a Store says when the record is not in the state that
	// the caller knew.
	ErrConflict = errors.New("the record in the store is another one by now")
)

// Store keeps the sealed tokens of a fleet, so that many processes use one
// token. Names are hexadecimal. All methods must be safe for concurrent use, by
// other processes too. A method whose context has ended returns soon, and says
// ErrNotFound and ErrConflict of nothing that it has not seen.
// authtest.StoreSuite holds an implementation to all of this.
type Store interface {
	// Load returns a record and its version, or ErrNotFound. It sees every write
	// that has returned, of other processes too: it reads from no replica and from
	// no cache that may be behind.
	Load(ctx context.Context, name string) (Record, Version, error)
	// CompareAndSwap writes r if the record is still in the state old, and
	// returns the new state; else ErrConflict. An empty old means that there
	// must be no record. After ttl the record is gone; a ttl that is not
	// positive is an error.
	CompareAndSwap(ctx context.Context, name string, old Version, r Record, ttl time.Duration) (Version, error)
	// Delete removes the record if it is still in the state old, else
	// ErrConflict; of a record that is not there it is ErrNotFound.
	Delete(ctx context.Context, name string, old Version) error
}

// Locker is what a Store may be besides. A lock keeps the others from fetching
// while one does; what is written is decided by CompareAndSwap alone, so that a
// lock may be lost without harm.
type Locker interface {
	// Lock waits until nobody holds name's lock, or ctx ends. After ttl others
	// may take it. unlock gives it back, if it is still this caller's. A lock that
	// comes when its caller has gone is given back too.
	Lock(ctx context.Context, name string, ttl time.Duration) (unlock func(context.Context) error, err error)
}
