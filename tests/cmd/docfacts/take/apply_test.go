//go:build all

package take

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/drift"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/ledger"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/page"
)

const (
	root   = "../../../.."
	frozen = "../testdata/frozen" // specs, pages and types that no page that is taken in changes
)

// taken is a vendor's folder after a changed page was taken in.
type taken struct {
	Result

	before, after map[string]string // by file
}

// takeIn replaces parts of a vendor's page and takes the page in, in a copy of the specs.
func takeIn(t *testing.T, vendor string, careful bool, replacements ...string) taken {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(frozen, "pages", vendor+".txt"))
	require.NoError(t, err)
	text := string(raw)
	for i := 0; i < len(replacements); i += 2 {
		require.Contains(t, text, replacements[i])
		text = strings.ReplaceAll(text, replacements[i], replacements[i+1])
	}
	tree := t.TempDir()
	for _, folder := range []string{"specs/" + vendor, "gen/" + vendor + "api"} {
		require.NoError(t, os.CopyFS(filepath.Join(tree, folder), os.DirFS(filepath.Join(frozen, folder))))
	}
	lines, err := page.Read(strings.NewReader(text))
	require.NoError(t, err)
	record, err := ledger.Load(tree, vendor)
	require.NoError(t, err)
	statements := extract.Page(lines)
	changes := changesOf(t, tree, vendor, record, statements)
	require.NotEmpty(t, changes)
	out := taken{before: files(t, tree, vendor)}
	out.Result, err = Apply(tree, vendor, changes, Page{Statements: statements, Text: text, Date: "2026-12-01"}, careful)
	require.NoError(t, err)
	out.after = files(t, tree, vendor)

	// What every page must come to: no change any more, and a ledger that is closed both ways.
	record, err = ledger.Load(tree, vendor)
	require.NoError(t, err)
	require.Empty(t, drift.Compare(record.Facts, statements))
	spec, err := ledger.LoadSpec(tree, vendor)
	require.NoError(t, err)
	require.Empty(t, record.Review(spec))
	return out
}

func changesOf(t *testing.T, tree, vendor string, record *ledger.Ledger, statements []extract.Statement) []drift.Change {
	t.Helper()
	spec, err := ledger.LoadSpec(tree, vendor)
	require.NoError(t, err)
	index, err := drift.NewIndex(root, vendor)
	require.NoError(t, err)
	return drift.NewReport(vendor, record, drift.Compare(record.Facts, statements), spec, index).Changes
}

func files(t *testing.T, tree, vendor string) map[string]string {
	t.Helper()
	all, err := Files(filepath.Join(tree, "specs", vendor))
	require.NoError(t, err)
	texts := map[string]string{}
	for name, text := range all {
		texts[name] = string(text)
	}
	return texts
}

