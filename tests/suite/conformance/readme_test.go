package conformance_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "README.md"))
	require.NoError(t, err)
	return string(text)
}

// The README's example is the body of a package's example, which is compiled and run.
func TestReadmeShowsAnExampleThatRuns(t *testing.T) {
	t.Parallel()
	text := readme(t)
	shown := regexp.MustCompile("```go\nclient, err := ([a-z0-9]+)\\.New\\(").FindStringSubmatch(text)
	require.NotNil(t, shown, "README.md has no example that makes a client")
	source, err := os.ReadFile(filepath.Join("..", "..", "..", "clients", shown[1], "example_test.go"))
	require.NoError(t, err)
	_, body, found := strings.Cut(string(source), "\tclient, err := ")
	require.True(t, found, shown[1])
	body, _, found = strings.Cut(body, "\t// Output:")
	require.True(t, found, shown[1])
	assert.Contains(t, text, "```go\nclient, err := "+strings.ReplaceAll(body, "\n\t", "\n")+"```\n", shown[1])
}

func TestReadmeExplainsEveryKind(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile(filepath.Join("..", "..", "..", "authhooks", "kind.go"))
	require.NoError(t, err)
	kinds := regexp.MustCompile(`(?m)^\t(Kind[A-Z]\w+)(?: Kind = iota)?$`).FindAllStringSubmatch(string(source), -1)
	require.Len(t, kinds, int(authhooks.KindPolicy)+1)
	text := readme(t)
	for i, k := range kinds {
		retryable := "no"
		if (&authhooks.Error{Kind: authhooks.Kind(i)}).Retryable() {
			retryable = "yes"
		}
		assert.Regexp(t, "(?m)^\\| `"+k[1]+"` \\| .+ \\| "+retryable+" \\|$", text)
	}
}

func TestReadmeNamesTheVariables(t *testing.T) {
	t.Parallel()
	text := readme(t)
	for _, v := range accounts.Vendors {
		for _, field := range v.Fields() {
			assert.Contains(t, text, "`"+field.Variable+"`", "%s: README.md does not name the variable of Credentials.%s", v.Name, field.Name)
		}
	}
}
