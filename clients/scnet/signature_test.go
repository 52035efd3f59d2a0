package scnet

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// The signatures are those of openssl dgst -sha256 -hmac over the texts.
func TestSignature(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/signatures.json")
	require.NoError(t, err)
	var known []struct{ User, AccessKey, SecretKey, Timestamp, Text, Signature string }
	require.NoError(t, json.Unmarshal(raw, &known))
	users := ""
	for _, k := range known {
		users += k.User
		assert.Equal(t, k.Signature, signature(authhooks.NewSecret(k.SecretKey), k.User, k.AccessKey, k.Timestamp), k.Text)
		var parsed struct{ User string }
		require.NoError(t, json.Unmarshal([]byte(k.Text), &parsed))
		assert.Equal(t, k.User, parsed.User)
	}
	for _, trap := range []string{"<", ">", "&", `"`, `\`, "张", "\u2028"} {
		assert.Contains(t, users, trap)
	}
}