// lost are the lines of a file that are no longer in it.
func (r taken) lost(file string) (lines []string) {
	for line := range strings.Lines(r.before[file]) {
		if !strings.Contains(r.after[file], line) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

func TestWhatEachChangeEdits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		vendor string
		page   []string
		want   map[string][]string // texts by file
		lost   []string            // of the spec; no other line of it changes
	}{
		"code": {
			"zhihuiya",
			[]string{"67200012\n", "67200010\n密钥已轮换!\n67200012\n"},
			map[string][]string{
				"openapi.yaml": {"        # REVIEW: the meaning in our words, of 密钥已轮换!\n        - {code: \"67200010\", meaning: not reviewed yet, x-source: S 响应码}\n        - {code: \"67200012\""},
				"overlay.yaml": {"# REVIEW: name and kind, and whether it rejects the token: 密钥已轮换!\n        \"67200010\": {err: ErrCode67200010, kind: Unknown}\n        \"67200012\""},
				"facts.yaml":   {"name: \"67200010\"\n    value: 密钥已轮换!"},
			},
			nil,
		},
		"first code of the table": {
			"scnet",
			[]string{"10001 内部错误", "10000 维护中\n10001 内部错误"},
			map[string][]string{"openapi.yaml": {"code: \"10000\", meaning: not reviewed yet, x-source: S 5.错误码}\n        - {code: \"10001\""}},
			nil,
		},
		"dotted code": {
			"amsu",
			[]string{"参见 公共错误码", "错误码 说明\nCOMMON.RATE_LIMITED 太频繁"},
			map[string][]string{"overlay.yaml": {"COMMON.RATE_LIMITED: {err: ErrCodeCommonRateLimited, kind: Unknown}"}},
			nil,
		},
		"code gone": {
			"zhihuiya",
			[]string{"67200007\n当前调用超过当天配置使用额度!\n", ""},
			map[string][]string{
				"openapi.yaml": {`meaning: the quota of the day is used up, x-source: "D the page of 2026-11-21, 响应码"}`},
				"overlay.yaml": {"ErrDailyQuotaExceeded"},
				"facts.yaml":   {`code: "67200007"`},
			},
			[]string{`- {code: "67200007", meaning: the quota of the day is used up, x-source: S 响应码}`},
		},
		"host with variables": {
			"scnet",
			[]string{"https://api01.xxx.com:65102", "https://demo.example:8443"},
			map[string][]string{"openapi.yaml": {"default: demo.example", `default: "8443"`}},
			[]string{"default: api01.xxx.com", `default: "65102"`},
		},
		"path": {
			"zhihuiya",
			[]string{"/oauth/token", "/v3/token"},
			map[string][]string{"openapi.yaml": {"\n  /v3/token:\n"}, "client.ts": {`"/v3/token"`}, "facts.yaml": {"/paths/~1v3~1token/post"}},
			[]string{"/oauth/token:"},
		},
		"lifetime": {
			"hitem3d",
			[]string{"24h", "90分钟"},
			map[string][]string{"openapi.yaml": {"x-lifetime: {value: 1h30m, x-source: S 接口概述}", "# REVIEW: what still says 24 hours: /info/description"}},
			[]string{"x-lifetime: {value: 24h, x-source: S 接口概述}"},
		},
		"field of the answer renamed": {
			"zhihuiya",
			[]string{`"token": `, `"bearer": `},
			map[string][]string{
				"openapi.yaml":                      {"required: [bearer]\n", "        bearer:\n          type: string\n          format: password", `"data": {"bearer": "token_example"`},
				"overlay.yaml":                      {"- target: $.components.schemas.Token.properties.bearer\n", "x-go-name: Token\n"},
				"examples/createToken.200.json":     {`"bearer": "token_example"`},
				"examples/createToken.request.form": {"grant_type=client_credentials"},
			},
			nil,
		},
		"parameter's value": {
			"zhihuiya",
			[]string{"client_credentials", "api_key"},
			map[string][]string{
				"openapi.yaml": {"enum: [api_key]"}, "overlay.yaml": {"x-enum-varnames: [ClientCredentials]"}, "examples/createToken.request.form": {"grant_type=api_key"},
			},
			nil,
		},
		"secret by its name": {
			"zhihuiya",
			[]string{`"status": "approved",`, `"status": "approved", "refresh_token": "r",`},
			map[string][]string{"openapi.yaml": {"refresh_token:\n          type: string\n          format: password\n", "whether its value is a secret, as its name says"}},
			nil,
		},
		"sample of another type": {
			"amsu",
			[]string{`"expires_in": 86400`, `"expires_in": "86400"`},
			map[string][]string{"openapi.yaml": {"oneOf:\n            - type: integer\n              format: int64\n            - type: string\n"}, "overlay.yaml": {"x-go-type: int64"}},
			nil,
		},
		"a contradiction is left": {
			"hitem3d",
			[]string{"tokenPOSTBasic", "tokenPUTBasic"},
			map[string][]string{"facts.yaml": {"ignored: 'REVIEW: the page contradicts itself"}},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := takeIn(t, c.vendor, false, c.page...)
			for file, texts := range c.want {
				for _, want := range texts {
					if !strings.Contains(r.after[file], want) { // the whole file would be told
						assert.Fail(t, file+" has no "+want)
					}
				}
			}
			if c.lost != nil {
				assert.Equal(t, c.lost, r.lost("openapi.yaml"))
			}
		})
	}
}

// Comments, order and spelling of a spec stay: what is added are whole lines.
func TestAddedRowsChangeNoOtherLine(t *testing.T) {
	t.Parallel()
	r := takeIn(t, "zhihuiya", false, "67200012\n", "67200010\n密钥已轮换!\n67200012\n")
	for _, file := range []string{"openapi.yaml", "overlay.yaml"} {
		assert.Empty(t, r.lost(file), file)
		assert.Equal(t, strings.Count(r.before[file], "\n")+2, strings.Count(r.after[file], "\n"), "a row and its mark")
	}
}

