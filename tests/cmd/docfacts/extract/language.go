package extract

import (
	"regexp"
	"strings"
	"unicode"
)

// languages are told by what their samples commonly hold. Only the name of a
// place depends on it, not what is read there.
var languages = []struct {
	name string
	mark *regexp.Regexp
}{
	{"curl", regexp.MustCompile(`^\s*curl\s`)},
	{"objc", regexp.MustCompile(`^\s*#import\b|\bNS[A-Z]\w+|@"|dispatch_|^\s*\[\w+ \w+`)},
	{"java", regexp.MustCompile(`OkHttpClient|\bMediaType\b|\bRequestBody\b|Request\.Builder|\bpublic (static|class|final)\b|^import [\w.]+\*?;|System\.out|\b(String|Response|Request|Map) \w+ =|new HashMap|HttpUtils|EntityUtils|printStackTrace|\.addHeader\(|\.newCall\(`)},
	{"go", regexp.MustCompile(`:= |http\.NewRequest|\bfunc \w+\(|\.Header\.(Set|Add)\(|^package \w+$`)},
	{"php", regexp.MustCompile(`<\?php|\$\w+\s*=|curl_setopt`)},
	{"js", regexp.MustCompile(`\b(var|const|let) \w+ ?=|\bfetch\(|=>|new Headers|\.append\(|\brequire\(|console\.|\brequest\.(post|get|put)\(|axios`)},
	{"python", regexp.MustCompile(`^import \w+( as \w+)?$|^from [\w.]+ import|\brequests\.\w+\(|^print\(|^(headers|payload|url|data|params)\s*=`)},
	{"c", regexp.MustCompile(`^\s*#include\b|\bint main\(`)},
}

var (
	httpRequest = regexp.MustCompile(`^(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\s+\S+(\s+HTTP/[\d.]+)?$`)
	httpVersion = regexp.MustCompile(`\sHTTP/[\d.]+$`)
	httpStatus  = regexp.MustCompile(`^HTTP/[\d.]+\s+\d{3}`)
	httpHeader  = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9-]*):\s*\S`)
	// anyCode is what lines of code end, begin or are joined with.
	anyCode = regexp.MustCompile(`[;{}]$|[})\]],$|^[})\]]+[;,)]*$|\\$|^\s*(//|/\*|\*/|\*\s)|^\s*@?['"][^'"]*['"]\s*[:=,)]|=\s*@?['"{\[]|^\s*--?[A-Za-z]|[\w)\]]\(.*\)[,;]?$|^\s*\.\w+\(|[({\[]$|^\s*\w+: ?['"\w]+,$|^\s*\w+: ?['"].*['"],?$|^(import|from|const|let|var|try|return)\b`)
	// template is a path with a variable at its end, which is no block's end.
	template = regexp.MustCompile(`(^|\s)\S*/\{\w+\}$`)
	comment  = regexp.MustCompile(`^\s*(//|/\*|\*|#)`)
	quoted   = regexp.MustCompile(`"[^"]*"|'[^']*'`)
)

// languages finds the lines that are samples of requests in some language.
func (d *document) languages() {
	current := ""
	open, quote := false, false // a shell's command goes on, inside a quote
	raw := false
	for i := range d.lines {
		text := d.lines[i].text
		switch {
		case raw && httpHeader.MatchString(text):
			d.lines[i].language = "http"
			continue
		case text == "":
			continue
		}
		raw = false
		if d.rawHTTP(i) {
			raw, current = true, ""
			d.lines[i].language = "http"
			continue
		}
		if open {
			d.lines[i].language = "curl"
			open, quote = continued(text, quote)
			continue
		}
		if !code(text) {
			current = ""
			continue
		}
		current = language(text, current)
		d.lines[i].language = current
		if current == "curl" {
			if open, quote = continued(text, false); !open {
				current = ""
			}
		}
	}
}

// rawHTTP reports whether a request or answer as it is on the wire begins.
func (d *document) rawHTTP(i int) bool {
	text := d.lines[i].text
	if httpStatus.MatchString(text) {
		return true
	}
	if !httpRequest.MatchString(text) {
		return false
	}
	following := i + 1
	return httpVersion.MatchString(text) || following < len(d.lines) && httpHeader.MatchString(d.lines[following].text)
}

// continued reports whether a shell's command goes on after text, and whether inside a quote.
func continued(text string, inQuote bool) (more, quote bool) {
	if strings.Count(strings.ReplaceAll(text, `\'`, ""), "'")%2 == 1 {
		inQuote = !inQuote
	}
	return inQuote || strings.HasSuffix(text, `\`), inQuote
}

func language(text, current string) string {
	for _, l := range languages {
		if l.mark.MatchString(text) {
			return l.name
		}
	}
	if current == "" {
		return "code"
	}
	return current
}

// code reports whether a line is code: by its marks, and without words outside
// of quotes and comments.
func code(text string) bool {
	if strings.ContainsRune(text, '\t') && !anyCode.MatchString(text) {
		return false
	}
	if strings.HasPrefix(text, "Basic ") || strings.HasPrefix(text, "Bearer ") { // a header's value
		return false
	}
	bare := quoted.ReplaceAllString(text, "")
	if !comment.MatchString(text) && strings.ContainsFunc(bare, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return false
	}
	if anyCode.MatchString(text) {
		return !template.MatchString(text)
	}
	for _, l := range languages {
		if l.mark.MatchString(text) {
			return true
		}
	}
	return false
}
