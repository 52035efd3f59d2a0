package authhooks_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

func noFetch(context.Context, authhooks.Token) (authhooks.Token, error) {
	return authhooks.Token{Access: authhooks.NewSecret("token")}, nil
}

// serving is a client whose transport, which is not net/http's, answers every
// business call with body.
func serving(t *testing.T, contentType string, length int64, body io.ReadCloser) *authhooks.Client {
	t.Helper()
	c, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutBearer, Fetch: noFetch,
	}, "https://acme.example", "id", authhooks.NewSecret("secret-canary"), authhooks.WithHTTPClient(&http.Client{
		Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {contentType}}, ContentLength: length, Body: body}, nil
		}),
	}))
	require.NoError(t, err)
	return c
}

// ask sends a call under ctx and tells how long Do took.
func ask(ctx context.Context, t *testing.T, c authhooks.Doer) (*http.Response, time.Duration) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://acme.example/x", nil)
	require.NoError(t, err)
	begin := time.Now()
	resp, err := c.Do(req)
	require.NoError(t, err)
	return resp, time.Since(begin)
}

// An answer of unknown length and another type is waited for a second; what comes
// later is read by the caller, and nothing is lost.
func TestALateAnswerIsHandedOn(t *testing.T) {
	for _, contentType := range []string{"text/plain", "text/html", "", "application/x-anything"} {
		for _, early := range []string{"", "{", `{"code":`, " \r\n", "\xef"} {
			synctest.Test(t, func(t *testing.T) {
				body, w := io.Pipe()
				c := serving(t, contentType, -1, body)
				go func() {
					_, _ = w.Write([]byte(early))
					time.Sleep(10 * time.Second)
					_, _ = w.Write([]byte(`"late"`))
					_ = w.Close()
				}()
				resp, took := ask(t.Context(), t, c.HTTPClient())
				assert.Equal(t, time.Second, took, "%s %q", contentType, early)
				begin := time.Now()
				err := c.CheckResponse(resp)
				assert.Zero(t, time.Since(begin), "the second is the answer's, not every look's")
				if contentType == "text/html" && !strings.HasPrefix(early, "{") {
					require.ErrorIs(t, err, authhooks.ErrProtocol, "the header's word, where the bytes say nothing: %q", early)
				} else {
					require.NoError(t, err)
				}
				left, err := io.ReadAll(resp.Body)
				require.NoError(t, err)
				assert.Equal(t, early+`"late"`, string(left))
				require.NoError(t, resp.Body.Close())
				require.NoError(t, c.Close())
			})
		}
	}
}

// A stream that is never read leaves nothing behind once it is closed.
func TestALateAnswerThatIsClosedLeavesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		body, w := io.Pipe()
		c := serving(t, "text/plain", -1, body)
		resp, _ := ask(t.Context(), t, c.HTTPClient())
		read := make(chan error)
		go func() {
			_, err := resp.Body.Read(make([]byte, 1))
			read <- err
		}()
		synctest.Wait()
		require.NoError(t, resp.Body.Close())
		require.ErrorIs(t, <-read, http.ErrBodyReadAfterClose, "a Read that waits ends with the Close")
		_, err := w.Write([]byte("x"))
		require.ErrorIs(t, err, io.ErrClosedPipe)
		_, err = resp.Body.Read(make([]byte, 1))
		require.ErrorIs(t, err, http.ErrBodyReadAfterClose)
		require.NoError(t, c.Close())
	}) // the bubble fails where a goroutine is left
}

// deaf is a body whose Read does not end with its Close.
type deaf struct{ release chan struct{} }

func (d deaf) Read([]byte) (int, error) { <-d.release; return 0, io.EOF }
func (deaf) Close() error               { return nil }

func TestCloseFreesWhoWaitsForADeafBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		body := deaf{make(chan struct{})}
		c := serving(t, "text/plain", -1, body)
		resp, took := ask(t.Context(), t, c.HTTPClient())
		assert.Equal(t, time.Second, took)
		read := make(chan error)
		go func() {
			_, err := resp.Body.Read(make([]byte, 1))
			read <- err
		}()
		synctest.Wait()
		require.NoError(t, resp.Body.Close())
		require.ErrorIs(t, <-read, http.ErrBodyReadAfterClose)
		close(body.release)
		require.NoError(t, c.Close())
	})
}

// A type that says JSON is waited for as long as the call's own ctx allows,
// though the body knows nothing of it.
func TestALookAtAnAnswerEndsWithTheCall(t *testing.T) {
	for contentType, length := range map[string]int64{"application/json": -1, "text/json": -1, "text/plain": 100} {
		synctest.Test(t, func(t *testing.T) {
			body, w := io.Pipe()
			c := serving(t, contentType, length, body)
			go func() { _, _ = w.Write([]byte(`{"code":`)) }()
			ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
			defer cancel()
			resp, took := ask(ctx, t, c.HTTPClient())
			assert.Equal(t, 7*time.Second, took, contentType)
			require.NoError(t, c.CheckResponse(resp))
			require.NoError(t, resp.Body.Close())
			require.NoError(t, c.Close())
		})
	}
}

