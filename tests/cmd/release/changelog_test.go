package main

import (
	"os"
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
	missing, err := undeclared(small, reports())
	require.NoError(t, err)
	assert.Equal(t, []string{"authhooks"}, missing)
	written, err := insert(small, draft(reports()))
	require.NoError(t, err)
	missing, err = undeclared(written, reports())
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
