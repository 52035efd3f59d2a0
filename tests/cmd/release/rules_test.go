package main

import (
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// edited gives the vendor's spec as it is and with one text replaced everywhere.
func edited(t *testing.T, old, now string) (before, after document) {
	t.Helper()
	raw, err := os.ReadFile("testdata/vendor.yaml")
	require.NoError(t, err)
	require.Contains(t, string(raw), old)
	require.NoError(t, yaml.Unmarshal(raw, &before))
	require.NoError(t, yaml.Unmarshal([]byte(strings.ReplaceAll(string(raw), old, now)), &after))
	return before, after
}

func TestOwnRules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		old, now string
		want     Level
		text     string
	}{
		"host":           {"api.vendor.test", "api2.vendor.test", Major, "/variables/host/default"},
		"port":           {`"65102"`, `"65103"`, Major, "/variables/port/default"},
		"scheme":         {"https://{host}", "http://{host}", Major, "server https://{host}:{port} is gone"},
		"another host":   {"\nservers:\n", "\nservers:\n  - url: https://b.vendor.test\n", Minor, "server https://b.vendor.test is new"},
		"header":         {"name: x-token", "name: x-tok", Major, "security scheme token changed: /name"},
		"code gone":      {`{code: "10008"`, `{code: "10009"`, Major, "code FailureCode 10008 is gone"},
		"code new":       {`        - {code: "10008"`, "        - {code: \"10009\", meaning: new}\n        - {code: \"10008\"", Minor, "code FailureCode 10009 is new"},
		"code's meaning": {"meaning: internal error", "meaning: a bad day", Patch, `code FailureCode 10001 now means "a bad day"`},
		"code's call":    {"meaning: internal error", "call: token, meaning: internal error", Patch, `code FailureCode 10001 now holds in answers to token calls`},
		"success":        {"pattern: ^0$", "pattern: ^1$", Major, "/components/schemas/SuccessCode/pattern changed"},
		"prose":          {"description: ", "description: now ", None, ""},
		"source":         {"x-source: S page", "x-source: S other page", None, ""},
		"sample":         {"username: admin", "username: root", None, ""},
		"order":          {"required: [username, password]", "required: [password, username]", None, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, after := edited(t, c.old, c.now)
			report := Report{Changes: ownRules(before, after)}
			assert.Equal(t, c.want, report.Level(), report.Changes)
			if c.text != "" {
				assert.Condition(t, func() bool {
					for _, change := range report.Changes {
						if strings.Contains(change.Text, c.text) && change.Level == c.want {
							return true
						}
					}
					return false
				}, report.Changes)
			}
			assert.Equal(t, c.want <= Patch, len(difference(facts(before), facts(after))) == 0)
		})
	}
}

func TestFieldNamedLikeProse(t *testing.T) {
	t.Parallel()
	spec := document{"components": document{"schemas": document{"T": document{
		"title": "prose", "properties": document{"title": document{"type": "string", "description": "prose"}},
	}}}}
	assert.Equal(t, document{"components": document{"schemas": document{"T": document{
		"properties": document{"title": document{"type": "string"}},
	}}}}, facts(spec))
}

func TestProbesShowWhatNoOperationReaches(t *testing.T) {
	t.Parallel()
	before, after := edited(t, "errorCode", "errCode")
	operations := len(before["paths"].(document))
	probed, _ := withProbes(before, after)
	want := []string{"/components/responses/Business"}
	var got []string
	for path := range maps.Keys(probed["paths"].(document)) {
		if strings.HasPrefix(path, probePrefix) {
			got = append(got, path)
		}
	}
	assert.Equal(t, want, got)
	assert.Len(t, before["paths"], operations, "the original is left alone")
}
