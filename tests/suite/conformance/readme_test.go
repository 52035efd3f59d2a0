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
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "README.md"))
	require.NoError(t, err)
	return string(text)
}

// What the README shows of a vendor is the body of that package's example,
// which is compiled and run.
func TestReadmeShowsTheExamplesThatRun(t *testing.T) {
	t.Parallel()
	text := readme(t)
	for _, v := range vendors {
		source, err := os.ReadFile(filepath.Join("..", "..", "..", "clients", v.Name, "example_test.go"))
		require.NoError(t, err)
		_, body, found := strings.Cut(string(source), "\tclient, err := ")
		require.True(t, found, v.Name)
		body, _, found = strings.Cut(body, "\t// Output:")
		require.True(t, found, v.Name)
		assert.Contains(t, text, "```go\nclient, err := "+strings.ReplaceAll(body, "\n\t", "\n")+"```\n", v.Name)
	}
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
	for _, name := range []string{
		"HITEM3D_CLIENT_ID", "HITEM3D_CLIENT_SECRET", "HUMMINGBIRD_USERNAME", "HUMMINGBIRD_PASSWORD", "SCNET_TOKEN", "SCNET_USER", "SCNET_PASSWORD",
		"SCNET_ORG_ID", "SCNET_CLUSTER_ID", "AMSU_CLIENT_ID", "AMSU_CLIENT_SECRET", "ZHIHUIYA_CLIENT_ID", "ZHIHUIYA_CLIENT_SECRET",
	} {
		assert.Contains(t, text, "`"+name+"`")
	}
}
