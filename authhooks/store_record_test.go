package authhooks

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/seal"
)

var sealKey = NewSecret("0123456789abcdef0123456789abcdef")

func testSealer(t *testing.T, id, secret string, storeKey Secret) sealer {
	t.Helper()
	s, err := newSealer(NewKey("acme", "https://h:443", id, NewSecret(secret)), storeKey)
	require.NoError(t, err)
	return s
}

func sample() payload {
	at := time.UnixMilli(1700000000123)
	return payload{
		token: Token{
			Access: NewSecret("access-canary"), Refresh: NewSecret("refresh-canary"), Type: "Bearer",
			IssuedAt: at, ExpiresAt: at.Add(time.Hour), RefreshExpiresAt: at.Add(24 * time.Hour),
		},
		fetched: at,
		failure: &sharedFailure{Kind: KindRateLimited, Code: "code-canary", Message: "message-canary", Until: 17},
	}
}

func TestSealedRecordOpensAsItWas(t *testing.T) {
	t.Parallel()
	for _, key := range []Secret{{}, sealKey} {
		s := testSealer(t, "id-canary", "secret-canary", key)
		for _, want := range []payload{sample(), {}, {token: Token{Access: NewSecret("a")}}} {
			record, err := s.seal(want)
			require.NoError(t, err)
			got, err := s.open(record)
			require.NoError(t, err)
			assert.True(t, want.token.Equal(got.token))
			assert.True(t, want.fetched.Equal(got.fetched))
			assert.Equal(t, want.failure, got.failure)
			assert.NotContains(t, string(record), "canary")
			again, err := s.seal(want)
			require.NoError(t, err)
			assert.NotEqual(t, record, again, "a nonce of its own")
		}
		assert.NotContains(t, s.Name, "canary")
		assert.Regexp(t, "^[0-9a-f]{32}$", s.Name)
	}
}

func TestFlippedOrCutRecordsDoNotOpen(t *testing.T) {
	t.Parallel()
	s := testSealer(t, "id", "secret", sealKey)
	record, err := s.seal(sample())
	require.NoError(t, err)
	for i := range record {
		for bit := range 8 {
			flipped := bytes.Clone(record)
			flipped[i] ^= 1 << bit
			_, err := s.open(flipped)
			require.ErrorIs(t, err, seal.ErrUnsealed, "byte %d bit %d", i, bit)
		}
		_, err := s.open(record[:i])
		require.ErrorIs(t, err, seal.ErrUnsealed)
	}
	_, err = s.open(append(bytes.Clone(record), 0))
	require.ErrorIs(t, err, seal.ErrUnsealed)
}

// A record that was moved to another account's place, or is of another
// credential, is no record; nor is one of an older format.
func TestRecordsOfOthersDoNotOpen(t *testing.T) {
	t.Parallel()
	own := testSealer(t, "id", "secret", sealKey)
	record, err := own.seal(sample())
	require.NoError(t, err)
	names := map[string]bool{own.Name: true}
	for _, other := range []sealer{
		testSealer(t, "id2", "secret", sealKey), testSealer(t, "id", "secret2", sealKey),
		testSealer(t, "id", "secret", NewSecret("another key of 16+ bytes")), testSealer(t, "id", "secret", Secret{}),
	} {
		_, err := other.open(record)
		require.ErrorIs(t, err, seal.ErrUnsealed)
		assert.False(t, names[other.Name])
		names[other.Name] = true
	}
	older := append([]byte{seal.Format - 1}, record[1:]...)
	_, err = own.open(older)
	require.ErrorIs(t, err, seal.ErrUnsealed)
	again := testSealer(t, "id", "secret", sealKey)
	_, err = again.open(record)
	require.NoError(t, err, "another process of the same account")
}

// A record's name is the same for every release, or two of them in one fleet would not share;
// without the stretching it would be another.
func TestAGuessOfTheCredentialCosts(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "8c07bccb4fae4a1ee5c62ea7094d5152", testSealer(t, "id", "secret", Secret{}).Name)
	assert.Equal(t, "d7e66ef6c9650e76bc1f6705031157b4", testSealer(t, "id", "secret", sealKey).Name)
	whole := NewKey("acme", "https://h/v1/", "id", NewSecret("secret")).WithScope("org", "")
	whole.further = []Secret{NewSecret("two")}
	assert.Equal(t, "1746ae862066de94b7eae3ec0fc90948", recordName(t, whole))
}
