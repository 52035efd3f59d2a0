package authhooks_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// answering serves one body to every business call, with a length or in pieces.
func answering(t *testing.T, header http.Header, body string, chunked bool) *acme {
	t.Helper()
	return newACME(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		maps.Copy(w.Header(), header)
		if w.Header()["Content-Type"] == nil {
			w.Header()["Content-Type"] = nil // net/http would guess
		}
		if !chunked {
			w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		}
		for i := 0; i < len(body); i += 1000 {
			_, _ = w.Write([]byte(body[i:min(i+1000, len(body))]))
			if chunked {
				w.(http.Flusher).Flush()
			}
		}
	}))
}

// The bytes decide, but for types that are streams of their own.
func TestLargeAndForeignAnswersAreStreamedUntouched(t *testing.T) {
	t.Parallel()
	refusal := `{"code":"9","text":"dead"}`
	large := `{"code":"9","pad":"` + strings.Repeat("x", 9<<10) + `"}`
	fits := `{"code":"9","pad":"` + strings.Repeat("x", 8<<10-21) + `"}`
	require.Len(t, fits, 8<<10)
	for name, c := range map[string]struct {
		contentType, body string
		replayed          bool
	}{
		"json":              {"application/json", refusal, true},
		"json with charset": {"application/json; charset=UTF-8", refusal, true},
		"bad parameter":     {"application/json; charset", refusal, true},
		"+json":             {"application/vnd.acme+json", refusal, true},
		"upper case":        {"Application/JSON", refusal, true},
		"text":              {"text/plain", refusal, true},
		"page":              {"text/html;charset=UTF-8", refusal, true},
		"text/json":         {"text/json", refusal, true},
		"script":            {"application/javascript", refusal, true},
		"form":              {"application/x-www-form-urlencoded", refusal, true},
		"no type":           {"", refusal, true},
		"nonsense":          {";;", refusal, true},
		"mark":              {"text/plain", "\ufeff" + refusal, true},
		"mark and blanks":   {"application/json", "\ufeff \r\n\t" + refusal, true},
		"blanks":            {"application/json", strings.Repeat(" ", 4000) + refusal, true},
		"something follows": {"application/json", refusal + "\n{\"code\":1}", true},
		"number":            {"application/json", `{"code":9.0}`, true},
		"exponent":          {"application/json", `{"code":0.9e1}`, true},
		"braces in a text":  {"application/json", `{"text":"}\"}\\","code":9}`, true},
		"full":              {"application/json", fits, true},
		"large":             {"application/json", large, false},
		"large page":        {"text/html", large, false},
		"far behind blanks": {"application/json", strings.Repeat(" ", 8<<10) + refusal, false},
		"ndjson":            {"application/x-ndjson", refusal, false},
		"event stream":      {"text/event-stream; charset=utf-8", refusal, false},
		"multipart":         {"multipart/mixed; boundary=x", refusal, false},
		"octets":            {"application/octet-stream", refusal, false},
		"image":             {"image/svg+xml", refusal, false},
		"audio":             {"audio/mpeg", refusal, false},
		"video":             {"Video/MP4", refusal, false},
		"json stream":       {"application/stream+json", refusal, false},
		"list":              {"application/json", "[" + refusal + "]", false},
		"script's call":     {"application/jsonp", "f(" + refusal + ")", false},
		"two marks":         {"application/json", "\ufeff\ufeff" + refusal, false},
		"half a mark":       {"application/json", "\xef\xbb" + refusal, false},
		"cut":               {"application/json", refusal[:len(refusal)-1], false},
		"empty":             {"application/json", "", false},
	} {
		for _, chunked := range []bool{false, true} {
			header := http.Header{}
			if c.contentType != "" {
				header.Set("Content-Type", c.contentType)
			}
			a := answering(t, header, c.body, chunked)
			_, text, err := get(t, a.HTTPClient(), a.url+"/x")
			require.NoError(t, err, name)
			assert.Equal(t, c.body, text, name)
			assert.Equal(t, c.replayed, a.issued.Load() == 2, "%s chunked=%v", name, chunked)
		}
	}
}

func packed(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.String()
}

// The caller asked for gzip itself, and so net/http unpacks nothing.
func TestAPackedRefusalIsSeen(t *testing.T) {
	t.Parallel()
	refusal := `{"code":"9","text":"dead"}`
	bomb := packed(strings.Repeat(" ", 1<<20) + refusal)
	require.Less(t, len(bomb), 8<<10)
	for name, c := range map[string]struct {
		encoding, body string
		replayed       bool
	}{
		"gzip":                    {"gzip", packed(refusal), true},
		"x-gzip":                  {"X-GZIP", packed(refusal), true},
		"mark inside":             {"gzip", packed("\ufeff" + refusal), true},
		"called gzip":             {"gzip", refusal, true},
		"cut behind the object":   {"gzip", packed(refusal)[:len(packed(refusal))-8], true},
		"cut":                     {"gzip", packed(refusal)[:12], false},
		"only called so":          {"gzip", "\x1f\x8b" + refusal, false},
		"bomb":                    {"gzip", bomb, false},
		"not called gzip":         {"", packed(refusal), false},
		"another encoding":        {"br", packed(refusal), false},
		"packed twice":            {"gzip", packed(packed(refusal)), false},
		"behind much else packed": {"gzip", packed(strings.Repeat(" ", 9<<10) + refusal), false},
	} {
		for _, chunked := range []bool{false, true} {
			a := answering(t, http.Header{"Content-Type": {"application/json"}, "Content-Encoding": {c.encoding}}, c.body, chunked)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.url+"/x", nil)
			require.NoError(t, err)
			req.Header.Set("Accept-Encoding", "gzip")
			resp, err := a.HTTPClient().Do(req)
			require.NoError(t, err)
			told := a.CheckResponse(resp)
			left, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			assert.Equal(t, c.body, string(left), "%s: the caller reads what was sent", name)
			assert.Equal(t, c.replayed, a.issued.Load() == 2, "%s chunked=%v", name, chunked)
			assert.Equal(t, c.replayed, told != nil, "%s: %v", name, told)
			assert.Equal(t, c.replayed, a.CheckBody(resp, left) != nil, name)
		}
	}
}

