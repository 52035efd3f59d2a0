package authtest_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

type claims struct {
	Z string `json:"z"`
	A int64  `json:"a"`
}

func TestSignKeepsTheOrderOfClaims(t *testing.T) {
	t.Parallel()
	parts := strings.Split(authtest.NewSigner().Sign(claims{Z: "last", A: 1}, 0), ".")
	require.Len(t, parts, 3)
	header, err := base64.RawURLEncoding.DecodeString(parts[0])
	require.NoError(t, err)
	assert.JSONEq(t, `{"alg":"HS256","typ":"JWT"}`, string(header))
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)
	assert.JSONEq(t, `{"z":"last","a":1}`, string(payload))
	assert.Len(t, parts[2], 43, "32 bytes of HMAC-SHA256")
}

func TestSignDependsOnClaimsKeyAndGeneration(t *testing.T) {
	t.Parallel()
	s, c := authtest.NewSigner(), claims{Z: "x", A: 1}
	for _, generation := range []int{0, 2} {
		first, again := s.Sign(c, generation), s.Sign(c, generation)
		assert.Equal(t, first, again)
	}
	assert.NotEqual(t, s.Sign(c, 0), s.Sign(c, 1))
	assert.NotEqual(t, s.Sign(c, 0), s.Sign(claims{Z: "x", A: 2}, 0))
	assert.NotEqual(t, s.Sign(c, 0), authtest.NewSigner().Sign(c, 0))
}

func TestClaims(t *testing.T) {
	t.Parallel()
	token := authtest.NewSigner().Sign(claims{Z: "x", A: 7}, 0)
	var got claims
	assert.True(t, authtest.Claims(token, &got))
	assert.Equal(t, claims{Z: "x", A: 7}, got)
	assert.True(t, authtest.Claims(token+"tampered", &got), "the signature is not looked at")
	for _, bad := range []string{"", "garbage", "a.b.c", "..", token + ".d", strings.Replace(token, ".", ".!", 1)} {
		assert.False(t, authtest.Claims(bad, &got), bad)
	}
}
