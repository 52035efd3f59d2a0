package redistest

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

// Replica is a server that copies another, and that lags as far as it is told.
type Replica struct {
	*Server

	Primary *Server
}

// StartReplica starts a replica of primary, nil if that is nil, and waits until
// it has what primary has.
func StartReplica(t *testing.T, primary *Server, args ...string) *Replica {
	t.Helper()
	if primary == nil {
		return nil
	}
	host, port, err := net.SplitHostPort(primary.Addr)
	require.NoError(t, err)
	r := &Replica{Start(t, append(args, "--replicaof", host, port)...), primary}
	r.wait(t, "up")
	return r
}

// StartCluster starts a Redis Cluster of one primary and its replica; nil as
// Start's.
func StartCluster(t *testing.T) *Replica {
	t.Helper()
	member := func() (s *Server, bus string) {
		_, bus, err := net.SplitHostPort(free(t))
		require.NoError(t, err)
		return Start(t, "--cluster-enabled", "yes", "--cluster-port", bus, "--cluster-replica-no-failover", "yes"), bus
	}
	primary, bus := member()
	if primary == nil {
		return nil
	}
	replica, _ := member()
	host, port, err := net.SplitHostPort(primary.Addr)
	require.NoError(t, err)
	primary.do(t, "CLUSTER", "ADDSLOTSRANGE", "0", "16383")
	id := primary.do(t, "CLUSTER", "MYID")
	replica.do(t, "CLUSTER", "MEET", host, port, bus)
	eventually(t, "the replica does not meet the primary", func() bool {
		return strings.Contains(replica.do(t, "CLUSTER", "NODES"), id+" ")
	})
	replica.do(t, "CLUSTER", "REPLICATE", id)
	r := &Replica{replica, primary}
	r.wait(t, "up")
	eventually(t, "the cluster is not ready", func() bool {
		return strings.Contains(primary.do(t, "CLUSTER", "INFO"), "cluster_state:ok") &&
			strings.Contains(primary.do(t, "CLUSTER", "SLOTS"), portOf(t, replica)) &&
			strings.Contains(replica.do(t, "CLUSTER", "INFO"), "cluster_state:ok")
	})
	return r
}

// StartSentinel starts a Sentinel that calls the pair "pair" and knows of both.
func (r *Replica) StartSentinel(t *testing.T) *Server {
	t.Helper()
	host, port, err := net.SplitHostPort(r.Primary.Addr)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "sentinel.conf")
	require.NoError(t, os.WriteFile(file, []byte("sentinel monitor pair "+host+" "+port+" 1\n"), 0o600))
	s := Start(t, file, "--sentinel")
	eventually(t, "the sentinel does not know the replica", func() bool {
		known := s.do(t, "SENTINEL", "REPLICAS", "pair")
		return strings.Contains(known, r.Addr) && !strings.Contains(known, "disconnected")
	})
	return s
}

// Stall stops replication: the replica goes on answering with what it has. What
// stops it is a password that the primary does not know.
func (r *Replica) Stall(t *testing.T) {
	t.Helper()
	r.do(t, "CONFIG", "SET", "masterauth", "wrong")
	r.Primary.do(t, "CLIENT", "KILL", "TYPE", "replica")
	r.wait(t, "down")
}

// Resume ends a Stall and waits until the replica has caught up.
func (r *Replica) Resume(t *testing.T) {
	t.Helper()
	r.do(t, "CONFIG", "SET", "masterauth", "")
	r.wait(t, "up")
}

func (r *Replica) wait(t *testing.T, status string) {
	t.Helper()
	eventually(t, "replication is not "+status, func() bool {
		return strings.Contains(r.do(t, "INFO", "replication"), "master_link_status:"+status)
	})
}

// do sends one command and returns the answer as a text.
func (s *Server) do(t *testing.T, words ...any) string {
	t.Helper()
	c := redis.NewClient(&redis.Options{Addr: s.Addr})
	defer func() { require.NoError(t, c.Close()) }()
	reply, err := c.Do(context.Background(), words...).Result()
	require.NoError(t, err, "%v", words)
	return text(reply)
}

// text is what a reply says, its parts beside each other.
func text(reply any) string {
	parts, is := reply.([]any)
	if !is {
		return fmt.Sprint(reply)
	}
	var all strings.Builder
	for _, part := range parts {
		all.WriteString(text(part) + " ")
	}
	return all.String()
}

func portOf(t *testing.T, s *Server) string {
	t.Helper()
	_, port, err := net.SplitHostPort(s.Addr)
	require.NoError(t, err)
	return port
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	require.Eventually(t, is, 30*time.Second, 10*time.Millisecond, what)
}