// Do returns with the first JSON value, not with the stream's end.
func TestAnAnswerIsHandedOnWithItsFirstObject(t *testing.T) {
	for _, contentType := range []string{"application/json", "text/plain"} {
		synctest.Test(t, func(t *testing.T) {
			body, w := io.Pipe()
			c := serving(t, contentType, -1, body)
			go func() {
				for _, part := range []string{"\ufeff", "{", `"code":`, `1,"a":"}`, `"}`, "\n", `{"code":9}`} {
					_, _ = w.Write([]byte(part))
					if part == `"}` {
						time.Sleep(time.Hour)
					}
				}
				_ = w.Close()
			}()
			resp, took := ask(t.Context(), t, c.HTTPClient())
			assert.Zero(t, took, contentType)
			left, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			assert.Equal(t, "\ufeff"+`{"code":1,"a":"}"}`+"\n"+`{"code":9}`, string(left))
			require.NoError(t, resp.Body.Close())
			require.NoError(t, c.Close())
		})
	}
}

// pieces is a body that comes in pieces and ends with an error of its own.
type pieces struct {
	parts []string
	end   error
}

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.parts) == 0 {
		return 0, p.end
	}
	n := copy(b, p.parts[0])
	if p.parts[0] = p.parts[0][n:]; p.parts[0] == "" {
		p.parts = p.parts[1:]
	}
	if len(p.parts) == 0 {
		return n, p.end
	}
	return n, nil
}

func (*pieces) Close() error { return nil }

func TestACutAnswerIsCutForTheCaller(t *testing.T) {
	t.Parallel()
	reset := errors.New("connection reset by peer")
	const text = `{"code":"9","text":"dead"}`
	for cut := range len(text) {
		for _, contentType := range []string{"application/json", "text/plain", "text/html"} {
			c := serving(t, contentType, -1, &pieces{parts: []string{text[:cut/2], text[cut/2 : cut]}, end: reset})
			resp, _ := ask(t.Context(), t, c.HTTPClient())
			require.NoError(t, c.CheckResponse(resp), "nothing was said: %d", cut)
			left, err := io.ReadAll(resp.Body)
			require.Same(t, reset, err)
			assert.Equal(t, text[:cut], string(left))
			_, err = resp.Body.Read(make([]byte, 1))
			require.Same(t, reset, err, "and again")
			require.NoError(t, c.Close())
		}
	}
}

// idle is a body that never says anything, nor that there is nothing more.
type idle struct{ reads int }

func (i *idle) Read([]byte) (int, error) { i.reads++; return 0, nil }
func (*idle) Close() error               { return nil }

// Equal looks at an answer that came while nobody looked see the same.
func TestALookAfterTheSecondSeesWhatHasCome(t *testing.T) {
	for _, parts := range [][]string{{`{"code":5,"text":"no"}`}, {`{"code":5,`, `"text":"no"}`}, strings.SplitAfter(`{"code":5,"text":"no"}`, "")} {
		synctest.Test(t, func(t *testing.T) {
			for range 24 {
				body, w := io.Pipe()
				c := serving(t, "text/plain", -1, body)
				go func() {
					time.Sleep(1200 * time.Millisecond)
					for _, part := range parts {
						_, _ = w.Write([]byte(part))
					}
					_ = w.Close()
				}()
				resp, took := ask(t.Context(), t, c.HTTPClient())
				assert.Equal(t, time.Second, took)
				time.Sleep(500 * time.Millisecond)
				require.ErrorIs(t, c.CheckResponse(resp), authhooks.ErrUnavailable)
				require.ErrorIs(t, c.CheckResponse(resp), authhooks.ErrUnavailable, "and again")
				left, err := io.ReadAll(resp.Body)
				require.NoError(t, err)
				assert.Equal(t, strings.Join(parts, ""), string(left))
				require.NoError(t, c.Close())
			}
		})
	}
}

// A body that drips for ever keeps a late look a moment and no longer.
func TestALateLookIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		body, w := io.Pipe()
		c := serving(t, "text/plain", -1, body)
		go func() {
			time.Sleep(1200 * time.Millisecond)
			for range 1000 {
				if _, err := w.Write([]byte(" ")); err != nil {
					return
				}
				time.Sleep(30 * time.Millisecond)
			}
		}()
		resp, _ := ask(t.Context(), t, c.HTTPClient())
		time.Sleep(500 * time.Millisecond)
		begin := time.Now()
		require.NoError(t, c.CheckResponse(resp))
		assert.Equal(t, 100*time.Millisecond, time.Since(begin))
		require.NoError(t, resp.Body.Close())
		time.Sleep(time.Second) // the writer notices
		require.NoError(t, c.Close())
	})
}

// Little is read of what is long, and the room follows what comes.
func TestALookReadsNoMoreThan8KiB(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]string{"object": `{"a":"`, "blanks": " ", "packed": packed(strings.Repeat(`{"a":`, 9<<10))[:40]} {
		source := strings.NewReader(begin + strings.Repeat("x", 1<<20))
		if name == "blanks" {
			source = strings.NewReader(strings.Repeat(" ", 1<<20))
		}
		c := serving(t, "application/json", -1, io.NopCloser(source))
		resp, _ := ask(t.Context(), t, c.HTTPClient())
		assert.GreaterOrEqual(t, source.Len(), 1<<20-8<<10, name)
		var all bytes.Buffer
		_, err := all.ReadFrom(resp.Body)
		require.NoError(t, err)
		assert.Equal(t, source.Size(), int64(all.Len()), name)
		require.NoError(t, c.Close())
	}
}
