package redisstore

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

const (
	defaultPrefix  = "vendorauth:"
	defaultTimeout = 2 * time.Second
	// A value is its version, 32 hexadecimal digits, followed by the record.
	versionSize = 32
)

// Every script uses one key. A script may run twice if the client did not get the first
// answer and retries. So a key that already has the new version is no conflict.
//
// Reads are scripts too, and they are not marked as read-only. A client that may read
// from replicas sends EVAL and EVALSHA to the primary, and answers neither from a cache.
// A server that has just become a replica may get a script too. It refuses the commands
// that write, although these commands change nothing.
var (
	loadScript = redis.NewScript(`
local now = redis.call('GET', KEYS[1])
local probe
if now then probe = redis.pcall('SET', KEYS[1], '', 'NX') else probe = redis.pcall('DEL', KEYS[1]) end
if type(probe) == 'table' and probe.err and string.find(probe.err, 'READONLY', 1, true) then return probe end
return now`)
	swapScript = redis.NewScript(`
local now = redis.call('GET', KEYS[1])
local version = now and string.sub(now, 1, 32) or ''
if version == string.sub(ARGV[2], 1, 32) then return 1 end
if version ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`)
	deleteScript = redis.NewScript(`
local now = redis.call('GET', KEYS[1])
if not now or now == '' then return -1 end
if string.sub(now, 1, 32) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return 1`)
	lockScript = redis.NewScript(`
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
if redis.call('GET', KEYS[1]) == ARGV[1] then return 1 end
return 0`)
	unlockScript = redis.NewScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`)
)

// Store is an [authhooks.Store] and [authhooks.Locker] in Redis. It is safe for
// concurrent use. The caller closes the client.
type Store struct {
	client  redis.UniversalClient
	prefix  string
	timeout time.Duration
}

// Option changes a Store.
type Option interface{ apply(s *Store) }

type option func(*Store)

func (o option) apply(s *Store) { o(s) }

// WithPrefix sets the prefix of the keys, "vendorauth:" by default. A prefix with
// {braces} puts all its keys into one slot of a cluster. Nothing here needs that.
func WithPrefix(prefix string) Option { return option(func(s *Store) { s.prefix = prefix }) }

// WithTimeout bounds every round trip, the client's own retries included. The default is
// 2 seconds. A value that is not positive leaves the default.
func WithTimeout(d time.Duration) Option {
	return option(func(s *Store) {
		if d > 0 {
			s.timeout = d
		}
	})
}

// New returns a store that uses a client of any kind: one server, Sentinel, Cluster or
// Ring.
func New(c redis.UniversalClient, opts ...Option) *Store {
	s := &Store{client: c, prefix: defaultPrefix, timeout: defaultTimeout}
	for _, o := range opts {
		o.apply(s)
	}
	return s
}

// Load returns a record and its version, always from the primary. It returns ErrNotFound
// only if the server says that there is no record.
func (s *Store) Load(ctx context.Context, name string) (authhooks.Record, authhooks.Version, error) {
	value, err := bounded(ctx, s.timeout, func(ctx context.Context) (string, error) {
		return s.eval(ctx, loadScript, s.prefix+name).Text()
	})
	if errors.Is(err, redis.Nil) || err == nil && value == "" {
		return nil, "", authhooks.ErrNotFound
	}
	if err != nil {
		return nil, "", failed("load", err)
	}
	// A value that is too short is damaged. It gets a version so that a writer can
	// replace it.
	size := min(versionSize, len(value))
	return authhooks.Record(value[size:]), authhooks.Version(value[:size]), nil
}

// CompareAndSwap writes a record. Redis measures ttl in milliseconds, rounded up.
func (s *Store) CompareAndSwap(ctx context.Context, name string, old authhooks.Version, r authhooks.Record, ttl time.Duration) (authhooks.Version, error) {
	if ttl <= 0 {
		return "", errors.New("redisstore: the time to live is not positive")
	}
	version := random()
	done, err := s.run(ctx, swapScript, s.prefix+name, string(old), version+string(r), millis(ttl))
	switch {
	case err != nil:
		return "", failed("write", err)
	case done == 0:
		return "", authhooks.ErrConflict
	}
	return authhooks.Version(version), nil
}

// Delete removes a record. If the server's answer was lost and the client retried, a
// deleted record is ErrNotFound.
func (s *Store) Delete(ctx context.Context, name string, old authhooks.Version) error {
	done, err := s.run(ctx, deleteScript, s.prefix+name, string(old))
	switch {
	case err != nil:
		return failed("delete", err)
	case done < 0:
		return authhooks.ErrNotFound
	case done == 0:
		return authhooks.ErrConflict
	}
	return nil
}

// eval executes a script by its hash, or by its text if the server does not know the hash
// yet.
func (s *Store) eval(ctx context.Context, script *redis.Script, key string, args ...any) *redis.Cmd {
	return script.Run(ctx, s.client, []string{key}, args...)
}

// run executes a script that returns a number, within the timeout.
func (s *Store) run(ctx context.Context, script *redis.Script, key string, args ...any) (int64, error) {
	return bounded(ctx, s.timeout, func(ctx context.Context) (int64, error) {
		return s.eval(ctx, script, key, args...).Int64()
	})
}

// millis returns the argument of PX, which must be at least one.
func millis(d time.Duration) int64 {
	ms := d.Milliseconds()
	if d%time.Millisecond > 0 {
		ms++
	}
	return ms
}

func random() string {
	raw := make([]byte, versionSize/2)
	_, _ = rand.Read(raw) // never fails
	return hex.EncodeToString(raw)
}
