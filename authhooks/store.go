package authhooks

import (
	"context"
	"errors"
	"time"
)

// Record is a sealed token. It is opaque to the store. See [WithStore].
type Record []byte

// Version identifies one state of a record. The store chooses the text. The empty Version
// means that there is no record.
type Version string

var (
	// ErrNotFound is returned for a record that does not exist, and for nothing else. A
	// store that cannot be reached returns another error.
	ErrNotFound = errors.New("the store has no such record")
	// ErrConflict is returned if the record is not in the state that the caller names.
	ErrConflict = errors.New("the record in the store is another one by now")
)

// Store keeps the sealed tokens of a fleet, so that many processes use one token. Names are
// hexadecimal. All methods must be safe for concurrent use, also by other processes. If its
// context ends, a method returns soon. It returns ErrNotFound or ErrConflict only if it has
// seen the record's state, not because it gave up. authtest.StoreSuite tests all of this.
type Store interface {
	// Load returns a record and its version, or ErrNotFound. It sees every write that has
	// returned, also the writes of other processes. It must not read from a replica or a
	// cache that may be stale.
	Load(ctx context.Context, name string) (Record, Version, error)
	// CompareAndSwap writes r and returns the new version, if the record is still in the
	// state old. Otherwise it returns ErrConflict. An empty old means that there must be no
	// record. The record expires after ttl. A ttl that is not positive is an error.
	CompareAndSwap(ctx context.Context, name string, old Version, r Record, ttl time.Duration) (Version, error)
	// Delete removes the record if it is still in the state old. Otherwise it returns
	// ErrConflict, or ErrNotFound if there is no record.
	Delete(ctx context.Context, name string, old Version) error
}

// Locker is an optional interface of a Store. While a process fetches, its lock (a lease)
// keeps the other processes from fetching too. Only CompareAndSwap decides what is written,
// so a lost lock does no harm.
type Locker interface {
	// Lock waits until nobody holds the lock of name, or until ctx ends. The lock expires
	// after ttl, and then another caller may take it. unlock releases the lock if this
	// caller still holds it. Lock also releases a lock that it gets after ctx has ended.
	Lock(ctx context.Context, name string, ttl time.Duration) (unlock func(context.Context) error, err error)
}
