package drift

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestACodeOfTwoMeaningsTouchesBothErrors(t *testing.T) {
	t.Parallel()
	x, err := NewIndex(filepath.Join("..", "..", "..", ".."), "hummingbird")
	require.NoError(t, err)
	errorsOf := func(code string) (names []string) {
		x.errorsOf(code, func(name string) { names = append(names, name) })
		return names
	}
	assert.Equal(t, []string{"hummingbird.ErrSigningFailed", "hummingbird.ErrUnspecified"}, errorsOf("10001"))
	assert.Equal(t, []string{"hummingbird.ErrAlreadyExists"}, errorsOf("10009"))
	assert.Empty(t, errorsOf("31415"))
}
