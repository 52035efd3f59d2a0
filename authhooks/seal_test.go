package authhooks

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var sealKey = NewSecret("0123456789abcdef0123456789abcdef")

func testSealer(t *testing.T, id, secret string, storeKey Secret) *sealer {
	t.Helper()
	s, err := newSealer(NewKey("acme", "https://h:443", id, NewSecret(secret)), storeKey)
	require.NoError(t, err)
	return s
}

func sample() shared {
	at := time.UnixMilli(1700000000123)
	return shared{
		token: Token{
			Access: NewSecret("access-canary"), Refresh: NewSecret("refresh-canary"), Type: "Bearer",
			IssuedAt: at, ExpiresAt: at.Add(time.Hour), RefreshExpiresAt: at.Add(24 * time.Hour),
		},
		fetched: at,
		refused: &refusal{Kind: KindRateLimited, Code: "code-canary", Message: "message-canary", Until: 17},
	}
}

func TestSealedRecordOpensAsItWas(t *testing.T) {
	t.Parallel()
	for _, key := range []Secret{{}, sealKey} {
		s := testSealer(t, "id-canary", "secret-canary", key)
		for _, want := range []shared{sample(), {}, {token: Token{Access: NewSecret("a")}}} {
			record, err := s.seal(want)
			require.NoError(t, err)
			got, err := s.open(record)
			require.NoError(t, err)
			assert.True(t, want.token.Equal(got.token))
			assert.True(t, want.fetched.Equal(got.fetched))
			assert.Equal(t, want.refused, got.refused)
			assert.NotContains(t, string(record), "canary")
			again, err := s.seal(want)
			require.NoError(t, err)
			assert.NotEqual(t, record, again, "a nonce of its own")
		}
		assert.NotContains(t, s.name, "canary")
		assert.Regexp(t, "^[0-9a-f]{32}$", s.name)
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
			require.ErrorIs(t, err, errUnsealed, "byte %d bit %d", i, bit)
		}
		_, err := s.open(record[:i])
		require.ErrorIs(t, err, errUnsealed)
	}
	_, err = s.open(append(bytes.Clone(record), 0))
	require.ErrorIs(t, err, errUnsealed)
}

// A record that was moved to another account's place, or is of another
// credential, is no record.
func TestRecordsOfOthersDoNotOpen(t *testing.T) {
	t.Parallel()
	own := testSealer(t, "id", "secret", sealKey)
	record, err := own.seal(sample())
	require.NoError(t, err)
	names := map[string]bool{own.name: true}
	for _, other := range []*sealer{
		testSealer(t, "id2", "secret", sealKey), testSealer(t, "id", "secret2", sealKey),
		testSealer(t, "id", "secret", NewSecret("another key of 16+ bytes")), testSealer(t, "id", "secret", Secret{}),
	} {
		_, err := other.open(record)
		require.ErrorIs(t, err, errUnsealed)
		assert.False(t, names[other.name])
		names[other.name] = true
	}
	// The parts are counted: nobody can shift text from one to the next.
	a, err := newSealer(NewKey("ac", "mehttps://h:443", "id", NewSecret("secret")), sealKey)
	require.NoError(t, err)
	assert.NotEqual(t, own.name, a.name)
	again := testSealer(t, "id", "secret", sealKey)
	_, err = again.open(record)
	require.NoError(t, err, "another process of the same account")
}

// The account is in the key already. It is sealed with the record besides, so that this does not
// hang on one line.
func TestRecordsAreBoundToTheirAccount(t *testing.T) {
	t.Parallel()
	own := testSealer(t, "id", "secret", sealKey)
	record, err := own.seal(sample())
	require.NoError(t, err)
	moved := *own
	moved.data = testSealer(t, "id2", "secret", sealKey).data
	_, err = moved.open(record)
	require.ErrorIs(t, err, errUnsealed)
}

// A record's name is the same for every release, or two of them in one fleet would not share;
// without the stretching it would be another.
func TestAGuessOfTheCredentialCosts(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "bd26ecc19c8df9f4a331e2f8295427c3", testSealer(t, "id", "secret", Secret{}).name)
	assert.Equal(t, "622598cf6ad59e2f838062ee81e5de0b", testSealer(t, "id", "secret", sealKey).name)
}
