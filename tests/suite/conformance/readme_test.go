package conformance_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

const (
	english = "README.md"
	chinese = ".github/README.zh.md"
)

func textOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", filepath.FromSlash(path)))
	require.NoError(t, err)
	return string(text)
}

// readmes runs a test for the README in each language.
func readmes(t *testing.T, test func(t *testing.T, path, text string)) {
	t.Helper()
	for _, path := range []string{english, chinese} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			test(t, path, textOf(t, path))
		})
	}
}

var (
	codeSpan  = regexp.MustCompile("`[^`\n]+`")
	codeBlock = regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)^```$")
	mdLink    = regexp.MustCompile(`\]\(([^)]+)\)`)
	makeLine  = regexp.MustCompile("`make ([a-z-]+)")
)

// shape is what a README has in every language: its headings' levels, its blocks of code,
// and the code in each row of a table and in each paragraph.
func shape(text string) (lines []string) {
	lines = append(lines, codeBlock.FindAllString(text, -1)...)
	for line := range strings.Lines(codeBlock.ReplaceAllString(text, "")) {
		switch {
		case strings.HasPrefix(line, "#"):
			level, _, _ := strings.Cut(line, " ")
			lines = append(lines, level)
		case strings.HasPrefix(line, "|"):
			row := []string{"row of", strings.Repeat("|", strings.Count(codeSpan.ReplaceAllString(line, ""), "|"))}
			lines = append(lines, strings.Join(append(row, codeSpan.FindAllString(line, -1)...), " "))
		}
	}
	return lines
}

func TestReadmesOfBothLanguagesAgree(t *testing.T) {
	t.Parallel()
	en, zh := textOf(t, english), textOf(t, chinese)
	assert.Equal(t, shape(en), shape(zh))
	spans := func(text string) []string {
		found := codeSpan.FindAllString(codeBlock.ReplaceAllString(text, ""), -1)
		slices.Sort(found)
		return found
	}
	assert.Equal(t, spans(en), spans(zh), "a name that only one language has")
	first := func(text string) string { line, _, _ := strings.Cut(text, "\n"); return line }
	assert.Contains(t, first(en), "]("+chinese+")")
	assert.Contains(t, first(zh), "](../"+english+")")
}

// Each block of Go is a part of a file that is compiled and run. Each block of commands is
// run by TestSimulatorsInAUsersOwnTests.
func TestReadmesShowCodeThatRuns(t *testing.T) {
	t.Parallel()
	var sources []string
	for _, path := range []string{"tests/cmd/balance/main.go", "tests/cmd/balance/main_test.go", "clients/hitem3d/sharing_example_test.go"} {
		sources = append(sources, textOf(t, path))
	}
	indent := regexp.MustCompile(`(?m)^\t+`)
	flat := func(code string) string { return indent.ReplaceAllString(code, "") }
	readmes(t, func(t *testing.T, _, text string) {
		blocks := codeBlock.FindAllStringSubmatch(text, -1)
		require.Len(t, blocks, 4)
		for _, block := range blocks {
			switch language, code := block[1], block[2]; language {
			case "go":
				assert.True(t, slices.ContainsFunc(sources, func(s string) bool { return strings.Contains(flat(s), flat(code)) }), code)
			case "console":
				assert.Equal(t, moduleCommand(t), code)
			default:
				assert.Fail(t, "a block in another language", language)
			}
		}
	})
}

// moduleCommand is the README's command that makes a module use this one.
func moduleCommand(t *testing.T) string {
	t.Helper()
	for _, block := range codeBlock.FindAllStringSubmatch(textOf(t, english), -1) {
		if block[1] == "console" {
			return block[2]
		}
	}
	require.Fail(t, "the README has no command")
	return ""
}

