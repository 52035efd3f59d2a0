package redisstore_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/authhooks/redisstore"
)

var (
	_ authhooks.Store  = (*redisstore.Store)(nil)
	_ authhooks.Locker = (*redisstore.Store)(nil)
)

// contract runs the suite over two clients in turn, and checks what they send.
func contract(t *testing.T, addr string) {
	t.Helper()
	w := &watch{seen: map[string]int{}}
	var clients []*redis.Client
	for range 2 {
		c := newClient(t, &redis.Options{Addr: addr})
		c.AddHook(w)
		clients = append(clients, c)
	}
	var mu sync.Mutex
	n := 0
	open := func() (authhooks.Store, error) {
		mu.Lock()
		defer mu.Unlock()
		n++
		return redisstore.New(clients[n%2], redisstore.WithTimeout(20*time.Second)), nil
	}
	t.Cleanup(func() { w.check(t) })
	runSuite(t, open)
}

// runSuite runs each check of the suite as a parallel subtest.
func runSuite(t *testing.T, open func() (authhooks.Store, error)) {
	t.Helper()
	for _, check := range authtest.StoreSuite(open) {
		t.Run(check.Name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, check.Run(t.Context()))
		})
	}
}

func TestMiniredisKeepsTheContract(t *testing.T) {
	t.Parallel()
	contract(t, startMini(t).Addr())
}

func TestRedisKeepsTheContract(t *testing.T) {
	t.Parallel()
	if addr := startReal(t); addr != "" {
		contract(t, addr)
	}
}

// watch sees every command. A cluster accepts only commands of one slot.
type watch struct {
	passive

	mu    sync.Mutex
	seen  map[string]int
	wrong []string
}

func (w *watch) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		w.mu.Lock()
		name, args := strings.ToLower(cmd.Name()), cmd.Args()
		w.seen[name]++
		switch name {
		case "eval", "evalsha":
			// The arguments are the script, the number of keys and the key.
			if key, ok := args[3].(string); args[2] != 1 || !ok || !strings.HasPrefix(key, "vendorauth:") {
				w.wrong = append(w.wrong, name)
			}
		case "hello", "client": // these open a connection
		default:
			w.wrong = append(w.wrong, name)
		}
		w.mu.Unlock()
		return next(ctx, cmd)
	}
}

func (w *watch) check(t *testing.T) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	assert.Empty(t, w.wrong, "commands of other than one key, or that a client may send to a replica")
	assert.Positive(t, w.seen["evalsha"])
	assert.LessOrEqual(t, w.seen["eval"], 500, "the text of a script is sent while the server does not know it")
}
