package redisstore_test

import (
	"bytes"
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/redisstore"
)

// sluggish holds back the next command on a lock, and all that follows it on
// its connection, until it is let go. The client may have closed the connection
// by then: the system still sends what it had taken.
type sluggish struct {
	next    atomic.Bool
	stuck   chan struct{} // closed when a command is
	letGo   chan struct{}
	arrived chan struct{} // closed when it has been sent
}

func newSluggish() *sluggish {
	return &sluggish{stuck: make(chan struct{}), letGo: make(chan struct{}), arrived: make(chan struct{})}
}

// Dial is for a client's options.
func (s *sluggish) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return &sluggishConn{Conn: c, slow: s}, nil
}

type sluggishConn struct {
	net.Conn

	slow  *sluggish
	stuck atomic.Bool
}

func (c *sluggishConn) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte(":lock")) && c.slow.next.CompareAndSwap(true, false) {
		c.stuck.Store(true)
		held := bytes.Clone(b)
		go func() {
			<-c.slow.letGo
			c.stuck.Store(false)                // before the answer: the connection may be used again
			_ = c.SetWriteDeadline(time.Time{}) // that was the client's
			_, _ = c.Conn.Write(held)
			close(c.slow.arrived)
		}()
		close(c.slow.stuck)
	}
	if c.stuck.Load() {
		return len(b), nil // it is in the system's buffer
	}
	return c.Conn.Write(b)
}

func (c *sluggishConn) Close() error {
	if !c.stuck.Load() {
		return c.Conn.Close()
	}
	go func() {
		<-c.slow.arrived
		_ = c.SetReadDeadline(time.Time{})
		_, _ = c.Read(make([]byte, 64)) // the answer: the server has read what it was sent
		_ = c.Conn.Close()
	}()
	return c.SetReadDeadline(time.Now())
}

// known teaches the server the lock's script, so that a client needs one
// command for it.
func known(t *testing.T, m *miniredis.Miniredis) {
	t.Helper()
	unlock, err := redisstore.New(newClient(t, &redis.Options{Addr: m.Addr()})).Lock(t.Context(), "a2", time.Hour)
	require.NoError(t, err)
	require.NoError(t, unlock(t.Context()))
}

// A command is on its way on a connection that is stuck; its unlock, on another
// connection, has overtaken it. Whether its answer still comes or its connection
// is closed by then, nobody waits for the lock's hour to pass.
func TestALockThatItsUnlockOvertookIsGivenBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		client  redis.Options
		timeout time.Duration // the store's
		patient bool          // the caller is still there
		after   time.Duration // when the command lands, after its caller has gone
	}{
		"answered late":                   {client: redis.Options{ReadTimeout: time.Minute}, timeout: time.Minute, after: 50 * time.Millisecond},
		"connection closed by then":       {client: redis.Options{ReadTimeout: 50 * time.Millisecond}, timeout: time.Minute, patient: true, after: time.Second},
		"the store's own timeout":         {client: redis.Options{ReadTimeout: time.Minute}, timeout: 50 * time.Millisecond, patient: true, after: 50 * time.Millisecond},
		"the client ends with its caller": {client: redis.Options{ContextTimeoutEnabled: true}, timeout: 50 * time.Millisecond, patient: true, after: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := startMini(t)
			known(t, m)
			slow := newSluggish()
			slow.next.Store(true)
			o := c.client
			o.Addr, o.MaxRetries, o.Dialer = m.Addr(), -1, slow.Dial
			s := redisstore.New(newClient(t, &o), redisstore.WithTimeout(c.timeout))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			got := make(chan error, 1)
			go func() {
				_, err := s.Lock(ctx, "a1", time.Hour)
				got <- err
			}()
			<-slow.stuck
			if !c.patient {
				cancel()
			}
			require.Error(t, <-got)
			time.Sleep(c.after) // its unlock arrives, and finds nothing
			close(slow.letGo)
			<-slow.arrived

			waiting, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			other := redisstore.New(newClient(t, &redis.Options{Addr: m.Addr()}))
			unlock, err := other.Lock(waiting, "a1", time.Hour)
			require.NoError(t, err, "everybody is locked out")
			require.NoError(t, unlock(t.Context()))
			require.Eventually(t, func() bool { return !m.Exists("vendorauth:a1:lock") }, 20*time.Second, time.Millisecond)
		})
	}
}

// unlock is sent for a caller who has gone, and again if it was lost.
func TestAnUnlockArrives(t *testing.T) {
	t.Parallel()
	for name, lost := range map[string]bool{"for a caller who has gone": false, "after it was lost": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := startMini(t)
			known(t, m)
			slow := newSluggish()
			defer close(slow.letGo)
			s := redisstore.New(newClient(t, &redis.Options{Addr: m.Addr(), Dialer: slow.Dial, MaxRetries: -1, ReadTimeout: 50 * time.Millisecond}))
			ctx, cancel := context.WithCancel(t.Context())
			unlock, err := s.Lock(ctx, "a1", time.Hour)
			require.NoError(t, err)
			cancel()
			slow.next.Store(lost)
			err = unlock(ctx)
			if lost {
				refused(t, err, "unlock")
			} else {
				require.NoError(t, err)
			}
			require.Eventually(t, func() bool { return !m.Exists("vendorauth:a1:lock") }, 20*time.Second, time.Millisecond)
		})
	}
}

// throwing is a hook of somebody else's with a mistake in it.
type throwing struct{ passive }

func (throwing) ProcessHook(redis.ProcessHook) redis.ProcessHook {
	return func(context.Context, redis.Cmder) error { panic("canary") }
}

func TestAClientThatPanicsFails(t *testing.T) {
	t.Parallel()
	c := newClient(t, &redis.Options{Addr: startMini(t).Addr()})
	c.AddHook(throwing{})
	for what, f := range operations(t.Context(), redisstore.New(c), "v") {
		err := f()
		refused(t, err, what)
		require.ErrorContains(t, err, "panicked")
	}
}
