package redact

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// write is text with each of its characters in a writing that choices picks, and
// each of those in another one.
func write(text string, choices []byte, depth int) string {
	var b strings.Builder
	pick := func(i int) byte {
		if len(choices) == 0 {
			return 0
		}
		return choices[i%len(choices)]
	}
	n := 0
	for i, c := range text {
		size := utf8.RuneLen(c)
		if c == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(text[i:])
		}
		raw := text[i : i+size]
		choice := pick(n)
		n++
		one := raw
		switch choice % 8 {
		case 1:
			one = hexWith("%", raw)
		case 2:
			one = strings.ToUpper(hexWith("%", raw))
		case 3, 4:
			if c != utf8.RuneError {
				one = ""
				for _, u := range utf16.Encode([]rune{c}) {
					one += fmt.Sprintf([]string{`\u%04x`, `\u%04X`}[choice%8-3], u)
				}
			}
		case 5:
			one = hexWith(`\x`, raw)
			if choice&8 != 0 && c != utf8.RuneError {
				one = fmt.Sprintf(`\U%08x`, c)
			}
		case 6:
			if strings.ContainsRune(`"\/`, c) {
				one = `\` + raw
			}
		case 7:
			if c == ' ' {
				one = "+"
			}
		}
		if depth > 1 && choice >= 128 && len(choices) > 0 {
			one = write(one, choices[n%len(choices):], depth-1)
		}
		b.WriteString(one)
	}
	return b.String()
}

// FuzzEcho writes a secret in a mixture of writings into a text, and asks whether
// every byte of it is struck out.
func FuzzEcho(f *testing.F) {
	f.Add("bad client_secret ", "C4nary+Secret/Val=ue9", " rejected", "other", []byte{0, 1, 2, 3, 4, 5, 6, 7})
	f.Add("100%", "25a/b-canary", "%20", "25a", []byte{130, 0, 0, 200})
	f.Add(`\`, `n"uo\te!x c%2525`, "=", `uo\\t`, []byte{128, 135, 131, 1})
	f.Add("%2", "5%x%x%x", "41", "2525x", []byte{255, 2, 0})
	f.Add("é\\ud83d", "ü🔑-密码", "\\", "+ +", []byte{3, 4, 131})
	f.Add("0", "\xc30🔑00\xff\xa0", "0", "0", []byte{0xc3})
	f.Add("0", "000000000000", "0", "u", []byte{'0', 0x83, '1'}) // hexadecimal in three readings
	f.Fuzz(func(t *testing.T, before, secret, after, another string, choices []byte) {
		if utf8.RuneCountInString(secret) < shortest || len(before)+len(secret)+len(after)+len(choices) > 200 {
			return
		}
		forms := []string{
			secret, write(secret, choices, nested),
			write(hex.EncodeToString([]byte(secret)), choices, nested), strings.ToUpper(hex.EncodeToString([]byte(secret))),
			write(base64.RawStdEncoding.EncodeToString([]byte(secret)), choices, nested), base64.RawURLEncoding.EncodeToString([]byte(secret)),
			base64.StdEncoding.EncodeToString([]byte(before + secret)),
		}
		for i, form := range forms {
			s := scan{automaton: newAutomaton([]string{secret, another, secret + another}), text: before + form + after, steps: 1 << 30}
			s.sure = len(s.text)
			if _, ok := s.search(); !ok {
				t.Fatal("a short text costs too much")
			}
			from := len(before)
			if i == 6 {
				from += (len(before)*8 + 5) / 6
			}
			end := len(before) + len(strings.TrimRight(form, "="))
			for at := from; at < end; at++ {
				if !s.struck[at] {
					t.Fatalf("%d: byte %d of %q as %q is left: %v", i, at, secret, s.text, s.struck)
				}
			}
		}
	})
}

// readsAs reports whether text, all of it, may stand for secret: the reference,
// which tries every escape at every place, as often as there is one.
func readsAs(text string, fits func(string) bool) bool {
	seen := map[string]bool{text: true}
	for queue := []string{text}; len(queue) > 0; queue = queue[1:] {
		if fits(queue[0]) {
			return true
		}
		for i := range queue[0] {
			for _, next := range undo(queue[0], i) {
				if !seen[next] && len(seen) < 4096 {
					seen[next] = true
					queue = append(queue, next)
				}
			}
		}
	}
	return len(seen) >= 4096 // too many to say
}

// undo returns text with what is at i read as an escape.
func undo(text string, i int) (list []string) {
	replace := func(n int, by string) { list = append(list, text[:i]+by+text[i+n:]) }
	rest := text[i:]
	var a, b rune
	switch {
	case rest[0] == '+':
		replace(1, " ")
	case rest[0] == '%' && scanHex(rest, "%", 2, &a):
		replace(3, string([]byte{byte(a)}))
	case rest[0] == '\\':
		if scanHex(rest, `\u`, 4, &a) {
			if len(rest) > 6 && scanHex(rest[6:], `\u`, 4, &b) && utf16.DecodeRune(a, b) != utf8.RuneError {
				replace(12, string(utf16.DecodeRune(a, b)))
			} else if a < 0x100 {
				replace(6, string([]byte{byte(a)}))
			}
			replace(6, string(a))
		}
		if scanHex(rest, `\U`, 8, &a) && utf8.ValidRune(a) {
			replace(10, string(a))
			if a < 0x100 {
				replace(10, string([]byte{byte(a)}))
			}
		}
		if scanHex(rest, `\x`, 2, &a) {
			replace(4, string([]byte{byte(a)}))
		}
		if len(rest) > 1 {
			if at := strings.IndexByte("bfnrt", rest[1]); at >= 0 {
				replace(2, "\b\f\n\r\t"[at:at+1])
			}
			replace(2, rest[1:2])
		}
	}
	return list
}

func scanHex(text, sign string, digits int, value *rune) bool {
	if !strings.HasPrefix(text, sign) || len(text) < len(sign)+digits {
		return false
	}
	text = text[len(sign) : len(sign)+digits]
	_, err := fmt.Sscanf(text, "%x", value)
	return err == nil && !strings.ContainsFunc(text, func(c rune) bool { return !unicode.Is(unicode.ASCII_Hex_Digit, c) })
}

// FuzzStrike compares with the reference: what is struck out has a reason, and what
// the reference finds is struck out. The secret is UTF-8, as every credential is:
// another may begin inside a character, and the whole of its escape is struck out.
func FuzzStrike(f *testing.F) {
	f.Add("the %63anary is \\u0063anary", "canary")
	f.Add("Y2FuYXJ5 63616e617279 %2525", "canary")
	f.Add("%2525x%x", "2525x%x")
	f.Add(`\\\\u005c\n`, `\\n\`)
	f.Add(`a\U0001f511-\ud83d\udd11`, "a🔑-🔑")
	f.Fuzz(func(t *testing.T, text, secret string) {
		if len(text) > 24 || !utf8.ValidString(secret) || utf8.RuneCountInString(secret) < shortest || strings.Count(text, `\`)+strings.Count(text, "%")+strings.Count(text, "+") > 5 {
			return
		}
		s := scan{automaton: newAutomaton([]string{secret}), text: text, steps: 1 << 30, sure: len(text)}
		_, _ = s.search()
		explained := make([]bool, len(text))
		for i := range text {
			for k := i + shortest; k <= len(text); k++ {
				if readsAs(text[i:k], func(read string) bool { return read == secret || packs(read, secret) }) {
					for at := i; at < k; at++ {
						explained[at] = true
					}
				}
			}
		}
		for at, struck := range s.struck {
			if struck && !explained[at] {
				t.Fatalf("byte %d of %q is struck out for %q", at, text, secret)
			}
		}
		if i := strings.Index(text, secret); i >= 0 && !s.struck[i] {
			t.Fatalf("%q is left in %q", secret, text)
		}
	})
}

// packs reports whether text is hexadecimal or base64 that holds secret.
func packs(text, secret string) bool {
	for _, skip := range []int{0, 1} {
		if raw, err := hex.DecodeString(text[min(skip, len(text)):]); err == nil && strings.Contains(string(raw), secret) {
			return true
		}
	}
	text = strings.NewReplacer("-", "+", "_", "/").Replace(text)
	for _, pad := range []string{"", "A", "AA", "AAA"} {
		whole := pad + text
		raw, err := base64.RawStdEncoding.DecodeString(whole + strings.Repeat("A", -len(whole)&3))
		if err == nil && strings.Contains(string(raw), secret) {
			return true
		}
	}
	return false
}

func FuzzClean(f *testing.F) {
	f.Add("message canary-0815 \x1b[2J", "canary-0815", []byte{1})
	f.Add("", "xxxx", []byte{})
	f.Add("a\u202eb%s", "\xff\xfe", []byte{130, 131})
	f.Add("[redac", "ted]", []byte{0})
	f.Fuzz(func(t *testing.T, text, secret string, choices []byte) {
		r := newRedactor(secret)
		for _, echo := range []string{text, text + secret, text + write(secret, choices, nested) + text} {
			got := r.Clean(echo, limit)
			if n := len([]rune(got)); n > limit+1 {
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
			if again := r.Clean(got, limit); strings.Contains(again, "[[redacted]") && !strings.Contains(echo, "[") {
				t.Fatalf("a mark in a mark: %q", again)
			}
		}
	})
}
