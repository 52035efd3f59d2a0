package redisstore_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/redisstore"
)

// operations returns all calls of a store, on a record with version v.
func operations(ctx context.Context, s *redisstore.Store, v authhooks.Version) map[string]func() error {
	return map[string]func() error{
		"load": func() error { _, _, err := s.Load(ctx, "a1"); return err },
		"write": func() error {
			_, err := s.CompareAndSwap(ctx, "a1", v, authhooks.Record("canary"), time.Hour)
			return err
		},
		"delete": func() error { return s.Delete(ctx, "a1", v) },
		"lock":   func() error { _, err := s.Lock(ctx, "a1", time.Hour); return err },
	}
}

// refused checks the error of a store that failed.
func refused(t *testing.T, err error, what string) {
	t.Helper()
	require.Error(t, err, what)
	require.ErrorContains(t, err, "redisstore: "+what)
	require.NotErrorIs(t, err, authhooks.ErrNotFound)
	require.NotErrorIs(t, err, authhooks.ErrConflict)
	assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), "canary")
}

func TestAServerThatStopsIsNotAnEmptyStore(t *testing.T) {
	t.Parallel()
	m := startMini(t)
	const timeout = 500 * time.Millisecond
	s := redisstore.New(newClient(t, &redis.Options{Addr: m.Addr()}), redisstore.WithTimeout(timeout))
	v, err := s.CompareAndSwap(t.Context(), "a1", "", authhooks.Record("x"), time.Hour)
	require.NoError(t, err)
	unlock, err := s.Lock(t.Context(), "a2", time.Hour)
	require.NoError(t, err)
	m.Close()
	ops := operations(t.Context(), s, v)
	ops["unlock"] = func() error { return unlock(t.Context()) }
	for what, f := range ops {
		start := time.Now()
		refused(t, f(), what)
		assert.Less(t, time.Since(start), timeout+5*time.Second, what)
	}
}

// silent accepts connections and answers nothing, like a server behind a firewall that
// drops packets.
func silent(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { _ = c.Close() })
		}
	}()
	t.Cleanup(func() { assert.NoError(t, l.Close()); <-done })
	return l.Addr().String()
}

// A client with default settings waits four times 3 seconds.
func TestAServerThatIsSilentIsGivenUp(t *testing.T) {
	t.Parallel()
	const timeout = 300 * time.Millisecond
	s := redisstore.New(newClient(t, &redis.Options{Addr: silent(t), MaxRetries: -1, ReadTimeout: 4 * time.Second}), redisstore.WithTimeout(timeout))
	for what, f := range operations(t.Context(), s, "v") {
		start := time.Now()
		err := f()
		refused(t, err, what)
		require.ErrorIs(t, err, context.DeadlineExceeded, what)
		assert.Less(t, time.Since(start), timeout+2*time.Second, what)
	}
	ctx, cancel := context.WithTimeout(t.Context(), timeout/3)
	defer cancel()
	start := time.Now()
	_, _, err := redisstore.New(newClient(t, &redis.Options{Addr: silent(t), MaxRetries: -1, ReadTimeout: 4 * time.Second})).Load(ctx, "a1")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.Less(t, time.Since(start), 2*time.Second)
}

// Redis quotes the arguments of a command that it does not have.
func TestNoErrorQuotesTheRecord(t *testing.T) {
	t.Parallel()
	check := func(t *testing.T, c *redis.Client) {
		t.Helper()
		s := redisstore.New(c, redisstore.WithTimeout(20*time.Second))
		_, err := s.CompareAndSwap(t.Context(), "a1", "", authhooks.Record("canary"), time.Hour)
		refused(t, err, "write")
		require.ErrorContains(t, err, "unknown command")
	}
	t.Run("told", func(t *testing.T) {
		t.Parallel()
		c := newClient(t, &redis.Options{Addr: startMini(t).Addr()})
		c.AddHook(quoting{})
		check(t, c)
	})
	t.Run("real", func(t *testing.T) {
		t.Parallel()
		addr := startReal(t, "--rename-command", "EVALSHA", "", "--rename-command", "EVAL", "")
		if addr != "" {
			check(t, newClient(t, &redis.Options{Addr: addr}))
		}
	})
}

type quoting struct{ passive }

type reply string

func (r reply) Error() string { return string(r) }
func (reply) RedisError()     {}

func (quoting) ProcessHook(redis.ProcessHook) redis.ProcessHook {
	return func(_ context.Context, cmd redis.Cmder) error {
		err := reply("ERR unknown command 'evalsha', with args beginning with: 'canary' ")
		cmd.SetErr(err)
		return err
	}
}

// The error names the rights that the scripts need and the user lacks.
func TestMissingRightsAreNamed(t *testing.T) {
	t.Parallel()
	for name, rights := range map[string]string{
		"no scripts":     "+@all -eval -evalsha",
		"no write":       "+@all -set -del",
		"keys of others": "+@all resetkeys ~others:*",
		"none at all":    "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			addr := startReal(t)
			if addr == "" {
				return
			}
			admin := newClient(t, &redis.Options{Addr: addr})
			words := []any{"ACL", "SETUSER", "store", "on", ">pass", "~*"}
			for word := range strings.FieldsSeq(rights) {
				words = append(words, word)
			}
			require.NoError(t, admin.Do(t.Context(), words...).Err())
			s := redisstore.New(newClient(t, &redis.Options{Addr: addr, Username: "store", Password: "pass"}), redisstore.WithTimeout(20*time.Second))
			_, err := s.CompareAndSwap(t.Context(), "a1", "", authhooks.Record("canary"), time.Hour)
			refused(t, err, "write")
			require.ErrorContains(t, err, "needs EVAL and EVALSHA, and GET, SET and DEL")
			_, err = s.Lock(t.Context(), "a1", time.Hour)
			refused(t, err, "lock")
			require.ErrorContains(t, err, "on the store's keys")
		})
	}
}

// These keys are of another kind, or hold a value that this package did not write.
func TestForeignValues(t *testing.T) {
	t.Parallel()
	m := startMini(t)
	s := redisstore.New(newClient(t, &redis.Options{Addr: m.Addr()}))
	_, err := m.Lpush("vendorauth:a1", "x")
	require.NoError(t, err)
	for _, what := range []string{"load", "write", "delete"} {
		refused(t, operations(t.Context(), s, "v")[what](), what)
	}
	for _, text := range []string{"", "short", "exactly thirty-two bytes of text"} {
		require.NoError(t, m.Set("vendorauth:a2", text))
		r, v, err := s.Load(t.Context(), "a2")
		if text == "" {
			require.ErrorIs(t, err, authhooks.ErrNotFound)
		} else {
			require.NoError(t, err)
		}
		assert.Empty(t, r)
		assert.Equal(t, text, string(v))
		_, err = s.CompareAndSwap(t.Context(), "a2", v, authhooks.Record("x"), time.Hour)
		require.NoError(t, err, "it can be written over")
	}
}
