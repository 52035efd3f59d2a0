package wire_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

const canary = "canary-6f1d"

type holder struct {
	Public wire.Secret
	hidden wire.Secret
	list   []wire.Secret
}

func TestNoPrinterShowsASecret(t *testing.T) {
	t.Parallel()
	s := wire.NewSecret(canary)
	values := []any{s, &s, holder{s, s, []wire.Secret{s}}, &holder{s, s, nil}, map[string]wire.Secret{"k": s}}
	for _, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%p", "%t", "%c", "%U", "%e"} {
			assert.NotContains(t, fmt.Sprintf(verb, v), canary, verb)
		}
		text, err := json.Marshal(v)
		require.NoError(t, err)
		assert.NotContains(t, string(text), canary)
		var out bytes.Buffer
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
		assert.NotContains(t, out.String(), canary)
	}
	recorder := &failures{} // testify's diff goes around methods
	assert.Equal(recorder, holder{Public: s}, holder{hidden: s, list: []wire.Secret{s}})
	assert.NotEmpty(t, recorder.text)
	assert.NotContains(t, recorder.text, canary)
}

// failures collects what testify would print.
type failures struct{ text string }

func (f *failures) Errorf(format string, args ...any) { f.text += fmt.Sprintf(format, args...) }

func TestSecretValue(t *testing.T) {
	t.Parallel()
	s := wire.NewSecret(canary)
	assert.Equal(t, canary, s.Reveal())
	assert.False(t, s.IsZero())
	assert.True(t, s.Equal(wire.NewSecret(canary)))
	assert.False(t, s.Equal(wire.NewSecret(canary+"x")))
	assert.False(t, s.Equal(wire.Secret{}))
	assert.True(t, wire.Secret{}.Equal(wire.NewSecret("")))
	assert.True(t, wire.NewSecret("").IsZero())
	assert.Empty(t, wire.Secret{}.Reveal())
}

func TestSecretFromJSON(t *testing.T) {
	t.Parallel()
	var s wire.Secret
	require.NoError(t, json.Unmarshal([]byte(`"a\u002Fb+c"`), &s))
	assert.Equal(t, "a/b+c", s.Reveal())
	require.NoError(t, json.Unmarshal([]byte(`null`), &s))
	assert.True(t, s.IsZero())
	for _, bad := range []string{`12345678`, `true`, `["` + canary + `"]`, `{"a":"` + canary + `"}`} {
		err := json.Unmarshal([]byte(bad), &s)
		require.ErrorIs(t, err, wire.ErrNotText, bad)
		assert.NotContains(t, err.Error(), canary)
		assert.NotContains(t, err.Error(), "12345678")
	}
	written, err := json.Marshal(wire.NewSecret(canary))
	require.NoError(t, err)
	require.ErrorIs(t, json.Unmarshal(written, &s), wire.ErrRedacted, "what a printer wrote is no secret")
	require.ErrorIs(t, s.UnmarshalText([]byte(wire.Redacted)), wire.ErrRedacted)
}

func TestCode(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]wire.Code{
		`200`: "200", `"200"`: "200", `0`: "0", `"0"`: "0", `-1`: "-1", `1e3`: "1000",
		`"COMMON.X"`: "COMMON.X", `null`: "", `""`: "",
	} {
		var c wire.Code = "old"
		require.NoError(t, json.Unmarshal([]byte(in), &c), in)
		assert.Equal(t, want, c, in)
	}
	for _, bad := range []string{`true`, `{}`, `[1]`} {
		var c wire.Code
		require.ErrorIs(t, json.Unmarshal([]byte(bad), &c), wire.ErrNotCode, bad)
	}
	var c wire.Code
	require.ErrorIs(t, c.UnmarshalJSON(nil), wire.ErrNotCode)
}

func TestSecretIsReadyForAHeader(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "Bearer tok-1", wire.NewSecret("tok-1").Bearer())
	assert.Empty(t, wire.Secret{}.Bearer())
	assert.False(t, wire.Secret{}.Sendable())
	for text, want := range map[string]bool{"tok-1": true, "a b": false, "tok\r\nX: y": false, "tök": false, "\x7f": false} {
		assert.Equal(t, want, wire.NewSecret(text).Sendable(), "%q", text)
		assert.Equal(t, text, wire.NewSecret(text).Reveal())
	}
}
