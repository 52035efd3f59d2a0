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

// sluggish holds back the next command on a lock, and all later commands on its
// connection, until release. The client may have closed the connection by then. The
// system still sends what it had accepted.
type sluggish struct {
	next    atomic.Bool
	stuck   chan struct{} // closed when a command is held back
	letGo   chan struct{}
	arrived chan struct{} // closed when the command has been sent
}

func newSluggish() *sluggish {
	return &sluggish{stuck: make(chan struct{}), letGo: make(chan struct{}), arrived: make(chan struct{})}
}

// Dial fits a client's options.
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
			c.stuck.Store(false)                // before the answer, because the connection may be used again
			_ = c.SetWriteDeadline(time.Time{}) // removes the client's deadline
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
		_, _ = c.Read(make([]byte, 64)) // reads the answer, so the server has read the command
		_ = c.Conn.Close()
	}()
	return c.SetReadDeadline(time.Now())
}

// known loads the lock's script into the server, so that a client needs one command for
// it.
func known(t *testing.T, m *miniredis.Miniredis) {
	t.Helper()
	unlock, err := redisstore.New(newClient(t, &redis.Options{Addr: m.Addr()})).Lock(t.Context(), "a2", time.Hour)
	require.NoError(t, err)
	require.NoError(t, unlock(t.Context()))
}

// A command is in flight on a blocked connection, and its unlock on another connection
// has overtaken it. The command's answer may still come, or its connection may be closed.
// In both cases nobody waits for the lock's ttl of an hour.
func TestALockThatItsUnlockOvertookIsGivenBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		client  redis.Options
		timeout time.Duration // of the store
		patient bool          // the caller still waits
		after   time.Duration // when the command arrives after its caller has left
	}{
		"answered late":                   {client: redis.Options{ReadTimeout: time.Minute}, timeout: time.Minute, after: 50 * time.Millisecond},
		"connection closed by then":       {client: redis.Options{ReadTimeout: 2 * time.Second}, timeout: time.Minute, patient: true, after: time.Second},
		"the store's own timeout":         {client: redis.Options{ReadTimeout: time.Minute}, timeout: 2 * time.Second, patient: true, after: 50 * time.Millisecond},
		"the client ends with its caller": {client: redis.Options{ContextTimeoutEnabled: true}, timeout: 2 * time.Second, patient: true, after: time.Second},
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
			time.Sleep(c.after) // the unlock arrives and finds no lock
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

// unlock is sent after its caller has left, and again if it was lost.
func TestAnUnlockArrives(t *testing.T) {
	t.Parallel()
	for name, lost := range map[string]bool{"for a caller who has gone": false, "after it was lost": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := startMini(t)
			known(t, m)
			slow := newSluggish()
			defer close(slow.letGo)
			timeout := time.Minute
			if lost {
				timeout = 2 * time.Second // long enough for the calls that must succeed
			}
			s := redisstore.New(newClient(t, &redis.Options{Addr: m.Addr(), Dialer: slow.Dial, MaxRetries: -1, ReadTimeout: timeout}))
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

// throwing is a faulty hook of another package.
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
