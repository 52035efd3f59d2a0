package hostile_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// texts are what a vendor may say to people, where the reader is a terminal, a
// log or a formatter; and echoes of what it was sent.
func texts() []hostile {
	var list []hostile
	for name, c := range map[string]struct {
		text  string
		never []string
	}{
		"terminal colours":      {`\u001b[31mred\u001b[0m`, []string{"\x1b", `\x1b`}},
		"a terminal's title":    {`\u001b]0;owned\u0007`, []string{"\x1b", "\x07"}},
		"a terminal's link":     {`\u001b]8;;http://elsewhere.invalid\u001b\\here`, []string{"\x1b"}},
		"a clipboard write":     {`\u001b]52;c;ZXZpbA==\u0007`, []string{"\x1b"}},
		"eight-bit controls":    {`\u009b31m\u009d0;x\u009c`, []string{"\u009b", "\u009d"}},
		"a backspace":           {`good\b\b\b\bevil`, []string{"\b"}},
		"a bidi override":       {`\u202egpj.exe\u2066\u2069`, []string{"\u202e", "\u2066"}},
		"zero-width marks":      {`a\u200b\u200d\ufeffb`, []string{"\u200b", "\ufeff"}},
		"line breaks":           {`one\r\nlevel=INFO msg=\"all is well\"`, []string{"\r", "\nlevel"}},
		"Unicode line breaks":   {`one\u2028two\u2029three\u0085four`, []string{"\u2028", "\u2029", "\u0085"}},
		"NUL":                   {`a\u0000b`, []string{"\x00"}},
		"format verbs":          {`%s%d%n%!v(PANIC=x)%*[999999999]d`, []string{"%!s(MISSING)", "%!d(MISSING)", "BADPREC", "BADWIDTH"}},
		"a lookup":              {`${jndi:ldap://elsewhere.invalid/a}`, nil},
		"HTML":                  {`<script>alert(1)</script>`, nil},
		"a template":            {`{{.Secret}}{{printf \"%s\" .}}`, nil},
		"a CSV formula":         {`=cmd|'/c calc'!A1`, nil},
		"a tag of Unicode":      {`\udb40\udc41\udb40\udc42x`, []string{"\U000e0041"}},
		"a lone surrogate":      {`\ud800x`, nil},
		"nothing":               {"", nil},
		"a hundred kilobytes":   {strings.Repeat("lorem ipsum ", 9000), nil},
		"combining characters":  {"Z" + strings.Repeat("\u0301", 5000), nil},
		"invalid UTF-8":         {"\xff\xfe\xc0\xaf", []string{"\xff"}},
		"a foreign JWT":         {`bad eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib2IifQ.c2lnbmF0dXJl`, []string{"eyJhbGciOiJIUzI1NiJ9", "c2lnbmF0dXJl"}},
		"a foreign credential":  {`got Authorization: Bearer abcdef0123456789abcdef`, []string{"abcdef0123456789abcdef"}},
		"a foreign Basic value": {`got Basic Zm9yZWlnbjpzZWNyZXQx`, []string{"Zm9yZWlnbjpzZWNyZXQx"}},
	} {
		list = append(list, hostile{name: "text: " + name, never: c.never, want: sameKind, fault: refusal(textPath, func(scene) string { return `"` + c.text + `"` })})
	}
	for name, echo := range echoes {
		list = append(list,
			hostile{name: "echo in the text: " + name, want: sameKind, fault: refusal(textPath, func(s scene) string { return quoted("denied: " + echo(s) + "!") })},
			hostile{name: "echo as the code: " + name, want: kinds(authhooks.KindUnknown), fault: refusal(codePath, func(s scene) string { return quoted(echo(s)) })},
			hostile{name: "echo as the whole body: " + name, want: protocol, fault: altered(func(s scene) string { return "x" + echo(s) })},
			hostile{name: "echo in headers: " + name, want: kinds(authhooks.KindUnavailable), fault: func(s scene) (authtest.Fault, bool) {
				text := echo(s)
				return authtest.Fault{Status: http.StatusBadGateway, Header: http.Header{
					"X-Correlation-Id": {text}, "X-Request-Id": {text}, "Retry-After": {text}, "Date": {text}, "Www-Authenticate": {text}, "Set-Cookie": {"a=" + text},
				}}, true
			}})
	}
	return list
}

// quoted is text as JSON, without HTML's escapes.
func quoted(text string) string {
	raw, err := json.Marshal(text)
	if err != nil {
		return `""`
	}
	return string(raw)
}

// echoes are writings of all secrets that the call knows.
var echoes = map[string]func(s scene) string{
	"raw": func(s scene) string { return strings.Join(s.secrets, " and ") },
	"base64": func(s scene) string {
		return each(s, func(t string) string { return base64.StdEncoding.EncodeToString([]byte(t)) })
	},
	"base64url": func(s scene) string {
		return each(s, func(t string) string { return base64.RawURLEncoding.EncodeToString([]byte(t)) })
	},
	"query":  func(s scene) string { return each(s, url.QueryEscape) },
	"path":   func(s scene) string { return each(s, url.PathEscape) },
	"JSON":   func(s scene) string { return each(s, quoted) },
	"quoted": func(s scene) string { return each(s, strconv.Quote) },
}

func each(s scene, f func(string) string) string {
	parts := make([]string, len(s.secrets))
	for i, secret := range s.secrets {
		parts[i] = f(secret)
	}
	return strings.Join(parts, " ")
}
