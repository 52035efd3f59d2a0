//go:build all

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/drift"
)

// What is not the page is not compared with it: no list of a hundred removals.
func TestWhatIsNotThePageIsNotRead(t *testing.T) {
	t.Parallel()
	login := `<!doctype html><html><body><form action="/login" method="POST"><label>用户名</label><input name="username">
		<label>密码</label><input name="password" type="password"><button>登录</button></form></body></html>`
	for name, document := range map[string]string{
		"empty":          "",
		"blank":          " \n\u00a0\n",
		"login wall":     login,
		"not found":      "<html><body><h1>404 Not Found</h1><p>nginx</p></body></html>",
		"script only":    `<html><body><div id="app"></div><script src="/app.js"></script></body></html>`,
		"another text":   strings.Repeat("今天天气很好,我们去公园散步。\n", 40),
		"another API":    "POST /v1/users\n\n参数 类型 描述\nemail String 邮箱\n\n{\n  \"id\": 12,\n  \"email\": \"a@b.c\"\n}\n",
		"binary":         "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00",
		"no known bytes": "\xff\xfd\xfc\xfb\x81\x81\x81",
	} {
		for vendor := range realChanges() {
			code, out := drifted(t, vendor, document)
			assert.Equal(t, 2, code, "%s %s: %s", vendor, name, out)
			assert.Equal(t, 1, strings.Count(out, "\n"), "one line: %s", out)
			assert.Contains(t, out, "cannot read")
		}
	}
	for vendor := range realChanges() {
		for other := range realChanges() {
			if other == vendor {
				continue
			}
			code, out := drifted(t, vendor, loadPage(t, other))
			assert.Equal(t, 2, code)
			assert.Contains(t, out, "not the page of "+vendor+" but that of "+other)
		}
	}
}

// Half a page is still the page: what was cut off is named.
func TestAPageCutInHalfIsStillRead(t *testing.T) {
	t.Parallel()
	half, _, found := strings.Cut(loadPage(t, "hummingbird"), "刷新access_token")
	require.True(t, found)
	code, out := drifted(t, "hummingbird", half)
	require.Equal(t, 1, code)
	require.Contains(t, out, "removed endpoint POST /v1.0/openapi/token/{refreshToken}")
}

func TestPagesInOtherEncodingsAreRead(t *testing.T) {
	t.Parallel()
	page := loadPage(t, "scnet")
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(page)
	require.NoError(t, err)
	wide := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(page)) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	for name, document := range map[string]string{"GB 18030": gb, "UTF-16": string(wide), "GB 18030 as HTML": "<html><head><meta charset=\"gb18030\"></head><body><pre>" + strings.ReplaceAll(gb, "<", "&lt;") + "</pre></body></html>"} {
		code, out := drifted(t, "scnet", document)
		assert.Equal(t, 0, code, "%s: %s", name, out)
	}
}

func TestReportForMachinesAndPullRequests(t *testing.T) {
	t.Parallel()
	page := strings.ReplaceAll(loadPage(t, "amsu"), "86400", "7200")
	var out, errs bytes.Buffer
	require.Equal(t, changes, run([]string{"drift", "-root", frozen, "-vendor", "amsu", "-doc", "-", "-format", "json"}, strings.NewReader(page), &out, &errs))
	var report drift.Report
	require.NoError(t, json.Unmarshal(out.Bytes(), &report))
	require.Len(t, report.Changes, 1)
	c := report.Changes[0]
	require.Equal(t, []any{"changed", "constant", "POST /amsu-analysis/v2/token answer", "/expires_in", "86400", "7200", 34, true, "major"},
		[]any{c.What, c.Kind, c.Owner, c.Name, c.Old, c.New, c.Line, c.Breaking, report.Release})

	// A page's text is no markup in a pull request.
	page = strings.ReplaceAll(loadPage(t, "scnet"), "10008 权限不足", "10008 <img src=x> @everyone | 权限 `x`")
	out.Reset()
	require.Equal(t, changes, run([]string{"drift", "-root", frozen, "-vendor", "scnet", "-doc", "-", "-format", "markdown"}, strings.NewReader(page), &out, &errs))
	for _, markup := range []string{"<img", "@everyone", " | 权限 `x`"} {
		require.NotContains(t, out.String(), markup)
	}
	require.Contains(t, out.String(), "| breaking | changed code 10008:")

	require.Equal(t, unreadable, run([]string{"drift", "-root", frozen, "-vendor", "scnet", "-doc", "-", "-format", "xml"}, strings.NewReader(page), &out, &errs))
	require.Contains(t, errs.String(), `no format "xml"`)
}

func TestArgumentsAreExplained(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"what"}, {"drift", "-no"}, {"drift", "-root", root}, {"drift", "-root", root, "-vendor", "amsu"}, {"drift", "-root", root, "-vendor", "nobody", "-doc", "x"}, {"drift", "-root", root, "-vendor", "amsu", "-doc", "no such file"}, {"facts", "-root", root}} {
		var out, errs bytes.Buffer
		require.Equal(t, unreadable, run(args, strings.NewReader(""), &out, &errs), args)
		require.Empty(t, out.String())
		require.NotEmpty(t, errs.String(), args)
	}
}

// make facts keeps what a person wrote and finds the places of what is new.
func TestFactsKeepWhatAPersonWrote(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(dir, "specs", "amsu"), os.DirFS(filepath.Join(frozen, "specs", "amsu"))))
	var out, errs bytes.Buffer
	facts := func(page string) {
		require.Equal(t, same, run([]string{"facts", "-root", dir, "-vendor", "amsu", "-doc", "-", "-date", "2020-01-02"}, strings.NewReader(page), &out, &errs), errs.String())
	}
	facts(loadPage(t, "amsu"))
	written, err := os.ReadFile(filepath.Join(dir, "specs", "amsu", "facts.yaml"))
	require.NoError(t, err)
	before, err := os.ReadFile(filepath.Join(frozen, "specs", "amsu", "facts.yaml"))
	require.NoError(t, err)
	require.Equal(t, string(before), string(written), "the stand-in has the very facts of the true page, and its date")

	require.NoError(t, os.Remove(filepath.Join(dir, "specs", "amsu", "facts.yaml")))
	out.Reset()
	facts(strings.ReplaceAll(loadPage(t, "amsu"), "最后更新", "版本"))
	require.Contains(t, out.String(), "47 facts, 47 of them new")
	written, err = os.ReadFile(filepath.Join(dir, "specs", "amsu", "facts.yaml"))
	require.NoError(t, err)
	require.Contains(t, string(written), `date: "2020-01-02"`)
}
