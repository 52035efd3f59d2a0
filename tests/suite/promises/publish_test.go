package promises_test

import (
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

var (
	makeCall   = regexp.MustCompile("(?m)(?:`|run: |^step \\S+ | {10})make (?:-s )?([a-z]+(?:-[a-z]+)*)")
	scriptCall = regexp.MustCompile(`\bbash (\.ci/[a-z-]+)`)
)

// job is a job of a workflow.
type job struct {
	Needs       any               `yaml:"needs"`
	Permissions map[string]string `yaml:"permissions"`
	Steps       []struct {
		Uses string            `yaml:"uses"`
		With map[string]string `yaml:"with"`
		Run  string            `yaml:"run"`
	} `yaml:"steps"`
}

// runs has what the job runs, and uses which Go it asks for.
func (j job) runs() (text, goVersion string) {
	for _, s := range j.Steps {
		text += s.Run + "\n"
		if strings.HasPrefix(s.Uses, "actions/setup-go@") {
			goVersion = s.With["go-version-file"] + s.With["go-version"]
		}
	}
	return text, goVersion
}

func jobs(t *testing.T, name string) map[string]job {
	t.Helper()
	var w struct {
		Permissions map[string]string `yaml:"permissions"`
		Jobs        map[string]job    `yaml:"jobs"`
	}
	require.NoError(t, yaml.Unmarshal([]byte(read(t, ".github/workflows/"+name)), &w))
	require.NotEmpty(t, w.Jobs)
	for scope, access := range w.Permissions {
		assert.Equal(t, "read", access, "%s gives every job %s", name, scope)
	}
	return w.Jobs
}

// files returns the names of the files below folder that end in ending.
func files(t *testing.T, folder, ending string) []string {
	t.Helper()
	names, err := fs.Glob(os.DirFS(root), folder+"/*"+ending)
	require.NoError(t, err)
	require.NotEmpty(t, names)
	return names
}

// What a page, a form or a workflow tells somebody to run exists.
func TestWhatPagesTellToRunExists(t *testing.T) {
	t.Parallel()
	makefile := read(t, "Makefile")
	pages := slices.Concat([]string{".github/CONTRIBUTING.md", ".ci/run"}, files(t, ".github/workflows", ".yml"), files(t, ".github/ISSUE_TEMPLATE", ".yml"))
	for _, page := range pages {
		text := read(t, page)
		for _, m := range makeCall.FindAllStringSubmatch(text, -1) {
			assert.Regexp(t, `(?m)^`+m[1]+`:`, makefile, "%s: %s", page, m[0])
		}
		for _, m := range scriptCall.FindAllStringSubmatch(text, -1) {
			assert.NotEmpty(t, read(t, m[1]), page)
		}
	}
}

// An action is named by its commit, by the same commit everywhere.
func TestActionsArePinned(t *testing.T) {
	t.Parallel()
	commits := map[string]string{}
	uses := regexp.MustCompile(`(?m)^ +- uses: (.+)$`)
	pinned := regexp.MustCompile(`^([a-z-]+/[a-z-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)$`)
	for _, name := range files(t, ".github/workflows", ".yml") {
		_ = jobs(t, filepath.Base(name))
		for _, m := range uses.FindAllStringSubmatch(read(t, name), -1) {
			part := pinned.FindStringSubmatch(m[1])
			require.NotNil(t, part, "%s: %s", name, m[1])
			if commits[part[1]] == "" {
				commits[part[1]] = part[2]
			}
			assert.Equal(t, commits[part[1]], part[2], "%s: %s", name, part[1])
		}
	}
	assert.NotEmpty(t, commits)
}

// Only a job that runs nothing of the repository may write the tag, after the checks.
func TestATagFollowsTheChecks(t *testing.T) {
	t.Parallel()
	release := jobs(t, "release.yml")
	require.Len(t, release, 2)
	check, tag := release["check"], release["tag"]
	text, _ := check.runs()
	for _, command := range []string{"make release-check\n", "make cross-vet\n", "make -s release-notes ", "bash .ci/run\n"} {
		assert.Contains(t, text, command)
	}
	assert.Equal(t, map[string]string{"contents": "read"}, check.Permissions)
	assert.Equal(t, "check", tag.Needs)
	assert.Equal(t, map[string]string{"contents": "write"}, tag.Permissions)
	for _, s := range tag.Steps {
		assert.Empty(t, s.Uses)
		assert.NotRegexp(t, `\b(make|bash|go|checkout)\b`, strings.ReplaceAll(s.Run, "release create", ""))
	}
	assert.NotContains(t, read(t, ".github/workflows/release.yml"), "continue-on-error")
}

// .ci/run uses the Go of go.mod, and one more job the newest.
func TestBothGoReleasesAreTested(t *testing.T) {
	t.Parallel()
	assert.Regexp(t, `(?m)^go 1\.\d+\.0$`, read(t, "go.mod"))
	assert.NotRegexp(t, `(?m)^toolchain `, read(t, "go.mod"))
	ci := jobs(t, "ci.yml")
	text, version := ci["ci"].runs()
	assert.Equal(t, "go.mod", version)
	assert.Contains(t, text, "bash .ci/run")
	text, version = ci["newest-go"].runs()
	assert.Equal(t, "stable", version)
	assert.Contains(t, text, "make test RACE=1")
}

// The platforms of issue and page: the SDK compiles there, and three of them are vetted.
func TestPlatformsAreBuilt(t *testing.T) {
	t.Parallel()
	makefile := read(t, "Makefile")
	list := func(name string) []string {
		m := regexp.MustCompile(`(?m)^` + name + ` := (.+)$`).FindStringSubmatch(makefile)
		require.NotNil(t, m, name)
		return strings.Fields(m[1])
	}
	want := []string{"linux/386", "js/wasm"}
	for _, system := range []string{"linux", "darwin", "windows", "freebsd"} {
		want = append(want, system+"/amd64", system+"/arm64")
	}
	assert.ElementsMatch(t, want, list("PLATFORMS"))
	assert.ElementsMatch(t, []string{"windows/amd64", "linux/386", "js/wasm"}, list("VET_PLATFORMS"))
	assert.Regexp(t, `(?m)^step \S+ make cross PLATFORMS="`+strings.Join(list("VET_PLATFORMS"), " ")+`"$`, read(t, ".ci/run"), "one of each kind")
	text, _ := jobs(t, "platforms.yml")["vet"].runs()
	assert.Contains(t, text, "make cross-vet")
	assert.Contains(t, text, "make cross\n")
}

// go doc of a package tells what it is for, shows the smallest example, speaks of errors
// and links to what comes next. Nothing is deprecated.
func TestPackagesAreDocumentedFromTheTop(t *testing.T) {
	t.Parallel()
	packages := 0
	for _, top := range []string{"authhooks", "clients", "gen"} {
		require.NoError(t, filepath.WalkDir(filepath.Join(root, top), func(dir string, e fs.DirEntry, err error) error {
			if err != nil || !e.IsDir() {
				return err
			}
			if e.Name() == "internal" || e.Name() == "testdata" {
				return fs.SkipDir
			}
			p := documented(t, dir)
			if p == nil {
				return nil
			}
			packages++
			assert.True(t, strings.HasPrefix(p.Doc, "Package "+p.Name+" "), "%s begins with its name", dir)
			code, links, broken := parts(p.Parser().Parse(p.Doc))
			assert.True(t, code, "%s has an example", dir)
			assert.Positive(t, links, "%s has a link", dir)
			assert.Empty(t, broken, "%s has links that lead nowhere", dir)
			assert.Contains(t, strings.ToLower(p.Doc), "error", "%s speaks of errors", dir)
			return nil
		}))
	}
	assert.GreaterOrEqual(t, packages, 7+4*5)
}

// documented returns the package in dir as go doc sees it, or nil. It fails for more than
// one comment, which go doc shows one after the other, and for a deprecated name.
func documented(t *testing.T, dir string) *doc.Package {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	set, comments := token.NewFileSet(), 0
	var sources []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		require.NoError(t, err)
		sources = append(sources, f)
		if f.Doc != nil {
			comments++
		}
		assert.False(t, slices.ContainsFunc(f.Comments, func(c *ast.CommentGroup) bool {
			return strings.Contains("\n"+c.Text(), "\nDeprecated:")
		}), "%s: deprecated", name)
	}
	if len(sources) == 0 {
		return nil
	}
	assert.Equal(t, 1, comments, "%s: package comments", dir)
	p, err := doc.NewFromFiles(set, sources, "github.com/vendorauth/vendorauth-go/"+strings.TrimPrefix(filepath.ToSlash(dir), root+"/"))
	require.NoError(t, err)
	return p
}

