//go:build all

package fleet_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/tests/kit/redistest"
)

// startRedis leaves the test out where there is no redis-server.
func startRedis(t *testing.T) *redistest.Server {
	t.Helper()
	s := redistest.Start(t)
	if s == nil {
		t.SkipNow() // Start has said so, or failed
	}
	return s
}

// startReplica is a replica of server that stands still from the start: whoever
// reads from it finds nothing.
func startReplica(t *testing.T, server *redistest.Server) *redistest.Replica {
	t.Helper()
	r := redistest.StartReplica(t, server)
	r.Stall(t)
	return r
}

// client is a worker's.
func (o order) client() redis.UniversalClient {
	if o.Replica == "" {
		return redis.NewClient(&redis.Options{Addr: o.Redis, MaxRetries: -1, DialTimeout: time.Second})
	}
	nodes := []redis.ClusterNode{{Addr: o.Redis}, {Addr: o.Replica}}
	return redis.NewClusterClient(&redis.ClusterOptions{
		ReadOnly: true, MaxRedirects: -1, DialTimeout: time.Second,
		ClusterSlots: func(context.Context) ([]redis.ClusterSlot, error) {
			return []redis.ClusterSlot{{Start: 0, End: 16383, Nodes: nodes}}, nil
		},
	})
}

func client(t *testing.T, addr string) *redis.Client {
	t.Helper()
	c := redis.NewClient(&redis.Options{Addr: addr, MaxRetries: -1})
	t.Cleanup(func() { assert.NoError(t, c.Close()) })
	return c
}

// everything is each key and each value that Redis holds.
func everything(t *testing.T, c *redis.Client) string {
	t.Helper()
	ctx := context.Background()
	keys, err := c.Keys(ctx, "*").Result()
	require.NoError(t, err)
	text := ""
	for _, key := range keys {
		dump, err := c.Dump(ctx, key).Result()
		if errors.Is(err, redis.Nil) {
			continue // a lock that was given back since
		}
		require.NoError(t, err)
		value, _ := c.Get(ctx, key).Result() // not every type is a string: the dump has it
		text += fmt.Sprintf("%s %s %s\n", key, value, dump)
	}
	return text
}

// Redis is gone for ten seconds under load: nobody notices while the token
// lives, and when it is back the fleet has one token again.
func TestRedisIsStopped(t *testing.T) {
	t.Parallel()
	server := startRedis(t)
	const lifetime = 25 * time.Second
	v := newVendor(t, lifetime)
	workers := v.workers(t, 4, func(o *order) { o.Redis, o.Goroutines = server.Addr, 20 })
	fetches := func() int { return v.Calls("") }
	require.Equal(t, 1, fetches())

	server.Stop()
	stopped := time.Now()
	require.Eventually(t, func() bool { return time.Since(stopped) > 10*time.Second }, 12*time.Second, 50*time.Millisecond)
	assert.Equal(t, 1, fetches(), "the token in memory is good")
	server.Again(t)

	// One more life: the renewal goes through the store.
	require.Eventually(t, func() bool { return time.Since(stopped) > lifetime+10*time.Second }, lifetime+15*time.Second, 50*time.Millisecond)
	text := everything(t, client(t, server.Addr))
	for _, w := range workers {
		r := w.stop(t)
		assert.Zero(t, r.Failed, "worker %d: %s", r.Number, r.First)
	}
	assert.LessOrEqual(t, fetches(), 2+len(workers), "at most one fetch too many for each process")
	assert.Contains(t, text, "vendorauth:", "the record is back")
	t.Logf("%d token calls in %v with Redis away for ten seconds", fetches(), time.Since(stopped).Round(time.Second))
}
