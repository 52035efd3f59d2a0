package redact

import (
	"encoding/base64"
	"encoding/hex"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// steps counts what it costs to search text for secrets.
func steps(t *testing.T, text string, secrets ...string) int {
	t.Helper()
	s := scan{automaton: newAutomaton(secrets), text: text, steps: math.MaxInt / 2, sure: len(text)}
	_, ok := s.search()
	require.True(t, ok)
	return s.spent
}

// Echoes, near misses and floods of escapes: twice the text is twice the work.
func TestTheWorkIsLinearInTheText(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 2000) + "b"
	for name, c := range map[string]struct {
		unit    string
		secrets []string
	}{
		"words":                      {"the vendor says: no. ", []string{"canary-1", "canary-2"}},
		"echoes":                     {"canary-1 ", []string{"canary-1", "canary-2"}},
		"near misses":                {"a", []string{long}},
		"near misses of many":        {"ab", []string{strings.Repeat("ab", 1000) + "c", strings.Repeat("ba", 1000) + "c", long}},
		"near misses, escaped":       {"%61", []string{long}},
		"near misses in hex":         {hex.EncodeToString([]byte("a")), []string{long}},
		"near misses in base64":      {base64.StdEncoding.EncodeToString([]byte("aaa")), []string{long}},
		"all percent-encoded":        {percent("0123456789abcdef-"), []string{strings.Repeat("0123456789abcdef-", 75) + "x"}},
		"percent signs":              {"%", []string{strings.Repeat("%", 100) + "x"}},
		"percent signs, escaped":     {"%25", []string{strings.Repeat("%", 100) + "x"}},
		"backslashes":                {`\`, []string{strings.Repeat(`\`, 100) + "x"}},
		"plus signs":                 {"+", []string{strings.Repeat(" ", 100) + "x"}},
		"escapes of escapes":         {`\u005cu0061`, []string{strings.Repeat("a", 100) + "x"}},
		"what may be read in 2 ways": {"%2525x", []string{"2525x" + strings.Repeat("%x", 4) + "y"}},
	} {
		n := 1 << 12 / len(c.unit)
		once, twice := steps(t, strings.Repeat(c.unit, n), c.secrets...), steps(t, strings.Repeat(c.unit, 2*n), c.secrets...)
		assert.Less(t, float64(twice), 2.2*float64(once), name)
		assert.Less(t, once/(n*len(c.unit)), stepsPerByte/2, name)
	}
}

// A vendor chooses the token and the text, and so could make each byte of the one a
// near miss of the other, in as many readings as there are.
func TestATextThatIsMadeToCostTimeIsCut(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("a", 8000) + "b"
	r := newRedactor(secret, "other-canary")
	near := strings.Repeat("a", 1<<16)
	got := r.Strike(near + " other-canary")
	assert.Len(t, got, len(near)+len(" [redacted]"), "near misses alone cost little")
	got = r.Strike(strings.Repeat("<"+secret+">", 10))
	assert.Equal(t, 10, strings.Count(got, "<[redacted]>"))

	// Each copy may be the beginning of the secret and may go on with each one before.
	costly := strings.Repeat("%2525x", 1<<11)
	got = newRedactor("2525x"+strings.Repeat("%x", 4000)+"y", "other-canary").Strike("before " + costly + "other-canary")
	assert.True(t, strings.HasPrefix(got, "before "), "%.40s", got)
	assert.True(t, strings.HasSuffix(got, "[redacted]"))
	assert.Less(t, len(got), len(costly), "what was not searched is not shown")
	assert.NotContains(t, got, "canary")
}

// What is cut shows no beginning of a secret that the cut has parted.
func TestACutShowsNoPartOfASecret(t *testing.T) {
	t.Parallel()
	const secret = "canary+0815-4711"
	a := newAutomaton([]string{secret})
	for _, form := range writings(secret) {
		for n := 0; n < len(form); n += 1 + n/40 {
			got := a.strike(strings.Repeat("word ", 40)+"<"+form[:n], true)
			require.True(t, strings.HasPrefix(got, strings.Repeat("word ", 10)), got)
			require.NotContains(t, strings.ReplaceAll(got, "<[redacted]", ""), "<", "%s", got)
		}
	}
	long := strings.Repeat("canary-", 100)
	got := newAutomaton([]string{long + "x"}).strike(strings.Repeat("word ", 100)+"<"+long, true)
	assert.Equal(t, strings.Repeat("word ", 100)+"<[redacted]", got)
}
