package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const small = `# Changelog

## [Unreleased]

Not yet released.

### Changed

- something else

## [0.1.0] - 2026-12-01

### Changed

- old
`

func reports() []Report {
	return []Report{
		{Name: "specs/foo", New: true},
		{Name: "specs/amsu", Changes: []Change{{Patch, Changed, "descriptions, examples or sources only"}}},
		{Name: "authhooks", Changes: []Change{
			{Major, Removed, "F: removed"},
			{Major, Removed, "G: removed"},
			{Minor, Added, "H: added"},
			{Major, Changed, "K: changed from int to\n\tstring"},
		}},
	}
}

func TestDraftIsInsertedOnceInItsPlace(t *testing.T) {
	t.Parallel()
	got, err := insert(small, draft(reports()))
	require.NoError(t, err)
	assert.Equal(t, `# Changelog

## [Unreleased]

Not yet released.

### Added

- `+"`specs/foo`"+`: the vendor is new
- `+"`authhooks`: `H`"+`

### Changed

- something else
- **Breaking:** `+"`authhooks`"+`: K: changed from int to string

### Removed

- **Breaking:** `+"`authhooks`: `F`, `G`"+`

## [0.1.0] - 2026-12-01

### Changed

- old
`, got)
	again, err := insert(got, draft(reports()))
	require.NoError(t, err)
	assert.Equal(t, got, again)
	same, err := insert(small, nil)
	require.NoError(t, err)
	assert.Equal(t, small, same)
	_, err = insert("# Changelog\n", nil)
	require.Error(t, err)
}

func TestBreakMustBeDeclaredByName(t *testing.T) {
	t.Parallel()
	missing, err := undeclared(small, "v0.1.0", reports())
	require.NoError(t, err)
	assert.Equal(t, []string{"authhooks"}, missing)
	written, err := insert(small, draft(reports()))
	require.NoError(t, err)
	missing, err = undeclared(written, "v0.1.0", reports())
	require.NoError(t, err)
	assert.Empty(t, missing)
}

func TestOurChangelogCanTakeADraft(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../.github/CHANGELOG.md")
	require.NoError(t, err)
	same, err := insert(string(text), nil)
	require.NoError(t, err)
	assert.Equal(t, string(text), same)
}

const ready = `# Changelog

## [Unreleased]

## [0.2.0] - 2026-12-09

### Removed

- **Breaking:** ` + "`authhooks`: `F`" + `

## [0.1.0] - 2026-12-01

- old
`

// A version is written down before its tag exists.
func TestABreakIsDeclaredInTheVersionToBeTagged(t *testing.T) {
	t.Parallel()
	for base, want := range map[string][]string{"v0.1.0": nil, "3a97e24": nil, "v0.2.0": {"authhooks"}} {
		missing, err := undeclared(ready, base, reports())
		require.NoError(t, err)
		assert.Equal(t, want, missing, base)
	}
	old := strings.Replace(strings.Replace(ready, "**Breaking:** ", "", 1), "- old", "- **Breaking:** `authhooks`: `E`", 1)
	missing, err := undeclared(old, "v0.1.0", reports())
	require.NoError(t, err)
	assert.Equal(t, []string{"authhooks"}, missing, "an old version's entry")
	same, err := insert(ready, nil)
	require.NoError(t, err)
	assert.Equal(t, ready, same)
}

func TestOnlyAVersionThatIsReadyHasNotes(t *testing.T) {
	t.Parallel()
	text, err := notes(ready, "v0.2.0")
	require.NoError(t, err)
	assert.Equal(t, "### Removed\n\n- **Breaking:** `authhooks`: `F`\n", text)
	for name, c := range map[string]struct{ text, tag, want string }{
		"old":        {ready, "v0.1.0", "not that of"},
		"unknown":    {ready, "v0.3.0", "not that of"},
		"no version": {ready, "", "not that of"},
		"entries":    {small, "v0.1.0", "without a version"},
		"no date":    {strings.Replace(ready, " - 2026-12-09", "", 1), "v0.2.0", "no date"},
		"no day":     {strings.Replace(ready, "2026-12-09", "2026-13-09", 1), "v0.2.0", "out of range"},
		"no entry":   {strings.Replace(ready, "- **Breaking:** `authhooks`: `F`", "", 1), "v0.2.0", "no entry"},
		"no section": {"# Changelog\n", "v0.2.0", "no section"},
	} {
		_, err := notes(c.text, c.tag)
		require.ErrorContains(t, err, c.want, name)
	}
}
