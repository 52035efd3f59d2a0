package authhooks_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

func TestStoreOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for _, o := range []authhooks.SourceOption{authhooks.WithStore(nil), authhooks.WithStoreKey(authhooks.NewSecret("short"))} {
		_, err := authhooks.NewSource(authhooks.Key{}, &vendor{}, o)
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
	}
}

// A text as a file has it would be another key than the same text without the file's end.
// Random bytes may end as they like.
func TestAStoreKeyOfAFileIsTrimmed(t *testing.T) {
	t.Parallel()
	for key, refused := range map[string]bool{
		"0123456789abcdef": false, "0123456789abcdef\n": true, "0123456789abcdef\r\n": true, "0123456789abcdef ": true, "0123456789abcdef\t\n": true,
		"0123456789\nabcdef": false, "\x00123456789abcdef\n": false, "0123456789abcde\xff\n": false, "0123456789abcdeé\n": false, " 0123456789abcdef": false,
	} {
		_, err := authhooks.NewSource(authhooks.NewKey("acme", "https://h", "id", authhooks.NewSecret("s")), &vendor{}, authhooks.WithStoreKey(authhooks.NewSecret(key)))
		if !refused {
			require.NoError(t, err, "%q", key)
			continue
		}
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest, "%q", key)
		require.ErrorContains(t, err, "trim what it was read from")
		assert.NotContains(t, err.Error(), "0123")
	}
}

// If several options are wrong, one error names all of them.
func TestAllWrongOptionsAreNamed(t *testing.T) {
	t.Parallel()
	wrong := authhooks.JoinOptions(authhooks.WithRetries(-1), nil, authhooks.WithTimeout(0), authhooks.JoinOptions())
	_, err := authhooks.NewSource(authhooks.Key{}, &vendor{}, wrong, authhooks.WithStoreKey(authhooks.NewSecret("short")))
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
	for _, name := range []string{"WithRetries", "WithTimeout", "WithStoreKey"} {
		require.ErrorContains(t, err, name)
	}
	_, err = authhooks.New(authhooks.Vendor{Name: "acme"}, "https://h", "id", authhooks.NewSecret("s"), authhooks.WithBaseURL(""), authhooks.WithMaxTokenBody(0))
	require.ErrorIs(t, err, authhooks.ErrPolicy)
}
