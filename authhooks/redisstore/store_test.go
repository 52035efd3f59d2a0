package redisstore_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/redisstore"
)

func TestEveryKeyHasThePrefixAndAnEnd(t *testing.T) {
	t.Parallel()
	m := startMini(t)
	c := newClient(t, &redis.Options{Addr: m.Addr()})
	s := redisstore.New(c, redisstore.WithPrefix("mine:"), redisstore.WithTimeout(0))
	_, err := s.CompareAndSwap(t.Context(), "a1", "", authhooks.Record("x"), time.Hour)
	require.NoError(t, err)
	_, err = s.CompareAndSwap(t.Context(), "a2", "", authhooks.Record("x"), time.Nanosecond)
	require.NoError(t, err, "rounded up to what Redis takes")
	_, err = s.CompareAndSwap(t.Context(), "a3", "", authhooks.Record("x"), 1<<63-1)
	require.NoError(t, err)
	unlock, err := s.Lock(t.Context(), "a1", time.Minute)
	require.NoError(t, err)
	for key, ttl := range map[string]time.Duration{"mine:a1": time.Hour, "mine:a1:lock": time.Minute} {
		assert.InDelta(t, ttl.Seconds(), m.TTL(key).Seconds(), 30, key)
	}
	for _, key := range m.Keys() {
		assert.Regexp(t, "^mine:a[123](:lock)?$", key)
		assert.Positive(t, m.TTL(key), key)
	}
	require.NoError(t, unlock(t.Context()))
	assert.False(t, m.Exists("mine:a1:lock"))
	_, err = s.Lock(t.Context(), "a1", 0)
	require.ErrorContains(t, err, "not positive")
}

// deaf loses the first answer of every script. The client sends the script again, as it
// does after a broken connection.
type deaf struct {
	passive

	lost *atomic.Int32
}

func (d deaf) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if cmd.Name() == "evalsha" && next(ctx, cmd) == nil {
			d.lost.Add(1)
		}
		return next(ctx, cmd)
	}
}

func TestACommandThatIsSentTwiceDoesNotLoseToItself(t *testing.T) {
	t.Parallel()
	c := newClient(t, &redis.Options{Addr: startMini(t).Addr()})
	s := redisstore.New(c)
	v, err := s.CompareAndSwap(t.Context(), "a1", "", authhooks.Record("x"), time.Hour) // the server knows the script from here on
	require.NoError(t, err)
	unlock, err := s.Lock(t.Context(), "a1", time.Hour)
	require.NoError(t, err)
	require.NoError(t, unlock(t.Context()))
	var lost atomic.Int32
	c.AddHook(deaf{lost: &lost})
	_, err = s.CompareAndSwap(t.Context(), "a1", v, authhooks.Record("y"), time.Hour)
	require.NoError(t, err)
	_, err = s.CompareAndSwap(t.Context(), "a1", v, authhooks.Record("z"), time.Hour)
	require.ErrorIs(t, err, authhooks.ErrConflict)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	unlock, err = s.Lock(ctx, "a1", time.Hour)
	require.NoError(t, err)
	require.NoError(t, unlock(ctx))
	assert.Positive(t, lost.Load())
}

// slow holds back the answer of a lock until its caller has left.
type slow struct {
	passive

	once    *sync.Once
	arrived chan struct{}
	goOn    <-chan struct{}
}

func (s slow) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		if cmd.Name() == "evalsha" { // not a command that opens a connection
			s.once.Do(func() {
				close(s.arrived)
				<-s.goOn
			})
		}
		return err
	}
}

func TestALockThatCameTooLateIsGivenBack(t *testing.T) {
	t.Parallel()
	m := startMini(t)
	c := newClient(t, &redis.Options{Addr: m.Addr()})
	s := redisstore.New(c)
	unlock, err := s.Lock(t.Context(), "a1", time.Hour) // the server knows the script from here on
	require.NoError(t, err)
	require.NoError(t, unlock(t.Context()))

	late := newClient(t, &redis.Options{Addr: m.Addr()})
	arrived := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	goOn := make(chan struct{})
	late.AddHook(slow{once: new(sync.Once), arrived: arrived, goOn: goOn})
	got := make(chan error, 1)
	go func() {
		_, err := redisstore.New(late, redisstore.WithTimeout(time.Minute)).Lock(ctx, "a1", time.Hour)
		got <- err
	}()
	<-arrived
	cancel()
	err = <-got
	close(goOn) // the answer comes when nobody waits for it
	require.ErrorIs(t, err, context.Canceled)
	require.Eventually(t, func() bool { return !m.Exists("vendorauth:a1:lock") }, time.Minute, time.Millisecond)
}
