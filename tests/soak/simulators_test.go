//go:build soak

package soak_test

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/accounts"
)

// The simulators run in a process of their own: what they keep for themselves,
// every token and the last exchanges, is not ours to be measured.
const processVariable = "VENDORAUTH_SOAK_SIMULATORS"

// lifetime of every token; Hitem3D's clients believe it is a day, and learn of
// each end from a rejection.
const lifetime = 2 * time.Second

// order tells the simulators of one trouble; its answer is its Number, when a
// call has met it.
type order struct {
	Number, Vendor int
	Trouble        trouble
}

// simulate serves until standard input ends.
func simulate() int {
	var out sync.Mutex
	say := func(v any) {
		out.Lock()
		defer out.Unlock()
		_ = json.NewEncoder(os.Stdout).Encode(v)
	}
	var servers []*authtest.Server
	defer func() {
		for _, s := range servers {
			s.Close()
		}
	}()
	addresses := make([]accounts.Address, len(accounts.Vendors))
	for i, v := range accounts.Vendors {
		s, a, err := v.Serve(authtest.WithLifetime(lifetime), authtest.RefreshRotates())
		if err != nil {
			return 1
		}
		servers, addresses[i] = append(servers, s), a
	}
	say(addresses)
	for in := json.NewDecoder(os.Stdin); ; {
		var o order
		if in.Decode(&o) != nil {
			return 0
		}
		if o.Trouble.Name == revocation {
			servers[o.Vendor].RevokeAll()
			say(o.Number)
			continue
		}
		var once sync.Once
		servers[o.Vendor].Fail(o.Trouble.fault(func() { once.Do(func() { say(o.Number) }) }))
	}
}

// simulators are that process, seen from here.
type simulators struct {
	addresses []accounts.Address

	mu      sync.Mutex
	in      io.WriteCloser
	encoder *json.Encoder
	waiting map[int]chan struct{}
	last    int
}

func startSimulators(t *testing.T) *simulators {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), processVariable+"=1")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	s := &simulators{in: in, encoder: json.NewEncoder(in), waiting: map[int]chan struct{}{}}
	lines := json.NewDecoder(bufio.NewReader(out))
	require.NoError(t, lines.Decode(&s.addresses), "the simulators did not start")
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		for number := 0; lines.Decode(&number) == nil; {
			s.mu.Lock()
			close(s.waiting[number])
			delete(s.waiting, number)
			s.mu.Unlock()
		}
	}()
	t.Cleanup(func() {
		_ = in.Close()
		<-heard
		_ = cmd.Wait()
	})
	return s
}

// bring makes trouble; the channel is closed when a call has met it.
func (s *simulators) bring(vendor int, d trouble) (<-chan struct{}, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	met := make(chan struct{})
	s.waiting[s.last] = met
	return met, s.encoder.Encode(order{Number: s.last, Vendor: vendor, Trouble: d})
}
