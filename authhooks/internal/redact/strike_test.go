package redact

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

func newRedactor(secrets ...string) *Redactor {
	list := make([]wire.Secret, len(secrets))
	for i, secret := range secrets {
		list[i] = wire.NewSecret(secret)
	}
	return New(list...)
}

// utf16JSON escapes every character, as UTF-16 units.
func utf16JSON(text string) string {
	var b strings.Builder
	for _, c := range text {
		if c > 0xffff {
			c -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04X`, 0xd800+c>>10, 0xdc00+c&0x3ff)
			continue
		}
		fmt.Fprintf(&b, `\u%04X`, c)
	}
	return b.String()
}

func percent(text string) string {
	return strings.ReplaceAll(strings.ToUpper(hexWith("%", text)), " ", "")
}

func hexWith(sign, text string) string {
	var b strings.Builder
	for i := range len(text) {
		fmt.Fprintf(&b, "%s%02x", sign, text[i])
	}
	return b.String()
}

// writings are the ways in which a vendor may write a secret.
func writings(secret string) []string {
	quoted, _ := json.Marshal(secret)
	inner, _ := json.Marshal(string(quoted))
	list := []string{
		secret, hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret))),
		url.QueryEscape(secret), url.PathEscape(secret), strings.ToLower(percent(secret)), percent(secret),
		url.QueryEscape(url.QueryEscape(secret)), url.PathEscape(url.PathEscape(secret)), percent(percent(secret)),
		strings.Trim(string(quoted), `"`), strings.TrimSuffix(strings.TrimPrefix(string(inner), `"\"`), `\""`), utf16JSON(secret), utf16JSON(percent(secret)), utf16JSON(utf16JSON(secret)), percent(utf16JSON(secret)), strconv.QuoteToASCII(secret)[1 : len(strconv.QuoteToASCII(secret))-1],
		strings.ReplaceAll(secret, "/", `\/`), hexWith(`\x`, secret),
	}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		text := encoding.EncodeToString([]byte(secret))
		list = append(list, text, url.QueryEscape(text), url.QueryEscape(url.QueryEscape(text)), strings.ReplaceAll(text, "/", `\/`), utf16JSON(text))
	}
	return list
}

func TestStrikesASecretInEveryWriting(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{
		"p+q/r s=é~canary", "C4nary+Secret/Val=ue9", `q"uo\te!x`, "my pass phrase 9", "Schlüssel-größer", "密码-秘密", "key-🗝️-🔑", "100%-canary",
		`pa%25ss-word-7f31`, `pa\\ss-word-7f31`, `k=%2525x-91aa`, `dom\\\\user-91aa`, `%41%42%43`, `\u0041bc\n`, `a+b c+d`, "1234", "12345", "123456",
		"tokentoken", "<tag>&amp;", "\t\b\f\r\n-control", "%%%%%%%%", `\\\\\\\\`, "++++ ++++",
	} {
		r := newRedactor(secret, "can", "")
		for _, form := range writings(secret) {
			assert.Equal(t, "echo <[redacted]> end", r.Strike("echo <"+form+"> end"), "%q as %s", secret, form)
			assert.Equal(t, "[redacted]", r.Strike(form), "%q as %s", secret, form)
		}
	}
}

// A part of a secret may be escaped and the rest not, as lenient encoders do.
func TestStrikesAMixtureOfWritings(t *testing.T) {
	t.Parallel()
	for text, secret := range map[string]string{
		"C4nary%2bSecret/Val=u%65 9": "C4nary+Secret/Val=ue 9", `C4nary\u002bSecret\/Val%3Du\x65+9`: "C4nary+Secret/Val=ue 9",
		`pa%25s%73-word`: "pa%25ss-word", `pa%2525s%73-word`: "pa%25ss-word", `pa%252525s%73-word`: "pa%25ss-word",
		`CORP\nightly-pass`: "nightly-pass", `100%d1-secret`: "d1-secret", `\u00e4\u0073ecret-1`: "äsecret-1", `100%25a%2Fb-canary`: "25a/b-canary",
		`\\u00e4-canary`: "ä-canary", `%5Cu00e4-canary`: "ä-canary", `\\\"quoted\\\"-canary`: `"quoted"-canary`, `\ud83d\udd11-canary`: "🔑-canary",
		`\uD83D\uDD11-canary`: "🔑-canary", `\U0001f511-canary`: "🔑-canary", `\\ud83d\\udd11-canary`: "🔑-canary", `\u005cud83d\u005cudd11-canary`: "🔑-canary",
		`\x5cud83d\x5cudd11-canary`: "🔑-canary", `\ud83d\u005c\x75dd11-canary`: "🔑-canary", `%5Cud83d\\udd11-canary`: "🔑-canary", `\u00c3\u00a4-canary`: "ä-canary",
	} {
		got := newRedactor(secret).Strike("<" + text + ">")
		assert.Contains(t, got, "[redacted]", "%s for %q", text, secret)
		assert.NotContains(t, got, "canary", text)
		assert.NotContains(t, got, "ord", text)
		assert.NotContains(t, got, "ecret", text)
		assert.NotContains(t, got, "pass", text)
		assert.Less(t, len(got), len("<CORP\\[redacted]>")+1, "%s: %s", text, got)
	}
}

func TestStrikesASecretInsideALongerBase64(t *testing.T) {
	t.Parallel()
	r := newRedactor("s3cret-canary")
	for _, around := range []string{"", "a", "ab", "abc", "abcd"} {
		for _, after := range []string{"", ":", "::", ":::"} {
			text := base64.StdEncoding.EncodeToString([]byte(around + "s3cret-canary" + after))
			got := r.Strike("<" + text + ">")
			assert.Equal(t, "<[redacted]>", got, "%q %q", around, after)
			assert.Equal(t, "<[redacted]>", r.Strike("<"+around+text+">"), "%q %q", around, after)
		}
	}
}

// One secret inside another, or one that overlaps another: all of it goes.
func TestStrikesSecretsThatOverlap(t *testing.T) {
	t.Parallel()
	r := newRedactor("abc-def", "def-ghi", "xy-abc-def-z", "bc-d")
	assert.Equal(t, "<[redacted]>", r.Strike("<abc-def-ghi>"))
	assert.Equal(t, "<[redacted]>", r.Strike("<xy-abc-def-z>"))
	assert.Equal(t, "<xy-[redacted]-q>", r.Strike("<xy-abc-def-q>"))
	assert.Equal(t, "<[redacted]!>", r.Strike("<abc-defdef-ghi!>"))
	assert.Equal(t, "a [redacted] b [redacted] c", r.Strike("a abc-def b def-ghi c"))
}

// What stands inside an escape may be read as digits of the same secret, too, and
// be ahead of what the escape stands for.
func TestStrikesBothOfTwoReadings(t *testing.T) {
	t.Parallel()
	escaped := percent(`\u0030`) // the second digit of the byte 30
	for _, secret := range []string{"0000", "000000", "000000000000"} {
		r := newRedactor(secret)
		for _, unit := range []string{"3" + escaped, "3" + escaped + "%330"} {
			got := r.Strike("<" + strings.Repeat(unit, len(secret)) + ">")
			assert.Equal(t, "<[redacted]>", got, "%q as %s", secret, unit)
		}
	}
}

func TestMarksStayWhole(t *testing.T) {
	t.Parallel()
	const text = "login admin:[redacted] refused"
	for _, secret := range []string{"red", "act", "ed", "e", "[", "redacted", "acted", "[redacted", "redacted]", "[redacted]"} {
		assert.Equal(t, text, newRedactor(secret).Strike(text), secret)
		assert.Equal(t, text, newRedactor(secret, "canary-1").Strike("login admin:canary-1 refused"), secret)
	}
	assert.Equal(t, "login [redacted] refused", newRedactor("admin:[redac").Strike(text))
	assert.Equal(t, "<[redacted]>", newRedactor("my[redacted]word").Strike("<my[redacted]word>"))
	assert.Equal(t, "login admin:[redacted] refused", newRedactor("red").Strike("login admin:red refused"))
}

func TestTheWholeWordGoes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"contact the administrator": "contact the [redacted]", "superadmin": "[redacted]", "admin": "[redacted]", "Verwaltungsadminé!": "[redacted]!",
		"user%20admin%20x": "user%20[redacted]%20x", `a\nadmin\nb`: `a\n[redacted]\nb`, `\u0020admin`: `\u0020[redacted]`, "user=admin&x=1": "user=[redacted]&x=1",
		"用户admin错误": "用户[redacted]错误", "adminadmin adminx": "[redacted] [redacted]", "_admin_": "_[redacted]_", "Admin": "Admin",
	} {
		assert.Equal(t, want, newRedactor("admin").Strike(text), text)
	}
	assert.Equal(t, "错误:[redacted]。", newRedactor("我的密码").Strike("错误:我的密码。"))
}