// Where the vendor speaks JSON, a page is a portal's or a proxy's word.
func TestAPageIsNoSuccess(t *testing.T) {
	t.Parallel()
	page := "<!DOCTYPE html><html><body>Welcome to the airport</body></html>"
	for name, c := range map[string]struct {
		header http.Header
		body   string
		want   error
	}{
		"page":                     {http.Header{"Content-Type": {"text/html"}}, page, authhooks.ErrProtocol},
		"XHTML":                    {http.Header{"Content-Type": {"application/xhtml+xml"}}, `<?xml version="1.0"?><html/>`, authhooks.ErrProtocol},
		"text called a page":       {http.Header{"Content-Type": {"text/html; charset=utf-8"}}, "Fatal error", authhooks.ErrProtocol},
		"long page":                {http.Header{"Content-Type": {"text/html"}}, page + strings.Repeat("x", 20<<10), authhooks.ErrProtocol},
		"page called JSON":         {http.Header{"Content-Type": {"application/json"}}, "\r\n" + page, authhooks.ErrProtocol},
		"page of no type":          {nil, "\ufeff<HTML>", authhooks.ErrProtocol},
		"packed page":              {http.Header{"Content-Type": {"text/html"}, "Content-Encoding": {"gzip"}}, packed(page), authhooks.ErrProtocol},
		"page as a file":           {http.Header{"Content-Type": {"text/html"}, "Content-Disposition": {`attachment; filename="report.html"`}}, page, nil},
		"refusal called a page":    {http.Header{"Content-Type": {"text/html"}}, `{"code":5}`, authhooks.ErrUnavailable},
		"refusal as a file":        {http.Header{"Content-Type": {"text/html"}, "Content-Disposition": {"attachment"}}, `{"code":5}`, authhooks.ErrUnavailable},
		"success called a page":    {http.Header{"Content-Type": {"text/html"}}, `{"code":1}`, nil},
		"list called a page":       {http.Header{"Content-Type": {"text/html"}}, `[{"name":1}]`, nil},
		"long JSON called a page":  {http.Header{"Content-Type": {"text/html"}}, `{"pad":"` + strings.Repeat("x", 20<<10) + `"}`, nil},
		"nothing called a page":    {http.Header{"Content-Type": {"text/html"}}, "", nil},
		"XML":                      {http.Header{"Content-Type": {"application/xml"}}, "<orders/>", nil},
		"tag that only begins so":  {http.Header{"Content-Type": {"text/xml"}}, "<htm>", nil},
		"XML that is cut in a tag": {http.Header{"Content-Type": {"text/xml"}}, "<!doc", nil},
		"text":                     {http.Header{"Content-Type": {"text/plain"}}, "hello", nil},
	} {
		for _, chunked := range []bool{false, true} {
			a := answering(t, c.header, c.body, chunked)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.url+"/x", nil)
			require.NoError(t, err)
			req.Header.Set("Accept-Encoding", "gzip")
			resp, err := a.HTTPClient().Do(req)
			require.NoError(t, err)
			err = a.CheckResponse(resp)
			left, readErr := io.ReadAll(resp.Body)
			require.NoError(t, readErr)
			require.NoError(t, resp.Body.Close())
			assert.Equal(t, c.body, string(left), name)
			if c.want == nil {
				assert.NoError(t, err, "%s chunked=%v", name, chunked)
				continue
			}
			require.ErrorIs(t, err, c.want, "%s chunked=%v", name, chunked)
			require.ErrorIs(t, a.CheckBody(resp, left), c.want, name)
			assert.Equal(t, int64(1), a.issued.Load(), "a page says nothing of the token")
		}
	}
}

// A vendor package may compare a code with "1", or look "9" up in its table.
func TestACodeIsANumberHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	a := newACME(t, nil)
	check := func(body string) error { return a.CheckBody(&http.Response{StatusCode: http.StatusOK}, []byte(body)) }
	for _, good := range []string{`{"code":1}`, `{"code":1.0}`, `{"code":10e-1}`, `{"code":"1.0"}`, "\ufeff{\"code\":1.0}"} {
		require.NoError(t, check(good), good)
	}
	for body, code := range map[string]string{
		`{"code":9.0}`: "9", `{"code":"9.0"}`: "9", `{"code":4.01e2}`: "401", `{"code":401.0}`: "401", `{"code":1.5}`: "1.5", `{"code":"2e2"}`: "2e2", `{"code":1e999999999}`: "1e999999999",
	} {
		var e *authhooks.Error
		require.ErrorAs(t, check(body), &e, body)
		assert.Equal(t, code, e.Code, body)
	}
	// A Parse that reads the code by itself.
	private, err := authhooks.New(authhooks.Vendor{
		Name: "own", Codes: acmeCodes(), Put: authhooks.PutBearer,
		Parse: func(int, http.Header, []byte) authhooks.Outcome {
			return authhooks.Outcome{Documented: true, Code: "9.00"}
		},
		Fetch: noFetch,
	}, "https://own.example", "id", authhooks.NewSecret("secret"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = private.Close() })
	require.ErrorIs(t, private.CheckBody(&http.Response{StatusCode: http.StatusOK}, []byte("{}")), errAcmeDead)
}
