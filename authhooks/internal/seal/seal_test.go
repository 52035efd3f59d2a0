package seal

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const storeKey = "0123456789abcdef0123456789abcdef"

func TestARecordOpensAsItWas(t *testing.T) {
	t.Parallel()
	s, err := New("account", "credential", storeKey)
	require.NoError(t, err)
	text, err := s.Open(s.Seal([]byte("text")))
	require.NoError(t, err)
	require.Equal(t, "text", string(text))
}

// The account is in the key already. It is sealed with the record besides, so that this
// does not depend on one line.
func TestRecordsAreBoundToTheirAccount(t *testing.T) {
	t.Parallel()
	own, err := New("account", "credential", storeKey)
	require.NoError(t, err)
	other, err := New("account 2", "credential", storeKey)
	require.NoError(t, err)
	moved := *own
	moved.data = other.data
	_, err = moved.Open(own.Seal([]byte("text")))
	require.ErrorIs(t, err, ErrUnsealed)
}
