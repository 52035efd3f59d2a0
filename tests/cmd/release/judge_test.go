package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		finding finding
		want    Change
	}{
		{finding{ID: "new-required-request-property", Text: "t", Level: 3, Operation: "POST", Path: "/a"}, Change{Major, Added, "POST /a: t"}},
		{finding{ID: "response-optional-property-removed", Text: "t", Level: 1, Operation: "POST", Path: "/a"}, Change{Major, Removed, "POST /a: t (may break)"}},
		{finding{ID: "request-parameter-removed", Text: "t", Level: 2, Operation: "POST", Path: "/a"}, Change{Major, Removed, "POST /a: t (may break)"}},
		{finding{ID: "response-optional-property-added", Text: "t", Level: 1, Operation: "GET", Path: "/a"}, Change{Minor, Added, "GET /a: t"}},
		{finding{ID: "api-operation-id-removed", Text: "t", Level: 1, Operation: "GET", Path: "/a"}, Change{Major, Changed, "GET /a: t (may break)"}},
		{finding{ID: "api-tag-removed", Text: "t", Level: 1, Operation: "GET", Path: "/a"}, Change{Patch, Removed, "GET /a: t"}},
		{finding{ID: "response-required-property-removed", Text: "t", Level: 3, Operation: "GET", Path: "/components/schemas/T"}, Change{Major, Removed, "components/schemas/T: t"}},
	} {
		assert.Equal(t, []Change{c.want}, judge([]finding{c.finding}))
	}
	shared := []finding{{ID: "x", Text: "t", Level: 3, Operation: "POST", Path: "/a"}, {ID: "x", Text: "t", Level: 3, Operation: "PUT", Path: "/a"}}
	assert.Equal(t, []Change{{Major, Changed, "POST /a, PUT /a: t"}}, judge(shared), "told once")
}

func TestParseAPIDiff(t *testing.T) {
	t.Parallel()
	got, err := parseAPIDiff("Incompatible changes:\n- F: removed\n- G: changed from func() to func(\n\tint)\nCompatible changes:\n- H: added\n")
	require.NoError(t, err)
	assert.Equal(t, []Change{
		{Major, Removed, "F: removed"},
		{Major, Changed, "G: changed from func() to func(\n\tint)"},
		{Minor, Added, "H: added"},
	}, got)
	got, err = parseAPIDiff("\n")
	require.NoError(t, err)
	assert.Empty(t, got)
	_, err = parseAPIDiff("something else\n")
	require.ErrorContains(t, err, "not understood")
}

func TestIsAPI(t *testing.T) {
	t.Parallel()
	assert.True(t, isAPI("amsu", "clients/amsu"))
	assert.True(t, isAPI("amsutest", "clients/amsu/amsutest"))
	assert.True(t, isAPI("amsuapi", "gen/amsuapi"))
	assert.False(t, isAPI("amsuserver", "gen/amsuserver"))
	assert.False(t, isAPI("main", "clients/tool"))
	assert.False(t, isAPI("x", "authhooks/internal/x"))
}

func TestNextVersion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tag   string
		level Level
		want  string
	}{
		{"v1.2.3", Major, "v2.0.0"},
		{"v1.2.3", Minor, "v1.3.0"},
		{"v1.2.3", Patch, "v1.2.4"},
		{"v1.2.3", None, "v1.2.3"},
		{"v0.2.3", Major, "v0.3.0"},
		{"v0.2.3", Patch, "v0.2.4"},
	} {
		got, err := nextVersion(c.tag, c.level)
		require.NoError(t, err)
		assert.Equal(t, c.want, got)
	}
	_, err := nextVersion("3a97e24", Major)
	require.Error(t, err)
}
