//go:build prism

package mock

import (
	"bytes"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// logs keeps what a child says; it may still be saying it.
type logs struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// listening is what Prism says when it has a port. It chooses a free one itself: a port
// that we found free could be gone by then.
var listening = regexp.MustCompile(`Prism is listening on (http://127\.0\.0\.1:\d+)\s`)

// startPrism starts a mock of a vendor's file on a free loopback port and
// returns its base URL.
func startPrism(t *testing.T, vendor string) string {
	t.Helper()
	root := filepath.Join("..", "..", "..")
	program, err := filepath.Abs(filepath.Join(root, "tests", "node", "node_modules", ".bin", "prism"))
	require.NoError(t, err)
	require.FileExists(t, program, "make tools installs it")
	said := &logs{}
	cmd := exec.Command(program, "mock", "-h", "127.0.0.1", "-p", "0", "--errors", filepath.Join("specs", vendor, "openapi.yaml"))
	cmd.Dir, cmd.Stdout, cmd.Stderr = root, said, said
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // its children go with it
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
	})
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if found := listening.FindStringSubmatch(said.String()); found != nil {
			return found[1]
		}
		require.True(t, time.Now().Before(end), "prism does not come up:\n%s", said)
	}
}

// wishing asks Prism for one example, and may spoil a request on its way.
type wishing struct {
	base   http.RoundTripper
	prefer string
	only   string                                 // path of the requests that it asks for, all if empty
	spoil  func(req *http.Request) *http.Response // an answer of its own: nothing is sent
}

func (w wishing) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	if w.spoil != nil {
		if own := w.spoil(req); own != nil {
			own.Request = req
			return own, nil
		}
	}
	if w.only == "" || strings.HasSuffix(req.URL.Path, w.only) {
		req.Header.Set("Prefer", w.prefer)
	}
	return w.base.RoundTrip(req)
}
