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
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// The simulators run in a process of their own: what they keep for themselves,
// every token and the last exchanges, is not ours to be measured.
const processVariable = "VENDORAUTH_SOAK_SIMULATORS"

// lifetime of every token, longer than a frozen store holds up what has been fetched;
// Hitem3D's clients believe it is a day, and learn of each end from a rejection.
const lifetime = 4 * time.Second

// greeting says where the simulators, or the fronts before them, listen.
type greeting struct {
	Addresses    []accounts.Address
	Certificates [][]byte // of the fronts; nil where there is none
}

// hasFront says which vendors are behind a front.
func hasFront(number int) bool { return number%2 == 1 }

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
	rows := accounts.Fetching()
	fronts := make([]*front, len(rows)) // they end with the process
	hello := greeting{Addresses: make([]accounts.Address, len(fronts)), Certificates: make([][]byte, len(fronts))}
	for i, v := range rows {
		s, a, err := v.Serve(authtest.WithLifetime(lifetime), authtest.RefreshRotates())
		if err != nil {
			return 1
		}
		if hasFront(i) {
			if fronts[i], err = newFront(a.URL); err != nil {
				return 1
			}
			a.URL, hello.Certificates[i] = fronts[i].URL, fronts[i].Certificate().Raw
		}
		servers, hello.Addresses[i] = append(servers, s), a
	}
	say(hello)
	for in := json.NewDecoder(os.Stdin); ; {
		var o order
		if in.Decode(&o) != nil {
			return 0
		}
		var once sync.Once
		met := func() { once.Do(func() { say(o.Number) }) }
		switch o.Trouble.Name {
		case revocation:
			servers[o.Vendor].RevokeAll()
			met()
		case silence:
			fronts[o.Vendor].listener.silence(met)
		default:
			servers[o.Vendor].Fail(o.Trouble.fault(met))
		}
	}
}

// simulators are that process, seen from here.
type simulators struct {
	greeting

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
	require.NoError(t, lines.Decode(&s.greeting), "the simulators did not start")
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
