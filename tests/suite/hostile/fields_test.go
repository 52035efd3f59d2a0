package hostile_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// keys are games with the names of members: the token field twice, in another
// case, under a name that looks or folds alike.
func keys() []hostile {
	evil := func(s scene) string { return strconv.Quote(s.canary) }
	return []hostile{
		{name: "key twice", want: protocol, fault: member(atToken, func(s scene, k, v string) string { return both(strconv.Quote(k), v, evil(s)) })},
		{name: "key twice, evil first", want: protocol, fault: member(atToken, func(s scene, k, v string) string { return both(strconv.Quote(k), evil(s), v) })},
		{name: "key twice, alike", want: protocol, fault: member(atToken, func(_ scene, k, v string) string { return both(strconv.Quote(k), v, v) })},
		{name: "key twice, once escaped", want: protocol, fault: member(atToken, func(s scene, k, v string) string {
			return fmt.Sprintf("%q:%s,%s:%s", k, v, escapedKey(k), evil(s))
		})},
		{name: "key escaped, alone", fault: member(atToken, func(_ scene, k, v string) string { return escapedKey(k) + ":" + v })},
		{name: "key in capitals, alone", want: protocol, fault: member(atToken, func(s scene, k, _ string) string {
			return strconv.Quote(strings.ToUpper(k)) + ":" + evil(s)
		})},
		{name: "key in capitals, beside", fault: beside(strings.ToUpper)},
		{name: "key in title case, beside", fault: beside(func(k string) string { return strings.ToUpper(k[:1]) + k[1:] })},
		{name: "key with the Kelvin sign", fault: beside(func(k string) string {
			return strings.Replace(k, "k", "\u212a", 1) + strings.Repeat(" ", 1-min(1, strings.Count(k, "k")))
		})},
		{name: "key with a long s", fault: beside(func(k string) string { return strings.Replace(k+"s", "s", "\u017f", 1) })},
		{name: "key with Cyrillic letters", fault: beside(func(k string) string { return strings.NewReplacer("a", "а", "e", "е", "o", "о").Replace(k) })},
		{name: "key in full width", fault: beside(func(k string) string { return "\uff54" + k[1:] })},
		{name: "key with a blank after it", fault: beside(func(k string) string { return k + " " })},
		{name: "key with NUL after it", fault: beside(func(k string) string { return k + `\u0000` })},
		{name: "key with a zero-width space", fault: beside(func(k string) string { return k[:1] + "\u200b" + k[1:] })},
		{name: "key without its underscore", fault: beside(func(k string) string { return strings.ReplaceAll(k, "_", "") + "x" })},
		{name: "marker twice", want: protocol, fault: member(atMarker, func(_ scene, k, v string) string { return both(strconv.Quote(k), v, v) })},
		{name: "marker twice, once failed", want: protocol, fault: member(atMarker, func(_ scene, k, v string) string { return both(strconv.Quote(k), v, "99") })},
		{name: "marker gone", want: protocol, fault: member(atMarker, func(scene, string, string) string { return "" })},
		{name: "marker in capitals", want: protocol, fault: member(atMarker, func(_ scene, k, v string) string { return strconv.Quote(strings.ToUpper(k)) + ":" + v })},
	}
}

// both is one member twice.
func both(key, first, second string) string { return key + ":" + first + "," + key + ":" + second }

// escapedKey is a key with its first letter as an escape.
func escapedKey(k string) string { return fmt.Sprintf(`"\u%04x%s"`, k[0], k[1:]) }

// beside puts the canary under another name before and after the token.
func beside(name func(key string) string) func(scene) (authtest.Fault, bool) {
	return member(atToken, func(s scene, k, v string) string {
		return fmt.Sprintf(`"%s":%q,%q:%s,"%s":%q`, name(k), s.canary, k, v, name(k)+"\u2060", s.canary)
	})
}

// noToken is the want of an answer whose token is null: SCNet's logins list
// regions, and one may be disabled.
func noToken(s scene) []authhooks.Kind {
	if strings.HasPrefix(s.op.Name, "createTokens") {
		return nil
	}
	return []authhooks.Kind{authhooks.KindProtocol}
}

