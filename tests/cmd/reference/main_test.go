package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// vendors are the folders of specs.
func vendors(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../../specs/*/openapi.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var names []string
	for _, f := range files {
		names = append(names, filepath.Base(filepath.Dir(f)))
	}
	return names
}

func merged(t *testing.T, root string, vendors ...string) *openapi3.T {
	t.Helper()
	out := filepath.Join(t.TempDir(), "openapi.yaml")
	require.NoError(t, build(root, append([]string{out}, vendors...)))
	doc, err := openapi3.NewLoader().LoadFromFile(out)
	require.NoError(t, err)
	return doc
}

func TestMergedSpecHasEveryOperation(t *testing.T) {
	t.Parallel()
	all := merged(t, "../../..", vendors(t)...)
	for _, vendor := range vendors(t) {
		spec, err := openapi3.NewLoader().LoadFromFile("../../../specs/" + vendor + "/openapi.yaml")
		require.NoError(t, err)
		for path, item := range spec.Paths.Map() {
			for method, op := range item.Operations() {
				got := all.Paths.Value(path).GetOperation(method)
				require.NotNil(t, got, path)
				assert.Equal(t, vendor+"."+op.OperationID, got.OperationID)
				assert.Equal(t, spec.Servers[0].URL, all.Paths.Value(path).Servers[0].URL)
			}
		}
	}
}

func TestTwoVendorsMayHaveOnePath(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, v := range []string{"a", "b"} {
		require.NoError(t, os.MkdirAll(filepath.Join(root, "specs", v), 0o755))
		spec := fmt.Sprintf(`{openapi: 3.0.3, info: {title: %[1]s, version: v1, description: d}, servers: [{url: "https://%[1]s.test"}], paths: {/t: {post: {
			operationId: t, security: [{s: []}], responses: {"200": {$ref: "#/components/responses/R"}}}}},
			components: {securitySchemes: {s: {type: http, scheme: basic}}, responses: {R: {description: %[1]s}}}}`, v)
		require.NoError(t, os.WriteFile(filepath.Join(root, "specs", v, "openapi.yaml"), []byte(strings.ReplaceAll(spec, "\t", " ")), 0o600))
	}
	all := merged(t, root, "a", "b")
	require.NoError(t, all.Validate(t.Context()))
	assert.Equal(t, "a.t", all.Paths.Value("/t").Post.OperationID)
	second := all.Paths.Value("/t#b").Post
	assert.Equal(t, "b", *second.Responses.Value("200").Value.Description)
	assert.Contains(t, (*second.Security)[0], "b.s")
}

// loads matches what makes a browser fetch something from elsewhere while it shows a page.
var loads = regexp.MustCompile(`(?i)<(script|img|iframe|source)\b[^>]*\bsrc=["']?(https?:)?//[^>]*>|<link\b[^>]*\bhref=["']?(https?:)?//[^>]*>|@import\s+(url\()?["']?(https?:)?//|url\(["']?(https?:)?//`)

func TestLoads(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		`<script src="https://cdn.test/redoc.js"></script>`, `<link rel="stylesheet" href="https://fonts.test/css">`,
		`@import url("https://fonts.test/css")`, `src: url(//fonts.test/a.woff2)`,
	} {
		assert.Regexp(t, loads, s)
	}
	assert.NotRegexp(t, loads, `<script>fetch</script><a href="https://vendor.test">`)
}

// TestPage looks at the page that `make docs-check` has built and named.
func TestPage(t *testing.T) {
	t.Parallel()
	page := os.Getenv("REFERENCE")
	if page == "" {
		t.Skip("needs the built page: run by `make docs-check`")
	}
	html, err := os.ReadFile(page)
	require.NoError(t, err)
	assert.Empty(t, loads.FindAllString(string(html), -1), "the page must be readable offline")

	for _, vendor := range vendors(t) {
		spec, err := openapi3.NewLoader().LoadFromFile("../../../specs/" + vendor + "/openapi.yaml")
		require.NoError(t, err)
		for path, item := range spec.Paths.Map() {
			for _, op := range item.Operations() {
				t.Run(vendor+"."+op.OperationID, func(t *testing.T) {
					t.Parallel()
					text := shown(t, "file://"+page+"#/"+vendor+"/"+strings.ToLower(vendor+"."+op.OperationID))
					assert.Contains(t, text, path)
					assert.Contains(t, text, op.Summary)
					assert.Contains(t, text, "Responses", "the operation itself, not only its line in the menu")
				})
			}
		}
	}
}

// shown gives the text that a browser without a network shows: no name resolves for it.
func shown(t *testing.T, url string) string {
	t.Helper()
	var dom, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir="+t.TempDir(), "--window-size=1400,1200",
		"--virtual-time-budget=3000", "--dump-dom", url)
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &dom, &stderr, 5*time.Second
	require.NoError(t, cmd.Run(), stderr.String())
	return visible(dom.String())
}

var (
	code = regexp.MustCompile(`(?is)<(script|style)\b.*?</(script|style)>`)
	tags = regexp.MustCompile(`<[^>]*>`)
)

// visible gives what a page shows: the spec inside its scripts is no proof.
func visible(dom string) string {
	return strings.ReplaceAll(tags.ReplaceAllString(code.ReplaceAllString(dom, ""), ""), "\u200b", "")
}
