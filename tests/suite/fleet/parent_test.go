//go:build all

package fleet_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
)

// worker is a process of the fleet.
type worker struct {
	number int
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	lines  *bufio.Scanner
}

// start re-executes this test binary as a worker and waits until it has served
// its first calls.
func start(t *testing.T, o order) *worker {
	t.Helper()
	text, err := json.Marshal(o)
	require.NoError(t, err)
	w := &worker{number: o.Number, cmd: exec.CommandContext(t.Context(), os.Args[0])}
	w.cmd.Env = append(os.Environ(), orderVariable+"="+string(text))
	w.cmd.Stderr = os.Stderr
	w.stdin, err = w.cmd.StdinPipe()
	require.NoError(t, err)
	out, err := w.cmd.StdoutPipe()
	require.NoError(t, err)
	w.lines = bufio.NewScanner(out)
	require.NoError(t, w.cmd.Start())
	t.Cleanup(func() { _ = w.cmd.Process.Kill() })
	return w
}

func (w *worker) ready(t *testing.T) {
	t.Helper()
	require.True(t, w.lines.Scan(), "worker %d ended", w.number)
	require.Equal(t, "ready", w.lines.Text())
}

// stop ends a worker in good order and returns its report.
func (w *worker) stop(t *testing.T) report {
	t.Helper()
	require.NoError(t, w.stdin.Close())
	require.True(t, w.lines.Scan(), "worker %d says nothing", w.number)
	var r report
	require.NoError(t, json.Unmarshal(w.lines.Bytes(), &r))
	require.NoError(t, w.cmd.Wait())
	return r
}

func (w *worker) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, w.cmd.Process.Kill()) // SIGKILL
	_ = w.cmd.Wait()
}

// vendorUnderTest is a simulator whose new token kills the old and whose
// refresh tokens rotate, behind a proxy that may hold a renewal back.
type vendorUnderTest struct {
	*amsutest.Server
	proxy *httptest.Server
	order order // for workers

	mu         sync.Mutex
	hold       bool
	tokenCalls []authtest.Exchange
	holder     chan string // the User-Agent of whoever renews while hold is set
}

func newVendor(t *testing.T, lifetime time.Duration, opts ...authtest.Option) *vendorUnderTest {
	t.Helper()
	opts = append(opts, authtest.WithLifetime(lifetime), authtest.RefreshRotates(), authtest.NewKillsOld())
	v := &vendorUnderTest{holder: make(chan string, 1)}
	opts = append(opts, authtest.OnExchange(v.note))
	v.Server = amsutest.NewServer(t, opts...)
	target, err := url.Parse(v.URL)
	require.NoError(t, err)
	forward := httputil.NewSingleHostReverseProxy(target)
	forward.ErrorLog = nil
	v.proxy = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && v.holds(r) {
			_, _ = io.Copy(io.Discard, r.Body) // else net/http would not notice that the client goes
			<-r.Context().Done()               // until its sender is killed: the vendor never sees it
			return
		}
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(v.proxy.Close)
	cr := v.Credentials()
	v.order = order{URL: v.proxy.URL, ID: cr.ClientID, Secret: cr.ClientSecret.Reveal(), Goroutines: 50, Timeout: 5 * time.Second}
	return v
}

func (v *vendorUnderTest) holds(r *http.Request) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.hold {
		return false
	}
	v.hold = false
	v.holder <- r.UserAgent()
	return true
}

// workers starts n of them, each with what tell makes of its order.
func (v *vendorUnderTest) workers(t *testing.T, n int, tell func(o *order)) []*worker {
	t.Helper()
	list := make([]*worker, n)
	for i := range list {
		o := v.order
		o.Number = i
		tell(&o)
		list[i] = start(t, o)
	}
	for _, w := range list {
		w.ready(t)
	}
	return list
}

// note keeps the token calls: the simulator's own record is not long enough.
func (v *vendorUnderTest) note(e authtest.Exchange) {
	if e.Op == authtest.OpBusiness {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.tokenCalls = append(v.tokenCalls, e)
}

// calls are the calls of a token operation that the vendor has seen, oldest first.
func (v *vendorUnderTest) calls(op string) []authtest.Exchange {
	v.mu.Lock()
	defer v.mu.Unlock()
	var list []authtest.Exchange
	for _, e := range v.tokenCalls {
		if e.Op == op {
			list = append(list, e)
		}
	}
	return list
}
