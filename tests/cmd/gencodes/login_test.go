package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each way to log in is a row, with what carries the credentials and with the variables
// that no other login reads alone.
func TestRowsOfLogins(t *testing.T) {
	t.Parallel()
	const second = "\n  - url: https://connect.patsnap.com\n    description: the English twin, and the host of API keys\n    x-source: D authentication guide"
	for name, c := range map[string]struct {
		vendor string
		edit   []string
		want   []string // what each row holds
		not    []string // what the row of that place does not hold
	}{
		"basic":   {"hitem3d", nil, []string{"| `hitem3d.New(credentials)` | Basic header |"}, nil},
		"json":    {"hummingbird", nil, []string{"`hummingbird.New(baseURL, credentials)` | JSON body |"}, nil},
		"form":    {"amsu", nil, []string{"| form |"}, nil},
		"headers": {"scnet", nil, []string{"| SCNet | `scnet.New(baseURL, credentials)` | headers |", "| SCNet (access key) | `scnet.New(baseURL, credentials)` | signed headers |"}, []string{"SECRET_KEY", "PASSWORD"}},
		"headers that are not signed": {
			"scnet",
			[]string{"- name: signature", "- name: secretKey"},
			[]string{"| headers |", "| SCNet (access key) | `scnet.New(baseURL, credentials)` | headers |"},
			[]string{"SECRET_KEY", "PASSWORD"},
		},
		"an API key":                  {"zhihuiya", nil, []string{"| Basic header |", "| Zhihuiya (PatSnap) (API key) | `zhihuiya.NewWithAPIKey(key)` | no login | `ZHIHUIYA_API_KEY` | `https://connect.patsnap.com` |"}, nil},
		"an API key at the one host":  {"zhihuiya", []string{second, ""}, []string{"| Basic header |", "`ZHIHUIYA_API_KEY` | `https://connect.zhihuiya.com` |"}, nil},
		"a body without Basic header": {"zhihuiya", []string{"      security:\n        - client: []\n", "      security: []\n"}, []string{"| form |", "(API key)"}, nil},
		"another name of the header":  {"scnet", []string{"- name: accessKey", "- name: appKey"}, []string{"| SCNet |", "| SCNet (app key) |"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, err := edited(t, c.vendor, c.edit...)
			require.NoError(t, err)
			text, err := english.rows(root, v)
			require.NoError(t, err)
			rows := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
			require.Len(t, rows, len(c.want), text)
			for i, row := range rows {
				assert.Contains(t, row, c.want[i])
				if i < len(c.not) {
					assert.NotContains(t, row, c.not[i])
				}
			}
			other, err := chinese.rows(root, v)
			require.NoError(t, err)
			assert.Equal(t, strings.Count(text, "`"), strings.Count(other, "`"))
		})
	}
}
