//go:build all

package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/ledger"
)

// site is a vendor's documentation on loopback. A test sets its answers.
type site struct {
	*httptest.Server

	mutex   sync.Mutex
	answers map[string]http.HandlerFunc
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{answers: map[string]http.HandlerFunc{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mutex.Lock()
		answer := s.answers[r.URL.Path]
		s.mutex.Unlock()
		if answer == nil {
			http.NotFound(w, r)
			return
		}
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *site) set(path string, answer http.HandlerFunc) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.answers[path] = answer
}

func says(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, text) }
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

// watcher runs .ci/pages again and again over one state.
type watcher struct {
	t            *testing.T
	root, state  string
	program      string
	out, reports string
}

func newWatcher(t *testing.T, vendor, address string, siblings ...string) *watcher {
	t.Helper()
	w := &watcher{t: t, root: t.TempDir(), state: t.TempDir(), program: filepath.Join(t.TempDir(), "docfacts")}
	require.NoError(t, os.CopyFS(filepath.Join(w.root, "specs", vendor), os.DirFS(filepath.Join(frozen, "specs", vendor))))
	require.NoError(t, os.CopyFS(filepath.Join(w.root, "clients", vendor), os.DirFS(filepath.Join(root, "clients", vendor))))
	require.NoError(t, os.CopyFS(filepath.Join(w.root, "gen"), os.DirFS(filepath.Join(root, "gen"))))
	l, err := ledger.Load(w.root, vendor)
	require.NoError(t, err)
	l.Page.Address, l.Page.Watch = address, siblings
	require.NoError(t, l.Save(w.root))
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", w.program, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return w
}

func frozenPage(t *testing.T, vendor string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(frozen, "pages", vendor+".txt"))
	require.NoError(t, err)
	return string(raw)
}

// look is one run: what it says of each page, and the reports by vendor.
func (w *watcher) look() map[string]string {
	w.t.Helper()
	w.reports = w.t.TempDir()
	script, err := filepath.Abs(filepath.Join(root, ".ci", "pages"))
	require.NoError(w.t, err)
	cmd := exec.CommandContext(w.t.Context(), "bash", script, w.state, w.reports)
	cmd.Env = append(os.Environ(), "DOCFACTS="+w.program, "PAGES_ROOT="+w.root, "PAGES_TIMEOUT=1", "no_proxy=127.0.0.1", "NO_PROXY=127.0.0.1")
	out, err := cmd.CombinedOutput()
	w.out = string(out)
	require.NoError(w.t, err, "%s", out)
	found := map[string]string{}
	files, err := filepath.Glob(filepath.Join(w.reports, "*.md"))
	require.NoError(w.t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(w.t, err)
		found[strings.TrimSuffix(filepath.Base(file), ".md")] = string(text)
	}
	return found
}

// The watcher reports a change, a move, a login wall and the end of a page once each. It reports nothing if the page is as before.
func TestPagesAreWatched(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := frozenPage(t, "zhihuiya")
	w := newWatcher(t, "zhihuiya", s.URL+"/page", s.URL+"/news")
	s.set("/page", says(page))
	s.set("/news", says("<html><body><h1>News</h1><p>1 May: all is well.</p></body></html>"))
	require.Empty(t, w.look(), "the first look")
	require.Contains(t, w.out, "unchanged")
	require.Empty(t, w.look(), "unchanged")

	s.set("/page", says(strings.ReplaceAll(page, "67200012\n", "67200010\nnew\n67200012\n")))
	require.Contains(t, w.look()["zhihuiya"], "added code 67200010")
	require.Empty(t, w.look(), "the same change is told once")

	s.set("/news", says("<html><body><h1>News</h1><p>2 May: a key per app.</p></body></html>"))
	require.Contains(t, w.look()["zhihuiya"], "+2 May: a key per app.")
	require.Empty(t, w.look())

	s.set("/page", redirect("/moved?session=abc"))
	s.set("/moved", says(page))
	report := w.look()["zhihuiya"]
	require.Contains(t, report, "moved to "+strings.TrimPrefix(s.URL, "http://")+"/moved")
	require.NotContains(t, report, "session")
	s.set("/page", says(page))
	require.Contains(t, w.look()["zhihuiya"], "unchanged", "it is as it was")

	s.set("/page", says(loginForm))
	require.Contains(t, w.look()["zhihuiya"], "login wall: HTTP 200")
	require.Empty(t, w.look(), "still a login wall")
	s.set("/page", redirect("/login"))
	s.set("/login", says("<html><body><h1>Sign in</h1><p>Scan the code with your phone.</p></body></html>"))
	require.Contains(t, w.look()["zhihuiya"], "not the page")
	s.set("/page", status(http.StatusForbidden))
	require.Contains(t, w.look()["zhihuiya"], "refusal: HTTP 403")
	s.set("/page", nil)
	require.Contains(t, w.look()["zhihuiya"], "gone: HTTP 404")
	require.Empty(t, w.look())
}

