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

// edited gives a vendor's spec as it is and with one text replaced everywhere.
func edited(t *testing.T, vendor, old, now string) (before, after document) {
	t.Helper()
	raw, err := os.ReadFile("../../specs/" + vendor + "/openapi.yaml")
	require.NoError(t, err)
	require.Contains(t, string(raw), old)
	require.NoError(t, yaml.Unmarshal(raw, &before))
	require.NoError(t, yaml.Unmarshal([]byte(strings.ReplaceAll(string(raw), old, now)), &after))
	return before, after
}

func TestOwnRules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		vendor, old, now string
		want             Level
		text             string
	}{
		"host":           {"amsu", "http://api.amsu-new.com", "http://api2.amsu-new.com", Major, "server http://api.amsu-new.com is gone"},
		"another host":   {"amsu", "\nservers:\n", "\nservers:\n  - url: https://b.amsu-new.com\n    description: new\n", Minor, "server https://b.amsu-new.com is new"},
		"port":           {"scnet", `default: "65102"`, `default: "65103"`, Major, "/variables/port/default"},
		"header":         {"hummingbird", "name: x-token", "name: x-tok", Major, "security scheme token changed: /name"},
		"code gone":      {"amsu", "        - {code: COMMON.INVALID_FILE_TYPE, ", "        - {code: COMMON.NEW, ", Major, "code FailureCode COMMON.INVALID_FILE_TYPE is gone"},
		"code new":       {"amsu", "        - {code: COMMON.INVALID_FILE_TYPE, ", "        - {code: COMMON.NEW, meaning: new, x-source: S x}\n        - {code: COMMON.INVALID_FILE_TYPE, ", Minor, "code FailureCode COMMON.NEW is new"},
		"code's meaning": {"scnet", "meaning: internal error of the server", "meaning: a bad day", Patch, `code FailureCode 10001 now means "a bad day"`},
		"success":        {"scnet", "pattern: ^0$", "pattern: ^1$", Major, "/components/schemas/SuccessCode/pattern changed"},
		"prose":          {"zhihuiya", "summary: ", "summary: In other words, ", None, ""},
		"source":         {"amsu", "x-source: S Body参数", "x-source: S Body", None, ""},
		"sample":         {"hummingbird", `"username": "admin"`, `"username": "root"`, None, ""},
		"order":          {"amsu", "required: [client_id, client_secret]", "required: [client_secret, client_id]", None, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, after := edited(t, c.vendor, c.old, c.now)
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
	before, after := edited(t, "hummingbird", "errorCode:", "errCode:")
	operations := len(before["paths"].(document))
	probed, _ := withProbes(before, after)
	want := []string{"/components/responses/BusinessReply"}
	var got []string
	for path := range maps.Keys(probed["paths"].(document)) {
		if strings.HasPrefix(path, probePrefix) {
			got = append(got, path)
		}
	}
	assert.Equal(t, want, got)
	assert.Len(t, before["paths"], operations, "the original is left alone")
}
