package redact

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

const limit = 256

func TestCleanStrikesSecretsOutFirst(t *testing.T) {
	t.Parallel()
	const secret = "p+q/r s=é~canary"
	r := newRedactor(secret)
	for _, form := range writings(secret) {
		assert.Equal(t, "echo <[redacted]> end", r.Clean("echo <"+form+"> end", limit))
		for _, before := range []int{0, 1, 4, 5, 9, 10, 15} {
			got := r.Clean(strings.Repeat("x ", limit/2)[before:]+form, limit)
			assert.NotContains(t, got, "p+q", "the cap must not cut a secret before it is struck out")
			assert.NotContains(t, strings.ReplaceAll(got, "[redacted]", ""), "[", "nor a mark")
			if before <= 9 {
				assert.True(t, strings.HasSuffix(got, "…"), got)
			}
		}
	}
	for _, form := range []string{"my\tpass phrase 9", "my\npass\nphrase\n9", "my\u2028pass phrase\u20029", "my\x00pass phrase 9"} {
		assert.Equal(t, "<[redacted]>", newRedactor("my pass phrase 9").Clean("<"+form+">", limit), form)
	}
	assert.Empty(t, r.Clean("", limit))
}

// Where much of a long text is struck out, its end comes into sight.
func TestCleanShowsNothingThatWasNotSearched(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("canary-", 1000)
	r := newRedactor(secret + "x")
	for cut := range 10 {
		cut *= 28
		text := strings.Repeat("y", cut%3) + strings.Repeat(" "+secret+"x", 9) + strings.Repeat(" ", cut)
		got := r.Clean(text+secret+"x", limit)
		assert.NotContains(t, got, "canary")
	}
}

func TestCleanStrikesWhatLooksLikeACredential(t *testing.T) {
	t.Parallel()
	r := newRedactor()
	for in, want := range map[string]string{
		"got Authorization: Bearer abc123def456":        "got Authorization: Bearer [redacted]",
		"basic Zm9vOmJhcg==":                            "basic [redacted]",
		"id_eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.s":        "id_[redacted]",
		"token eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.sig-_": "token [redacted]",
		"Basic authentication failed":                   "Basic authentication failed",
		"bearer credentials missing":                    "bearer credentials missing",
	} {
		assert.Equal(t, want, r.Clean(in, limit))
	}
}

func TestPrintable(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain": "plain", "a\r\nb": "a  b", "\x1b[31mred\x1b[0m": "[31mred [0m", "a\u202eb": "a b", "x\x00y": "x y", "t\u00e9\u4e2d": "té中",
		"100%d %s ${jndi:x}": "100%d %s ${jndi:x}", "bad\xffbyte": "bad\ufffdbyte", "\u200bz": "z", "soft\u00adhyphen": "soft hyphen",
	} {
		assert.Equal(t, want, Printable(in, limit), "%q", in)
	}
	assert.Equal(t, strings.Repeat("中", 256)+"…", Printable(strings.Repeat("中", 300), limit))
	assert.Equal(t, strings.Repeat("a", 256)+"…", Printable(strings.Repeat("a", 300), limit))
}
