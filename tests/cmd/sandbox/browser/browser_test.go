// Package browser drives the sandbox's page as a person does, in a headless Chromium. It
// is a module of its own, so that other packages do not need chromedp.
package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// startSandbox builds and starts the sandbox. It returns the address of the page and how
// long the start took.
func startSandbox(t *testing.T) (page string, took time.Duration) {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "sandbox")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "./tests/cmd/sandbox")
	build.Dir = filepath.Join("..", "..", "..", "..")
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	cmd := exec.Command(binary, "-addr", "127.0.0.1:0") // outlives the test's context, because it must end in good order
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	began := time.Now()
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		require.NoError(t, cmd.Process.Signal(os.Interrupt))
		require.NoError(t, cmd.Wait(), "it ends in good order")
	})
	lines := bufio.NewScanner(stdout)
	require.True(t, lines.Scan())
	took = time.Since(began)
	page, ok := strings.CutPrefix(lines.Text(), "sandbox: ")
	require.True(t, ok, lines.Text())
	go func() {
		for lines.Scan() { // otherwise the sandbox could not write any more
		}
	}()
	return page, took
}

// witness records what a page must not do.
type witness struct {
	mu       sync.Mutex
	problems []string
	host     string
}

func (w *witness) listen(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err != nil || u.Scheme != "data" && u.Host != w.host {
			w.problems = append(w.problems, "a request to "+e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		w.problems = append(w.problems, "an exception: "+e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			w.problems = append(w.problems, fmt.Sprintf("on the console: %v", e.Args))
		}
	case *cdplog.EventEntryAdded: // the browser's own errors, for example violations of the page's policy
		if e.Entry.Level == cdplog.LevelError || e.Entry.Level == cdplog.LevelWarning {
			w.problems = append(w.problems, fmt.Sprintf("in the log: %s %s", e.Entry.Text, e.Entry.URL))
		}
	}
}

func openBrowser(t *testing.T, page string) (context.Context, *witness) {
	t.Helper()
	program, err := exec.LookPath("chromium")
	require.NoError(t, err, "this test needs Chromium")
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.WindowSize(1240, 1000))
	allocator, cancelAllocator := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancelAllocator)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	u, err := url.Parse(page)
	require.NoError(t, err)
	w := &witness{host: u.Host}
	chromedp.ListenTarget(ctx, w.listen)
	require.NoError(t, chromedp.Run(ctx, network.Enable(), runtime.Enable(), cdplog.Enable(), chromedp.Navigate(page)))
	return ctx, w
}

func card(vendor string) string { return `[data-vendor="` + vendor + `"]` }

func field(vendor, name string) string { return card(vendor) + ` [data-field="` + name + `"]` }

func text(t *testing.T, ctx context.Context, selector string) string {
	t.Helper()
	var got string
	// chromedp.Text keeps one node, but the page replaces some of its nodes.
	require.NoError(t, chromedp.Run(ctx, chromedp.Evaluate(fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector), &got)))
	return strings.TrimSpace(got)
}

// until waits for the text of an element.
func until(t *testing.T, ctx context.Context, selector string, is func(string) bool) string {
	t.Helper()
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	last := ""
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); <-ticker.C {
		if last = text(t, ctx, selector); is(last) {
			return last
		}
	}
	require.Fail(t, "it never comes to that", "%s is %q", selector, last)
	return ""
}

func equals(want string) func(string) bool { return func(got string) bool { return got == want } }

func click(t *testing.T, ctx context.Context, vendor, action string) {
	t.Helper()
	require.NoError(t, chromedp.Run(ctx, chromedp.Click(card(vendor)+` [data-action="`+action+`"]`, chromedp.ByQuery)))
}

// vendors are the names of those that the sandbox runs.
func vendors(t *testing.T, page string) []string {
	t.Helper()
	resp, err := http.Get(page + "api/state")
	require.NoError(t, err)
	defer func() { assert.NoError(t, resp.Body.Close()) }()
	var state []struct{ Name string }
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&state))
	require.NotEmpty(t, state)
	var names []string
	for _, v := range state {
		names = append(names, v.Name)
	}
	return names
}