// If the network fails for the third time, it is reported. It is reported once.
func TestPagesThatAreSlowOrDown(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"slow": func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-r.Context().Done():
			case <-time.After(20 * time.Second):
			}
		},
		"down":             status(http.StatusBadGateway),
		"redirects always": redirect("/page"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			w := newWatcher(t, "amsu", s.URL+"/page")
			s.set("/page", says(frozenPage(t, "amsu")))
			require.Empty(t, w.look())
			s.set("/page", answer)
			require.Empty(t, w.look(), "once")
			require.Contains(t, w.out, "not fetched")
			require.Empty(t, w.look(), "twice")
			require.Contains(t, w.look()["amsu"], "not fetched")
			require.Empty(t, w.look(), "told once")
			s.set("/page", says(frozenPage(t, "amsu")))
			require.Contains(t, w.look()["amsu"], "unchanged", "it is back")
		})
	}
}

// Every address in the facts is one that can be fetched.
func TestAddressesOfPages(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	require.NoError(t, (&options{root: root}).pages(&out))
	for line := range strings.Lines(out.String()) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		require.Len(t, fields, 3)
		require.Contains(t, []string{"page", "sibling"}, fields[1])
		require.Regexp(t, `^https?://[a-z0-9.-]+/`, fields[2])
	}
	require.NotEmpty(t, out.String())
}

// One issue is kept for a vendor: opened the first time, commented on later.
func TestOneIssueForAVendor(t *testing.T) {
	t.Parallel()
	bin, reports := t.TempDir(), t.TempDir()
	log := filepath.Join(bin, "log")
	gh := `#!/usr/bin/env bash
echo "$*" >>"` + log + `"
case $2 in
list) [[ ! -e "` + bin + `/$TITLE" ]] || echo 7 ;;
create) touch "` + bin + `/$4"; cat "$6" >>"` + log + `" ;;
comment) cat "$5" >>"` + log + `" ;;
esac
`
	require.NoError(t, os.WriteFile(filepath.Join(bin, "gh"), []byte(gh), 0o755))
	for _, vendor := range []string{"amsu", "scnet"} {
		require.NoError(t, os.WriteFile(filepath.Join(reports, vendor+".md"), []byte("news of "+vendor+"\n"), 0o600))
	}
	run := func() string {
		require.NoError(t, os.RemoveAll(log))
		cmd := exec.CommandContext(t.Context(), "bash", filepath.Join(root, ".ci", "page-issues"), reports)
		cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		said, err := os.ReadFile(log)
		require.NoError(t, err)
		return string(said)
	}
	first := run()
	assert.Equal(t, 2, strings.Count(first, "issue create"))
	assert.Contains(t, first, "news of scnet")
	require.NoError(t, os.Remove(filepath.Join(reports, "scnet.md")))
	second := run()
	assert.Equal(t, 1, strings.Count(second, "issue comment 7"))
	assert.NotContains(t, second, "issue create")
}
