package authhooks

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func recordName(t *testing.T, k Key) string {
	t.Helper()
	s, err := newSealer(k, sealKey)
	require.NoError(t, err)
	return s.Name
}

// Each key names another record, whatever text moves from one part to the next.
func TestKeysThatDifferNameOtherRecords(t *testing.T) {
	t.Parallel()
	secret := NewSecret("secret")
	key := func(origin, id string, scope ...string) Key {
		return NewKey("acme", origin, id, secret).WithScope(scope...)
	}
	further := func(k Key, more ...string) Key {
		for _, text := range more {
			k.further = append(k.further, NewSecret(text))
		}
		return k
	}
	const base = "https://h"
	names := map[string]string{}
	for what, k := range map[string]Key{
		"plain":                     key(base, "id"),
		"another vendor":            NewKey("acm", "ehttps://h", "id", secret),
		"another scheme":            key("http://h", "id"),
		"another host":              key("https://h2", "id"),
		"a subdomain":               key("https://a.h", "id"),
		"another port":              key("https://h:8443", "id"),
		"http on the port of https": key("http://h:443", "id"),
		"a path":                    key(base+"/v1", "id"),
		"another path":              key(base+"/sandbox", "id"),
		"a longer path":             key(base+"/v1/v1", "id"),
		"a path in capitals":        key(base+"/V1", "id"),
		"a path that ends escaped":  key(base+"/v1%2F", "id"),
		"two slashes inside":        key(base+"//v1", "id"),
		"a path that eats the id":   key(base+"/v1id", ""),
		"an id that eats the path":  key(base, "/v1id"),
		"another id":                key(base, "id2"),
		"no id":                     key(base, ""),
		"another secret":            NewKey("acme", base, "id", NewSecret("secret2")),
		"no secret":                 NewKey("acme", base, "id", Secret{}),
		"an empty scope":            key(base, "id", ""),
		"two empty scopes":          key(base, "id", "", ""),
		"an organisation":           key(base, "id", "a", ""),
		"the same text as a region": key(base, "id", "", "a"),
		"both":                      key(base, "id", "a", "b"),
		"the other way round":       key(base, "id", "b", "a"),
		"in one part":               key(base, "id", "ab"),
		"with a separator":          key(base, "id", "a\x00b"),
		"a scope as part of the id": key(base, "ida", "b"),
		"a further secret":          further(key(base, "id"), "secret"),
		"an empty further secret":   further(key(base, "id"), ""),
		"two further secrets":       further(key(base, "id"), "a", ""),
		"the same, moved":           further(key(base, "id"), "", "a"),
		"joined secrets":            NewKey("acme", base, "id", NewSecret("secretsecret")),
		"no base URL":               key("", "id"),
		"text that is no base URL":  key("h", "id"),
		"userinfo":                  key("https://u@h", "id"),
	} {
		name := recordName(t, k)
		assert.Empty(t, names[name], "shares a record with %q", what)
		names[name] = what
	}
	assert.Len(t, names, 36)
}

// One base URL has many writings.
func TestWritingsOfOneBaseURLNameOneRecord(t *testing.T) {
	t.Parallel()
	name := func(origin string) string { return recordName(t, NewKey("acme", origin, "id", NewSecret("s"))) }
	for origin, writings := range map[string][]string{
		"https://api.acme.example":      {"HTTPS://API.Acme.Example", "https://api.acme.example:443", "https://api.acme.example/", "https://api.acme.example:443//"},
		"https://api.acme.example/v1":   {"https://API.acme.example:443/v1/", "https://api.acme.example/v1//"},
		"http://127.0.0.1":              {"http://127.0.0.1:80", "HTTP://127.0.0.1/"},
		"https://[::1]":                 {"https://[::1]:443/"},
		"https://api.acme.example/%E4":  {"https://api.acme.example/%E4/"},
		"https://u:p@api.acme.example/": {"https://u:p@api.acme.example/"}, // no base URL: as it is
	} {
		assert.Equal(t, canonicalBase(origin), canonicalBase(canonicalBase(origin)))
		for _, writing := range writings {
			assert.Equal(t, name(origin), name(writing), writing)
		}
	}
	assert.NotEqual(t, name("https://u:p@api.acme.example"), name("https://u:p@api.acme.example/"))
}

// A key is a value: whoever adds a scope to it changes nobody else's.
func TestWithScopeLeavesTheKeyAsItWas(t *testing.T) {
	t.Parallel()
	key := NewKey("acme", "https://h", "id", NewSecret("s"))
	before := recordName(t, key)
	north, south := key.WithScope("north"), key.WithScope("south")
	assert.NotEqual(t, recordName(t, north), recordName(t, south))
	assert.Equal(t, before, recordName(t, key))
	assert.Equal(t, before, recordName(t, key.WithScope()))
	assert.Equal(t, recordName(t, key.WithScope("a", "b")), recordName(t, key.WithScope("a").WithScope("b")))
}

// A login by device code or in a browser has no secret of the client's own: what
// would seal its records stands in the key for everybody to guess.
func TestAKeyWithoutASecretNeedsAStoreKey(t *testing.T) {
	t.Parallel()
	fetch := FetcherFunc(func(context.Context, Token) (Token, error) { return Token{Access: NewSecret("t")}, nil })
	store, storeKey := WithStore(NewMemoryStore()), WithStoreKey(sealKey)
	bare := NewKey("acme", "https://h", "alice", Secret{})
	for what, k := range map[string]Key{
		"no secret": bare, "an empty secret": NewKey("acme", "https://h", "alice", NewSecret("")),
		"a scope is no secret": bare.WithScope("north"), "the zero key": {},
	} {
		_, err := NewSource(k, fetch, store)
		require.ErrorIs(t, err, ErrInvalidRequest, what)
		require.ErrorContains(t, err, "WithStoreKey", what)
		for _, opts := range [][]SourceOption{{}, {store, storeKey}, {storeKey, store}} {
			s, err := NewSource(k, fetch, opts...)
			require.NoError(t, err, what)
			require.NoError(t, s.Close())
		}
	}
	s, err := NewSource(NewKey("acme", "https://h", "alice", NewSecret("s")), fetch, store)
	require.NoError(t, err)
	require.NoError(t, s.Close())
}