// values are tokens that are none, or none that could be sent.
func values() []hostile {
	var list []hostile
	for name, value := range map[string]string{
		"a number": "4711", "negative": "-4711", "a fraction": "47.11", "huge": "1e400", "a number of 400 digits": strings.Repeat("7", 400), "true": "true",
		"an object": `{"token":"x"}`, "empty": `""`, "the placeholder": `"[redacted]"`, "one blank": `" "`,
	} {
		list = append(list, hostile{name: "token is " + name, want: protocol, fault: valued(func(scene) string { return value })})
	}
	for name, format := range map[string]string{
		"a list of it": `["%s"]`, "CR LF": `"%s\r\nX-Evil: 1"`, "a line feed at its end": `"%s\n"`, "NUL": `"%s\u0000"`, "a tab": `"a\t%s"`, "a blank": `"a %s"`,
		"DEL": `"%s\u007f"`, "Latin": `"%sé"`, "Chinese": `"令牌%s"`, "a bidi mark": `"\u202e%s"`, "a zero-width space": `"\u200b%s"`, "invalid UTF-8": "\"%s\xff\"",
		"a lone surrogate": `"\udc00%s"`, "an escape sequence": `"\u001b[2J%s"`,
	} {
		list = append(list, hostile{name: "token with " + name, want: protocol, fault: valued(func(s scene) string { return fmt.Sprintf(format, s.canary) })})
	}
	return append(list,
		hostile{name: "token null", want: noToken, fault: valued(func(scene) string { return "null" })},
		hostile{name: "token gone", want: protocol, fault: member(atToken, func(scene, string, string) string { return "" })},
		hostile{name: "token mistyped", want: protocol, fault: func(s scene) (authtest.Fault, bool) { return authtest.Mistyped("", s.op.Token), s.op.Token != "" }},
		hostile{name: "token of 10 KB", fault: valued(func(scene) string { return strconv.Quote(strings.Repeat("t", 10<<10)) })},
		hostile{name: "token of a JWT's look and nothing in it", fault: valued(func(scene) string { return `"..........."` })},
		hostile{name: "token of a claim that overflows", fault: valued(func(scene) string {
			return `"eyJhbGciOiJub25lIn0.eyJleHAiOjk5OTk5OTk5OTk5OTk5OTk5OTk5LCJleHBpcmVUaW1lIjoiLTFlOTk5In0.x"`
		})},
		hostile{name: "token of format verbs", fault: valued(func(scene) string { return `"%s%n%!d(x)%%"` })},
	)
}

// valued is a good answer with another value at the token.
func valued(value func(s scene) string) func(scene) (authtest.Fault, bool) {
	return member(atToken, func(s scene, k, _ string) string { return strconv.Quote(k) + ":" + value(s) })
}

// numbers are ends and codes in every shape that a number can have.
func numbers() []hostile {
	var list []hostile
	odd := map[string]string{
		"text": `"60"`, "negative": "-60", "a fraction": "60.5", "an exponent": "1e3", "huge": "9223372036854775808", "minus huge": "-9223372036854775809",
		"past all exponents": "1e999999", "null": "null", "true": "true", "a list": "[60]", "an object": `{"a":60}`, "words": `"soon"`, "zero": "0", "minus zero": "-0",
		"the largest": "9223372036854775807", "empty": `""`, "with a plus": `"+60"`, "hexadecimal": `"0x60"`,
	}
	for name, value := range odd {
		list = append(list, hostile{name: "expiry " + name, fault: member(atExpiry, func(_ scene, k, _ string) string { return strconv.Quote(k) + ":" + value })})
	}
	for name, value := range map[string]string{
		"huge": "1" + strings.Repeat("0", 400), "negative": "-200", "a fraction": "200.5", "an exponent": "2.5e3", "an exponent in a text": `"2e2"`, "words": `"success"`, "with a blank": `"200 "`, "with a zero": `"0200"`,
	} {
		list = append(list, hostile{name: "marker " + name, want: kinds(authhooks.KindUnknown), fault: member(atMarker, func(_ scene, k, _ string) string { return strconv.Quote(k) + ":" + value })})
	}
	for _, value := range []string{"null", "true", "[200]", `{"a":0}`, `""`} {
		list = append(list, hostile{name: "marker " + value, want: protocol, fault: member(atMarker, func(_ scene, k, _ string) string { return strconv.Quote(k) + ":" + value })})
	}
	for name, end := range map[string]string{"a zero fraction": ".0", "an exponent of nothing": "e0", "both": ".000E+0"} {
		list = append(list, hostile{name: "marker with " + name, fault: member(atMarker, func(_ scene, k, v string) string {
			if text, err := strconv.Unquote(v); err == nil {
				return strconv.Quote(k) + ":" + strconv.Quote(text+".0") // an exponent would make it a name
			}
			return strconv.Quote(k) + ":" + v + end
		})})
	}
	return append(list, hostile{name: "marker of the other type", fault: member(atMarker, func(_ scene, k, v string) string {
		if text, err := strconv.Unquote(v); err == nil {
			return strconv.Quote(k) + ":" + text
		}
		return strconv.Quote(k) + ":" + strconv.Quote(v)
	})})
}

// times are wishes and dates that no clock has.
func times() []hostile {
	var list []hostile
	for _, wish := range []string{
		"-1", "0", "1e9", "99999999999999999999", "86401", "1.5", "soon", "Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT",
		"Mon, 00 Foo 0000 99:99:99 GMT", "0x10", "+5", " 5 ", strings.Repeat("9", 5000),
	} {
		list = append(list, hostile{
			name: "Retry-After " + shortened(wish), want: kinds(authhooks.KindRateLimited),
			fault: always(authtest.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {wish}}}),
		})
	}
	for _, date := range []string{
		"", "yesterday", "Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "Sun, 06 Nov 1994 25:61:61 GMT", strings.Repeat("D", 5000),
	} {
		list = append(list,
			hostile{name: "Date " + shortened(date), fault: always(authtest.Fault{Header: http.Header{"Date": {date}}})},
			hostile{name: "Date " + shortened(date) + " and a wish", want: kinds(authhooks.KindUnavailable), fault: always(authtest.Fault{
				Status: http.StatusServiceUnavailable, Header: http.Header{"Date": {date}, "Retry-After": {"Fri, 31 Dec 9999 23:59:59 GMT"}},
			})})
	}
	return list
}

func shortened(text string) string {
	if len(text) > 40 {
		return fmt.Sprintf("%s… (%d bytes)", text[:8], len(text))
	}
	return strconv.Quote(text)
}
