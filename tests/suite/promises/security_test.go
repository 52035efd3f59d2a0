// Package promises holds .github/SECURITY.md to the tests that it names.
package promises_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

const root = "../../.."

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	require.NoError(t, err)
	return string(text)
}

// promise is one item of the list.
type promise struct {
	number int
	text   string
	tests  []string // folder.Name
}

var (
	item  = regexp.MustCompile(`^(\d+)\. (.+)$`)
	named = regexp.MustCompile("`([^`]+)`")
	test  = regexp.MustCompile(`^([a-z0-9]+(?:/[a-z0-9]+)*)\.((?:Test|Fuzz|Example)[A-Za-z0-9_]*)$`)
)

// promises reads the section of that name. What it cannot place is a complaint,
// so that no promise gets by in another form.
func promises(document string) (list []promise, complaints []string) {
	_, section, found := strings.Cut(document, "\n## Promises\n")
	if !found {
		return nil, []string{"there is no section Promises"}
	}
	section, _, _ = strings.Cut(section, "\n## ")
	for line := range strings.SplitSeq(section, "\n") {
		if m := item.FindStringSubmatch(line); m != nil {
			n, _ := strconv.Atoi(m[1])
			list = append(list, promise{number: n, text: m[2]})
			continue
		}
		tests, isTests := strings.CutPrefix(strings.TrimSpace(line), "- Tests:")
		switch {
		case isTests && len(list) > 0:
			p := &list[len(list)-1]
			for _, m := range named.FindAllStringSubmatch(tests, -1) {
				p.tests = append(p.tests, m[1])
			}
		case strings.HasPrefix(line, " ") || strings.HasPrefix(line, "-") || strings.HasPrefix(line, "*"):
			complaints = append(complaints, "neither a promise nor its tests: "+line)
		}
	}
	for i, p := range list {
		if p.number != i+1 {
			complaints = append(complaints, "promise "+strconv.Itoa(i+1)+" has the number "+strconv.Itoa(p.number))
		}
		if len(p.tests) == 0 {
			complaints = append(complaints, "no test is named for: "+p.text)
		}
		for _, name := range p.tests {
			if !exists(name) {
				complaints = append(complaints, "no such test: "+name)
			}
		}
	}
	return list, complaints
}

// exists reports whether a folder's test files declare that function.
func exists(name string) bool {
	m := test.FindStringSubmatch(name)
	if m == nil {
		return false
	}
	names, known := declared.Load(m[1])
	if !known {
		names, _ = declared.LoadOrStore(m[1], declarations(m[1]))
	}
	return names.(map[string]bool)[m[2]]
}

var declared sync.Map // folder → map[string]bool

// declarations are the functions of a folder's test files.
func declarations(folder string) map[string]bool {
	names := map[string]bool{}
	files, _ := filepath.Glob(filepath.Join(root, filepath.FromSlash(folder), "*_test.go"))
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			continue
		}
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
				names[f.Name.Name] = true
			}
		}
	}
	return names
}

func TestEveryPromiseHasTestsThatExist(t *testing.T) {
	t.Parallel()
	list, complaints := promises(read(t, ".github/SECURITY.md"))
	assert.Empty(t, complaints)
	assert.GreaterOrEqual(t, len(list), 20)
}

// The check itself: each way to break the document is found.
func TestABrokenPromiseIsFound(t *testing.T) {
	t.Parallel()
	const good = "# x\n\n## Promises\n\n1. **A.** a\n   - Tests: `authhooks.TestOriginsCheck`\n\n## Other\n- no test\n"
	_, complaints := promises(good)
	require.Empty(t, complaints)
	for old, replacement := range map[string]string{
		"TestOriginsCheck`":            "TestOriginsChecked`",
		"authhooks.Test":               "authhooks/wire.Test",
		"`authhooks.TestOriginsC":      "`nowhere.TestOriginsC",
		"`authhooks.TestOriginsCheck`": "see the tests",
		"   - Tests: ":                 "   - Proof: ",
		"1. **A":                       "2. **A",
		"## Promises":                  "## Promise",
	} {
		broken := strings.Replace(good, old, replacement, 1)
		require.NotEqual(t, good, broken)
		_, complaints := promises(broken)
		assert.NotEmpty(t, complaints, broken)
	}
}

func TestReadmeLeadsToSecurity(t *testing.T) {
	t.Parallel()
	assert.Contains(t, read(t, "README.md"), "](.github/SECURITY.md)")
}

// gosec judges everything that is shipped: it is on, no rule of it is off, and
// what is excepted is tests, simulators and the jitter of a pause.
func TestGosecJudgesWhatIsShipped(t *testing.T) {
	t.Parallel()
	var config struct {
		Linters struct {
			Default    string         `yaml:"default"`
			Disable    []string       `yaml:"disable"`
			Settings   map[string]any `yaml:"settings"`
			Exclusions struct {
				Presets []string `yaml:"presets"`
				Paths   []string `yaml:"paths"`
				Rules   []struct {
					Path    string   `yaml:"path"`
					Text    string   `yaml:"text"`
					Linters []string `yaml:"linters"`
				} `yaml:"rules"`
			} `yaml:"exclusions"`
		} `yaml:"linters"`
	}
	require.NoError(t, yaml.Unmarshal([]byte(read(t, ".golangci.yml")), &config))
	l := config.Linters
	assert.Equal(t, "all", l.Default)
	assert.NotContains(t, l.Disable, "gosec")
	assert.NotContains(t, l.Settings, "gosec", "a setting may switch rules off")
	assert.Empty(t, l.Exclusions.Presets)
	assert.Empty(t, l.Exclusions.Paths)
	for _, rule := range l.Exclusions.Rules {
		if len(rule.Linters) > 0 && !strings.Contains(strings.Join(rule.Linters, " "), "gosec") || rule.Text == "G404" {
			continue
		}
		path := regexp.MustCompile(rule.Path)
		for _, shipped := range shippedFiles() {
			assert.False(t, path.MatchString(shipped), "gosec does not judge %s: %s", shipped, rule.Path)
		}
	}
}

// shippedFiles are some of what users build.
func shippedFiles() []string {
	list := []string{
		"authhooks/client.go", "authhooks/seal.go", "authhooks/wire/secret.go", "authhooks/filestore/file.go", "authhooks/redisstore/store.go",
		"authhooks/oauth2adapter/fetcher.go",
	}
	for _, v := range accounts.First() {
		list = append(list, "clients/"+v.ID()+"/client.go")
	}
	return list
}