// A reader sees code on the first screen, and reaches the end. The generated table may
// grow with the vendors.
func TestReadmesAreShort(t *testing.T) {
	t.Parallel()
	generated := regexp.MustCompile(`(?s)<!-- generated: vendors.*generated: end -->\n`)
	readmes(t, func(t *testing.T, path, text string) {
		before, _, found := strings.Cut(text, "```go")
		require.True(t, found)
		assert.Less(t, strings.Count(before, "\n"), 12, "the first line of Go")
		rest := generated.ReplaceAllString(text, "")
		require.NotEqual(t, text, rest)
		assert.LessOrEqual(t, strings.Count(rest, "\n"), 137)
		if path == english { // Chinese has no blanks between words
			assert.LessOrEqual(t, len(strings.Fields(rest)), 960)
		}
	})
}

func TestReadmesLeadSomewhere(t *testing.T) {
	t.Parallel()
	makefile := textOf(t, "Makefile")
	readmes(t, func(t *testing.T, path, text string) {
		for _, link := range mdLink.FindAllStringSubmatch(text, -1) {
			_, err := os.Stat(filepath.Join("..", "..", "..", filepath.Dir(path), link[1]))
			assert.NoError(t, err)
		}
		targets := makeLine.FindAllStringSubmatch(text, -1)
		assert.NotEmpty(t, targets)
		for _, target := range targets {
			assert.Regexp(t, `(?m)^`+target[1]+`:`, makefile)
		}
	})
}

func TestReadmesExplainEveryKind(t *testing.T) {
	t.Parallel()
	kinds := regexp.MustCompile(`(?m)^\t(Kind[A-Z]\w+)(?: Kind = iota)?$`).FindAllStringSubmatch(textOf(t, "authhooks/kind.go"), -1)
	require.Len(t, kinds, int(authhooks.KindPolicy)+1)
	answers := map[string]map[bool]string{english: {true: "yes", false: "no"}, chinese: {true: "是", false: "否"}}
	readmes(t, func(t *testing.T, path, text string) {
		for i, k := range kinds {
			retryable := (&authhooks.Error{Kind: authhooks.Kind(i)}).Retryable()
			assert.Regexp(t, "(?m)^\\| `"+k[1]+"` \\| .+ \\| "+answers[path][retryable]+" \\|$", text)
		}
	})
}

// The table has one row for each way to log in, with the variables and the base URL that
// this way reads.
func TestReadmesListEveryWayToLogIn(t *testing.T) {
	t.Parallel()
	for _, v := range accounts.Vendors {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			way := strings.TrimPrefix(v.Name, v.ID())
			s := newSites(t, vendor{Vendor: v})
			url := ""
			if !v.NeedsURL {
				c, err := v.New("", s.credentials, authhooks.WithInsecureHTTP())
				require.NoError(t, err)
				closed(t, c.Client)
				url = c.Client.BaseURL()
			}
			readmes(t, func(t *testing.T, _, text string) {
				row := regexp.MustCompile(`(?m)^\| ` + regexp.QuoteMeta(v.Spec().Title+way) + ` \| .*$`).FindString(text)
				require.NotEmpty(t, row)
				assert.Contains(t, row, "`"+v.ID()+".New")
				assert.Contains(t, row, url)
				for _, field := range v.Fields() {
					assert.Contains(t, row, "`"+field.Variable+"`", field.Name)
				}
				for _, other := range v.Rows() {
					for _, name := range other.Variables() {
						if !slices.Contains(v.Variables(), name) && !strings.HasSuffix(name, "_TOKEN") { // a token goes with either login
							assert.NotContains(t, row, "`"+name+"`")
						}
					}
				}
			})
		})
	}
}

// The README names the keys of a log line, as they stand in the code that writes it.
func TestReadmesNameTheKeysOfALogLine(t *testing.T) {
	t.Parallel()
	keys := regexp.MustCompile(`slog\.[A-Z]\w+\("(\w+)"`).FindAllStringSubmatch(textOf(t, "authhooks/event.go")+textOf(t, "authhooks/source_event.go"), -1)
	require.Greater(t, len(keys), 8)
	readmes(t, func(t *testing.T, _, text string) {
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "- `WithLogger`") {
				for _, key := range keys {
					assert.Contains(t, line, "`"+key[1]+"`")
				}
				return
			}
		}
		assert.Fail(t, "no line on WithLogger")
	})
}
