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

// newClient returns a client that is closed with the test. With default options a client
// retries and ignores the deadlines of contexts, so the store must bound it.
func newClient(t *testing.T, o *redis.Options) *redis.Client {
	t.Helper()
	c := redis.NewClient(o)
	t.Cleanup(func() { assert.NoError(t, c.Close()) })
	return c
}

// startMini starts Redis in this process. Its time stands still unless the test moves it.
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

// startReal starts a redis-server for this test. It returns "" if there is none on this
// machine.
func startReal(t *testing.T, args ...string) string {
	t.Helper()
	if s := redistest.Start(t, args...); s != nil {
		return s.Addr
	}
	return ""
}

// passive is a hook that changes nothing. Other hooks embed it.
type passive struct{}

func (passive) DialHook(next redis.DialHook) redis.DialHook { return next }

func (passive) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}
