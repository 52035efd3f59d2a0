package authhooks

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCleanStrikesSecretsInEveryWriting(t *testing.T) {
	t.Parallel()
	const secret = "p+q/r s=é~canary"
	r := newRedactor(NewSecret(secret), NewSecret("can"), Secret{})
	for _, form := range []string{
		secret, base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawStdEncoding.EncodeToString([]byte(secret)),
		base64.URLEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
		url.QueryEscape(secret), url.PathEscape(secret), strings.ToLower(url.QueryEscape(secret)),
	} {
		got := r.clean("echo <"+form+"> end", maxMessage)
		assert.Equal(t, "echo <[redacted]> end", got)
	}
	r = newRedactor(NewSecret("C4nary+Secret/Val=ue9"), NewSecret(`q"uo\te!x`), NewSecret("my pass phrase 9"))
	for _, form := range []string{
		"C4nary%2bSecret%2fVal%3due9", "C4nary%2BSecret/Val=ue9", `C4nary\u002bSecret\/Val=ue9`, `q\"uo\\te!x`, "q%22uo%5cte%21x",
		"my+pass+phrase+9", "my%20pass phrase 9", "my\tpass phrase 9", "my\npass\nphrase\n9", base64.StdEncoding.EncodeToString([]byte("my pass phrase 9")),
		url.QueryEscape(base64.StdEncoding.EncodeToString([]byte("C4nary+Secret/Val=ue9"))),
	} {
		assert.Equal(t, "<[redacted]>", r.clean("<"+form+">", maxMessage), form)
	}
	r = newRedactor(NewSecret(secret))
	long := strings.Repeat("x", maxMessage-4) + secret
	assert.NotContains(t, r.clean(long, maxMessage), "p+q", "the cap must not cut a secret before it is struck")
}

// A vendor chooses the token and the text, and so could make each byte of the
// one a near miss of the other: 1 MiB took two minutes.
func TestATextThatIsMadeToCostTimeIsCut(t *testing.T) {
	t.Parallel()
	r := newRedactor(NewSecret(strings.Repeat("a", 8000)+"b"), NewSecret("other-canary"))
	began := time.Now()
	got := r.clean(strings.Repeat("a", 1<<20)+"other-canary", maxMessage)
	assert.Less(t, time.Since(began), 5*time.Second)
	assert.Equal(t, strings.Repeat("a", maxMessage)+"…", got)
	// What is an echo and no attack is struck out to its end, however often it is there.
	const echoes = 200
	text := r.strike(strings.Repeat("<"+strings.Repeat("a", 8000)+"b>", echoes))
	assert.Equal(t, strings.Repeat("<[redacted]>", echoes), text)
}

func TestCleanStrikesWhatLooksLikeACredential(t *testing.T) {
	t.Parallel()
	var r redactor
	for in, want := range map[string]string{
		"got Authorization: Bearer abc123def456":        "got Authorization: Bearer [redacted]",
		"basic Zm9vOmJhcg==":                            "basic [redacted]",
		"id_eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.s":        "id_[redacted]",
		"token eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.sig-_": "token [redacted]",
		"Basic authentication failed":                   "Basic authentication failed",
		"bearer credentials missing":                    "bearer credentials missing",
	} {
		assert.Equal(t, want, r.clean(in, maxMessage))
	}
}

func TestPrintable(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain": "plain", "a\r\nb": "a  b", "\x1b[31mred\x1b[0m": "[31mred [0m", "a\u202eb": "a b", "x\x00y": "x y", "t\u00e9\u4e2d": "té中",
		"100%d %s ${jndi:x}": "100%d %s ${jndi:x}", "bad\xffbyte": "bad\ufffdbyte", "\u200bz": "z", "soft\u00adhyphen": "soft hyphen",
	} {
		assert.Equal(t, want, printable(in, maxMessage), "%q", in)
	}
	assert.Equal(t, strings.Repeat("中", 256)+"…", printable(strings.Repeat("中", 300), maxMessage))
	assert.Equal(t, strings.Repeat("a", 256)+"…", printable(strings.Repeat("a", 300), maxMessage))
}

func TestCauseNeverHoldsAURLOrASecret(t *testing.T) {
	t.Parallel()
	r := newRedactor(NewSecret("canary"))
	inner := io.ErrUnexpectedEOF
	wrapped := fmt.Errorf("login: %w", &url.Error{Op: "Post", URL: "http://h/token/canary", Err: fmt.Errorf("outer: %w", &url.Error{Op: "Get", URL: "http://h/canary", Err: inner})})
	got := r.cause(wrapped)
	require.ErrorIs(t, got, inner)
	assert.Equal(t, inner.Error(), got.Error())
	hidden := fmt.Errorf("said canary: %w", inner)
	got = r.cause(hidden)
	assert.Equal(t, "said [redacted]: unexpected EOF", got.Error())
	require.ErrorIs(t, got, inner)
	for e := got; e != nil; e = errors.Unwrap(e) {
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", e, e, e), "canary")
	}
	assert.NoError(t, r.cause(nil))
	printed := &differ{}
	assert.Equal(printed, &Error{Err: got}, &Error{})
	assert.Contains(t, printed.text, "redacted")
	assert.NotContains(t, printed.text, "canary", "testify walks pointers")
}

type differ struct{ text string }

func (d *differ) Errorf(format string, args ...any) { d.text += fmt.Sprintf(format, args...) }

func FuzzClean(f *testing.F) {
	f.Add("message canary-0815 \x1b[2J", "canary-0815")
	f.Add("", "x")
	f.Add("a\u202eb%s", "\xff\xfe")
	f.Fuzz(func(t *testing.T, text, secret string) {
		got := newRedactor(NewSecret(secret)).clean(text, maxMessage)
		if n := len([]rune(got)); n > maxMessage+1 {
			t.Fatalf("%d runes", n)
		}
		for _, c := range got {
			if !unicode.IsPrint(c) && c != '\ufffd' {
				t.Fatalf("%q is not printable", c)
			}
		}
		// Longer than the placeholder, a secret cannot come back by being made of its parts.
		if len(secret) > len("[redacted]") && strings.Contains(got, secret) {
			t.Fatal("the secret is still there")
		}
	})
}