// brackets are a link whose target go doc does not know.
var brackets = regexp.MustCompile(`\[[*a-z]*[A-Za-z0-9./]*[A-Z][A-Za-z0-9.]*\]`)

// parts reports whether a comment has a block of code, counts its links, and lists those
// that are shown as plain text.
func parts(d *comment.Doc) (code bool, links int, broken []string) {
	var blocks func(list []comment.Block)
	blocks = func(list []comment.Block) {
		for _, block := range list {
			switch b := block.(type) {
			case *comment.Code:
				code = true
			case *comment.Paragraph:
				for _, text := range b.Text {
					switch text := text.(type) {
					case *comment.Link, *comment.DocLink:
						links++
					case comment.Plain:
						broken = append(broken, brackets.FindAllString(string(text), -1)...)
					}
				}
			case *comment.List:
				for _, i := range b.Items {
					blocks(i.Content)
				}
			}
		}
	}
	blocks(d.Content)
	return code, links, broken
}

// It is one screen, and the forms ask for what holds no secret.
func TestContributingIsOneScreen(t *testing.T) {
	t.Parallel()
	page := read(t, ".github/CONTRIBUTING.md")
	assert.LessOrEqual(t, strings.Count(page, "\n"), 60)
	for _, heading := range []string{"Layout", "Commands", "How a change is judged"} {
		assert.Contains(t, page, "\n## "+heading+"\n")
	}
	for _, m := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(page, -1) {
		assert.NotEmpty(t, read(t, ".github/"+m[1]))
	}
}