func TestAPersonBreaksVendorsAndWatchesThemRecover(t *testing.T) {
	page, took := startSandbox(t)
	assert.Less(t, took, 3*time.Second, "up")
	t.Logf("up after %v", took.Round(time.Millisecond))
	ctx, seen := openBrowser(t, page)
	for _, vendor := range vendors(t, page) {
		until(t, ctx, field(vendor, "badge"), equals("working"))
		until(t, ctx, field(vendor, "fingerprint"), func(s string) bool { return len(s) == 8 })
	}

	for _, vendor := range []string{"zhihuiya", "hitem3d"} {
		before := text(t, ctx, field(vendor, "fingerprint"))
		click(t, ctx, vendor, "revoke")
		after := until(t, ctx, field(vendor, "fingerprint"), func(s string) bool { return len(s) == 8 && s != before })
		assert.NotEqual(t, before, after)
		until(t, ctx, field(vendor, "badge"), equals("working"))
		assert.Contains(t, text(t, ctx, field(vendor, "counts")), " 0 failed, 1 replayed", "nobody noticed but the counter")
	}

	// A documented code fails the next business call. Its typed error is shown until the
	// call after that.
	require.NoError(t, chromedp.Run(ctx, chromedp.SetValue(field("zhihuiya", "code"), "67200002", chromedp.ByQuery)))
	click(t, ctx, "zhihuiya", "fail")
	until(t, ctx, field("zhihuiya", "outcome"), func(s string) bool { return strings.Contains(s, "rate limited (67200002)") })
	until(t, ctx, field("zhihuiya", "outcome"), equals("the last call succeeded"))

	// This uses only the keyboard: from the title, Tab to a button, then Enter.
	require.NoError(t, chromedp.Run(ctx, chromedp.Focus(`#amsu [data-action="revoke"]`, chromedp.ByQuery), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(" ")))
	var pressed string
	require.NoError(t, chromedp.Run(ctx, chromedp.WaitVisible(`#amsu [data-action="slow"][aria-pressed="true"]`, chromedp.ByQuery),
		chromedp.Evaluate(`document.activeElement.dataset.action`, &pressed)))
	assert.Equal(t, "slow", pressed, "the focus stays while the page goes on changing")
	require.NoError(t, chromedp.Run(ctx, chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(`#amsu [data-action="slow"][aria-pressed="false"]`, chromedp.ByQuery)))

	// Updates can be paused, and the page still shows the result of an action.
	require.NoError(t, chromedp.Run(ctx, chromedp.Click("#pause", chromedp.ByQuery), chromedp.Sleep(time.Second)))
	still := text(t, ctx, "#vendors")
	require.NoError(t, chromedp.Run(ctx, chromedp.Sleep(2*time.Second)))
	assert.Equal(t, still, text(t, ctx, "#vendors"))
	click(t, ctx, "amsu", "clock")
	until(t, ctx, "#vendors", func(s string) bool { return s != still })
	require.NoError(t, chromedp.Run(ctx, chromedp.Click("#pause", chromedp.ByQuery)))
	assert.Empty(t, text(t, ctx, "#problem"))

	// Open details stay open.
	require.NoError(t, chromedp.Run(ctx, chromedp.Evaluate(`document.querySelector('#scnet .exchanges summary').click()`, nil), chromedp.Sleep(1500*time.Millisecond)))
	transcript := text(t, ctx, `#scnet .exchanges details[open] pre`)
	assert.Contains(t, transcript, "Token: [redacted]")

	if file := os.Getenv("SANDBOX_SCREENSHOT"); file != "" {
		var png []byte
		require.NoError(t, chromedp.Run(ctx, chromedp.Evaluate(`scrollTo(0, 0)`, nil), chromedp.Sleep(300*time.Millisecond), chromedp.CaptureScreenshot(&png)))
		require.NoError(t, os.WriteFile(file, png, 0o600))
	}
	seen.mu.Lock() // not earlier, because no event arrives while it is locked
	defer seen.mu.Unlock()
	assert.Empty(t, seen.problems)
}

// Every text of the page is readable in both colour schemes, and every control has a
// name.
func TestThePageCanBeReadAndHeard(t *testing.T) {
	page, _ := startSandbox(t)
	ctx, _ := openBrowser(t, page)
	until(t, ctx, field("zhihuiya", "badge"), equals("working"))
	for _, scheme := range []string{"light", "dark"} {
		var colours [][2][3]float64
		require.NoError(t, chromedp.Run(ctx,
			emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
			chromedp.Evaluate(`(() => {
				const rgb = (c) => c.match(/[\d.]+/g).slice(0, 3).map(Number);
				const back = (n) => { for (; n; n = n.parentElement) { const c = getComputedStyle(n).backgroundColor; if (!/, 0\)$|transparent/.test(c)) return c; } return 'rgb(255,255,255)'; };
				return [...document.querySelectorAll('h1,h2,h3,p,span,code,caption,th,td,summary,button,select,label,pre')]
					.filter((n) => n.offsetParent && n.textContent.trim())
					.map((n) => [rgb(getComputedStyle(n).color), rgb(back(n))]);
			})()`, &colours)))
		require.Greater(t, len(colours), 100)
		worst := math.Inf(1)
		for _, c := range colours {
			worst = min(worst, contrast(c[0], c[1]))
		}
		assert.GreaterOrEqual(t, worst, 4.5, "%s: WCAG AA", scheme)
		t.Logf("%s: worst contrast %.1f", scheme, worst)
	}
	var unnamed []string
	require.NoError(t, chromedp.Run(ctx, chromedp.Evaluate(`[...document.querySelectorAll('button,select,section,table')]
		.filter((n) => !(n.textContent.trim() && n.tagName === 'BUTTON' || n.labels?.length || n.getAttribute('aria-labelledby') || n.caption))
		.map((n) => n.outerHTML.slice(0, 80))`, &unnamed)))
	assert.Empty(t, unnamed)
}

// contrast is WCAG's ratio of two sRGB colours.
func contrast(a, b [3]float64) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c [3]float64) float64 {
	var l float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v := c[i] / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		l += weight * v
	}
	return l
}
