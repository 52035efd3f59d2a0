package redisstore_test

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/redisstore"
	"github.com/vendorauth/vendorauth-go/tests/kit/redistest"
)

// A server was the primary until now. The store accepts none of its answers.
func TestAReplicaIsNotBelieved(t *testing.T) {
	t.Parallel()
	primary := redistest.Start(t)
	if primary == nil {
		return
	}
	replica := redistest.StartReplica(t, primary)
	direct := newClient(t, &redis.Options{Addr: primary.Addr})
	_, err := redisstore.New(direct).CompareAndSwap(t.Context(), "a1", "", authhooks.Record("x"), time.Hour)
	require.NoError(t, err)
	require.NoError(t, direct.Wait(t.Context(), 1, 20*time.Second).Err())
	s := redisstore.New(newClient(t, &redis.Options{Addr: replica.Addr, MaxRetries: -1}), redisstore.WithTimeout(20*time.Second))
	for _, name := range []string{"a1", "absent"} {
		_, _, err := s.Load(t.Context(), name)
		refused(t, err, "load")
		require.ErrorContains(t, err, "READONLY")
		require.ErrorContains(t, err, "is a replica")
	}
}

// A primary may refuse writes for a time because its disk or memory is full, or its
// replicas are away. Reads still work.
func TestAPrimaryThatRefusesWritesIsRead(t *testing.T) {
	t.Parallel()
	for name, setting := range map[string][2]string{
		"memory full":       {"maxmemory", "1"},
		"no replica nearby": {"min-replicas-to-write", "1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			addr := startReal(t)
			if addr == "" {
				return
			}
			c := newClient(t, &redis.Options{Addr: addr, MaxRetries: -1})
			s := redisstore.New(c, redisstore.WithTimeout(20*time.Second))
			v, err := s.CompareAndSwap(t.Context(), "a1", "", authhooks.Record("x"), time.Hour)
			require.NoError(t, err)
			require.NoError(t, c.ConfigSet(t.Context(), setting[0], setting[1]).Err())
			_, err = s.CompareAndSwap(t.Context(), "a1", v, authhooks.Record("y"), time.Hour)
			refused(t, err, "write")
			r, seen, err := s.Load(t.Context(), "a1")
			require.NoError(t, err)
			assert.Equal(t, "x", string(r))
			assert.Equal(t, v, seen)
			_, _, err = s.Load(t.Context(), "absent")
			require.ErrorIs(t, err, authhooks.ErrNotFound)
		})
	}
}
