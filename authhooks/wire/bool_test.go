package wire_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

func TestBool(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]wire.Bool{
		`true`: true, `"true"`: true, `"tru\u0065"`: true, `false`: false, `"false"`: false, `null`: false,
	} {
		for _, b := range []wire.Bool{true, false} {
			require.NoError(t, json.Unmarshal([]byte(text), &b), text)
			assert.Equal(t, want, b, text)
		}
	}
	for _, text := range []string{`1`, `0`, `"1"`, `"True"`, `"yes"`, `""`, `"null"`, `" true"`, `[]`, `{}`, `[true]`} {
		b := wire.Bool(true)
		require.ErrorIs(t, json.Unmarshal([]byte(text), &b), wire.ErrNotBool, text)
		assert.True(t, bool(b), "%s: the value stays", text)
	}
	assert.ErrorIs(t, new(wire.Bool).UnmarshalJSON(nil), wire.ErrNotBool)
	out, err := json.Marshal(wire.Bool(true))
	require.NoError(t, err)
	assert.Equal(t, "true", string(out))
}
