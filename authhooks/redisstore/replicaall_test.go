//go:build all

package redisstore_test

import (
	"bytes"
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/redisstore"
	"github.com/vendorauth/vendorauth-go/tests/kit/redistest"
)

// stalled writes a key whose earlier state the replica keeps, and stops replication for
// the rest of the test.
func stalled(t *testing.T, r *redistest.Replica, primary *redis.Client) {
	t.Helper()
	ctx := t.Context()
	require.NoError(t, primary.Set(ctx, "known", "old", 0).Err())
	require.NoError(t, primary.Wait(ctx, 1, 20*time.Second).Err())
	r.Stall(t)
	require.NoError(t, primary.Set(ctx, "known", "new", 0).Err())
}

// preferences are the options that make a client read from replicas.
var preferences = map[string]redis.ClusterOptions{
	"ReadOnly":       {ReadOnly: true},
	"RouteByLatency": {RouteByLatency: true},
	"RouteRandomly":  {RouteRandomly: true},
}

// A gate holds back each connection to a node until the node is complete. With
// RouteByLatency, go-redis 9.23.0 starts to measure a node before it has set all of its
// fields, which is a data race.
type gate struct {
	mu       sync.Mutex
	complete map[string]chan struct{}
}

// newGate lets connections to the open addresses pass, because they are no nodes.
func newGate(open ...string) *gate {
	g := &gate{complete: make(map[string]chan struct{})}
	for _, addr := range open {
		g.open(addr)
	}
	return g
}

func (g *gate) of(addr string) chan struct{} {
	if g.complete[addr] == nil {
		g.complete[addr] = make(chan struct{})
	}
	return g.complete[addr]
}

func (g *gate) open(addr string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	c := g.of(addr)
	select {
	case <-c: // a node that was dropped and came back
	default:
		close(c)
	}
}

func (g *gate) pass(ctx context.Context, addr string) error {
	g.mu.Lock()
	c := g.of(addr)
	g.mu.Unlock()
	select {
	case <-c:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// watch opens the gate for the client's nodes.
func (g *gate) watch(c redis.UniversalClient) redis.UniversalClient {
	c.(*redis.ClusterClient).OnNewNode(func(node *redis.Client) { g.open(node.Options().Addr) })
	return c
}

// farFrom returns a dialer that makes one server look far away to a client that measures
// latency.
func (g *gate) farFrom(addr string) func(ctx context.Context, network, to string) (net.Conn, error) {
	return func(ctx context.Context, network, to string) (net.Conn, error) {
		if err := g.pass(ctx, to); err != nil {
			return nil, err
		}
		c, err := new(net.Dialer).DialContext(ctx, network, to)
		if err == nil && c.RemoteAddr().String() == addr { // to may have no host
			c = remote{c}
		}
		return c, err
	}
}

type remote struct{ net.Conn }

func (r remote) Write(b []byte) (int, error) {
	if bytes.Contains(bytes.ToLower(b), []byte("ping")) {
		time.Sleep(50 * time.Millisecond)
	}
	return r.Conn.Write(b)
}

// keepsTheContract runs the suite over a client that reads from the replica. It first
// checks that the client does so.
func keepsTheContract(t *testing.T, c redis.UniversalClient) {
	t.Helper()
	t.Cleanup(func() { assert.NoError(t, c.Close()) })
	require.Eventually(t, func() bool {
		text, err := c.Get(t.Context(), "known").Result()
		return err == nil && text == "old"
	}, 20*time.Second, time.Millisecond, "the client does not read from the replica")
	open := func() (authhooks.Store, error) {
		return redisstore.New(c, redisstore.WithPrefix(t.Name()+":"), redisstore.WithTimeout(20*time.Second)), nil
	}
	runSuite(t, open)
}

// A client that prefers a stopped replica still sees what was written. The client knows
// both servers from its options or from Sentinel.
func TestReadsSeeWhatWasWrittenBesideAReplica(t *testing.T) {
	t.Parallel()
	primary := redistest.Start(t)
	if primary == nil {
		return
	}
	replica := redistest.StartReplica(t, primary)
	sentinel := replica.StartSentinel(t)
	stalled(t, replica, newClient(t, &redis.Options{Addr: primary.Addr}))
	slots := []redis.ClusterSlot{{Start: 0, End: 16383, Nodes: []redis.ClusterNode{{Addr: primary.Addr}, {Addr: replica.Addr}}}}
	for name, o := range preferences {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.ClusterSlots = func(context.Context) ([]redis.ClusterSlot, error) { return slots, nil }
			g := newGate()
			o.Dialer = g.farFrom(primary.Addr)
			keepsTheContract(t, g.watch(redis.NewClusterClient(&o)))
		})
		t.Run("Sentinel, "+name, func(t *testing.T) {
			t.Parallel()
			g := newGate(sentinel.Addr)
			keepsTheContract(t, g.watch(redis.NewFailoverClusterClient(&redis.FailoverOptions{
				MasterName: "pair", SentinelAddrs: []string{sentinel.Addr}, ReplicaOnly: o.ReadOnly,
				RouteByLatency: o.RouteByLatency, RouteRandomly: o.RouteRandomly, Dialer: g.farFrom(primary.Addr),
			})))
		})
	}
}

// The nodes are those of a real cluster.
func TestReadsSeeWhatWasWrittenInACluster(t *testing.T) {
	t.Parallel()
	replica := redistest.StartCluster(t)
	if replica == nil {
		return
	}
	stalled(t, replica, newClient(t, &redis.Options{Addr: replica.Primary.Addr}))
	for name, o := range preferences {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGate()
			keepsTheContract(t, g.watch(redis.NewUniversalClient(&redis.UniversalOptions{
				Addrs: []string{replica.Addr}, IsClusterMode: true,
				ReadOnly: o.ReadOnly, RouteByLatency: o.RouteByLatency, RouteRandomly: o.RouteRandomly, Dialer: g.farFrom(replica.Primary.Addr),
			})))
		})
	}
}