// A page's text cannot leave its comment, and no sign of YAML in it changes the document.
func TestThePagesTextStaysText(t *testing.T) {
	t.Parallel()
	r := takeIn(t, "hitem3d", false, "10000000system error", "40010002a: \"b\" # {c} 'd' - e带符号\n10000000system error")
	d, err := parse(r.after["openapi.yaml"])
	require.NoError(t, err)
	at, ok := d.find("/components/schemas/FailureCode/x-codes/40010002")
	require.True(t, ok)
	require.Len(t, at.value.Content, 6, "code, meaning, x-source")
}

// A careful second look leaves alone what would change names and types in Go.
func TestCarefully(t *testing.T) {
	t.Parallel()
	r := takeIn(t, "amsu", true, "client_secret", "app_secret_key")
	assert.Contains(t, r.after["openapi.yaml"], "required: [client_id, client_secret]")
	assert.Contains(t, r.after["facts.yaml"], Mark)
}

func TestMarks(t *testing.T) {
	t.Parallel()
	mark := []byte("a\n# " + Mark + " why\n")
	assert.Equal(t, []string{Changelog + ": why", "specs/a/facts.yaml: why"},
		Marks(map[string][]byte{"specs/a/facts.yaml": mark, Changelog: mark, "specs/README.md": mark, "tests/x.go": mark, "specs/a/openapi.yaml": []byte("a")}))
}

func TestEntry(t *testing.T) {
	t.Parallel()
	const changelog = "# C\n\n## [Unreleased]\n\n### Added\n\n- a\n\n### Fixed\n\n- f\n\n## [1.0.0]\n\n### Changed\n\n- old\n"
	for section, want := range map[string]string{
		"Added":    "### Added\n\n- a\n- new\n\n### Fixed",
		"Changed":  "- a\n\n### Changed\n\n- new\n\n### Fixed",
		"Fixed":    "- f\n- new\n\n## [1.0.0]",
		"Security": "- f\n\n### Security\n\n- new\n\n## [1.0.0]",
	} {
		out, err := Entry(changelog, section, "- new")
		require.NoError(t, err)
		assert.Contains(t, out, want)
		assert.Equal(t, strings.Count(changelog, "- "), strings.Count(out, "- ")-1)
	}
	_, err := Entry("# C\n", "Added", "- new")
	require.Error(t, err)
}

// All files are moved, or none.
func TestMove(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	before := map[string][]byte{"a": []byte("1"), "b/c": []byte("2")}
	require.NoError(t, Write(dir, before))
	require.NoError(t, Move(dir, before, map[string][]byte{"a": []byte("3"), "b/c": []byte("4")}))
	now, err := Files(dir)
	require.NoError(t, err)
	require.Equal(t, map[string][]byte{"a": []byte("3"), "b/c": []byte("4")}, now)

	require.ErrorContains(t, Move(dir, before, map[string][]byte{"a": []byte("5")}), "a was changed")
	require.NoError(t, os.Mkdir(filepath.Join(dir, "d"), 0o755))
	require.NoError(t, Write(dir, map[string][]byte{"d/e": []byte("6")}))
	require.Error(t, Move(dir, now, map[string][]byte{"a": []byte("5"), "z/none": []byte("7")}), "a folder that is missing")
	again, err := Files(dir)
	require.NoError(t, err)
	require.True(t, bytes.Equal(again["a"], []byte("3")))
	require.Len(t, again, 3, "and nothing is left over")
}

func TestFollow(t *testing.T) {
	t.Parallel()
	tree := t.TempDir()
	const server, simulator = "gen/foo" + "server/server.gen.go", "clients/foo/footest/token.go"
	require.NoError(t, Write(tree, map[string][]byte{
		server:    []byte("package fooserver\n\ntype R struct {\n\tID string\n\tAppKey string\n}\n"),
		simulator: []byte("package footest\n\nfunc f(in R) string {\n\treturn in.Body.Secret + other.Secret\n}\n"),
	}))
	before := map[string][]byte{server: []byte("package fooserver\n\ntype R struct {\n\tID string\n\tSecret string\n}\n")}
	followed, err := Follow(tree, "foo", before, errors.New(simulator+":4:17: in.Body.Secret undefined (type R has no field or method Secret)"))
	require.NoError(t, err)
	require.True(t, followed)
	text, err := os.ReadFile(filepath.Join(tree, simulator))
	require.NoError(t, err)
	require.Contains(t, string(text), "return in.Body.AppKey + other.Secret")
	followed, err = Follow(tree, "foo", before, errors.New(simulator+":4:17: cannot use in.Body.AppKey"))
	require.NoError(t, err)
	require.False(t, followed)
}