func TestShortSecretsAreStruckOutWhereTheyStandAlone(t *testing.T) {
	t.Parallel()
	r := newRedactor("d1", "red", "é", "密码", "=+=")
	for text, want := range map[string]string{
		"d1": "[redacted]", "x:d1,y": "x:[redacted],y", "ad1 d12 d1x": "ad1 d12 d1x", "hired red redder": "hired [redacted] redder",
		"p%3Dd1%26": "p%3D[redacted]%26", "%64%31": "[redacted]", "ZDE=": "[redacted]", "xZDE": "xZDE", "<6431>": "<[redacted]>", "café é": "café [redacted]",
		`\u00e9`: "[redacted]", "错误密码": "错误[redacted]", "a=+=b": "a[redacted]b", `"\u0064\u0031"`: `"[redacted]"`,
	} {
		assert.Equal(t, want, r.Strike(text), text)
	}
}

// A token may be larger than what is compared of it: what follows goes with it.
func TestStrikesASecretOfAnyLength(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789abcdef-", 2*longest/17)
	r := newRedactor(long)
	for _, form := range []string{long, hex.EncodeToString([]byte(long)), base64.StdEncoding.EncodeToString([]byte(long)), percent(long)} {
		got := r.Strike("it is " + form + " or so")
		assert.Equal(t, "it is [redacted] or so", got[:min(len(got), 99)])
	}
	assert.NotContains(t, r.Strike(long[:longest-1]), "redacted", "this is another")
}