func TestIssueFormsAreForms(t *testing.T) {
	t.Parallel()
	forms := 0
	for _, name := range files(t, ".github/ISSUE_TEMPLATE", ".yml") {
		if filepath.Base(name) == "config.yml" {
			continue
		}
		forms++
		var form struct {
			Name, Description, Title string
			Body                     []struct {
				Type, ID   string
				Attributes struct{ Label, Value string }
			}
		}
		require.NoError(t, yaml.Unmarshal([]byte(read(t, name)), &form))
		assert.NotEmpty(t, form.Name)
		assert.NotEmpty(t, form.Description)
		seen := map[string]bool{}
		for _, part := range form.Body {
			if part.Type == "markdown" {
				assert.NotEmpty(t, part.Attributes.Value)
				continue
			}
			assert.Contains(t, []string{"input", "textarea", "dropdown", "checkboxes"}, part.Type, name)
			assert.NotEmpty(t, part.Attributes.Label, name)
			assert.False(t, part.ID == "" || seen[part.ID], "%s: id %q", name, part.ID)
			seen[part.ID] = true
		}
		text := read(t, name)
		assert.Regexp(t, `(?i)no credential|replace every token`, text, name)
	}
	assert.Equal(t, 2, forms)
	assert.Contains(t, read(t, ".github/ISSUE_TEMPLATE/answer-not-understood.yml"), "-live -v")
}
