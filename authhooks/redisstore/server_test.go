package redisstore_test

import (
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/tests/kit/redistest"
)

// newClient is closed with the test. A client that is told nothing retries and
// has no deadlines of a context: that is the one that must be bounded.
func newClient(t *testing.T, o *redis.Options) *redis.Client {
	t.Helper()
	c := redis.NewClient(o)
	t.Cleanup(func() { assert.NoError(t, c.Close()) })
	return c
}

// startMini is Redis in this process. Its time stands still unless it is moved.
func startMini(t *testing.T) *miniredis.Miniredis {
	t.Helper()
	m := miniredis.NewMiniRedis()
	require.NoError(t, m.Start())
	t.Cleanup(m.Close)
	stop, stopped := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(stop); <-stopped })
	go func() {
		defer close(stopped)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for last := time.Now(); ; {
			select {
			case <-stop:
				return
			case now := <-tick.C:
				m.FastForward(now.Sub(last))
				last = now
			}
		}
	}()
	return m
}

// startReal is a redis-server of this test's own, or "" where there is none.
func startReal(t *testing.T, args ...string) string {
	t.Helper()
	if s := redistest.Start(t, args...); s != nil {
		return s.Addr
	}
	return ""
}

// passive is a hook that does nothing but what embeds it does.
type passive struct{}

func (passive) DialHook(next redis.DialHook) redis.DialHook { return next }

func (passive) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}
