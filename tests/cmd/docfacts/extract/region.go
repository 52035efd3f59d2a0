package extract

import (
	"regexp"
	"strings"
)

var (
	verb = regexp.MustCompile(`(?:^|[^A-Z_]|-X)(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)(?:[^A-Z_]|[A-Z][a-z]|$)`)
	// labelledVerb is a method in small letters, which only a label makes one.
	labelledVerb = regexp.MustCompile(`(?:(?i:\bmethod|请求方式|请求方法|请求类型|提交方式|调用方式|方法)['"]?\s*[:=]?\s*["']?|^)(get|post|put|delete|patch)(?:["'\s]|$)`)
	// declared is a method and its path with words before or after.
	declared = regexp.MustCompile(`^(GET|POST|PUT|DELETE|PATCH)\s+(/|https?:)\S*|[\s:](GET|POST|PUT|DELETE|PATCH)\s+(/|https?:)\S*$`)
)

// verbsIn are the methods that a text names outside of its paths.
func verbsIn(text string) (found []string) {
	words := withoutPaths(text)
	if m := labelledVerb.FindStringSubmatch(words); m != nil {
		found = append(found, strings.ToUpper(m[1]))
	}
	for {
		at := verb.FindStringSubmatchIndex(words)
		if at == nil {
			return found
		}
		found = append(found, words[at[2]:at[3]])
		words = words[at[3]:]
	}
}

// regions finds the operations: a line that is no sentence and no sample and
// gives a path begins one, from the heading above it on.
func (d *document) regions() {
	type declaration struct {
		line int
		name string
	}
	var found []declaration
	for i := range d.lines {
		l := &d.lines[i]
		if l.sample() || l.text == "" || !structured(l.text) && strings.Count(l.text, "\t") != 1 && !gluedRow(l.text) && !declared.MatchString(l.text) {
			continue
		}
		path := d.pathIn(l.text)
		if path == "" {
			continue
		}
		method, at := d.methodNear(i)
		name := strings.TrimSpace(method + " " + path)
		if len(found) > 0 && found[len(found)-1].name == name {
			continue
		}
		found = append(found, declaration{min(i, at), name})
		if method != "" {
			d.out = append(d.out, Statement{Fact: Fact{Kind: Endpoint, Value: name}, Place: "label", Line: l.number})
		}
	}
	if len(found) == 0 {
		if name, at := d.sampled(); name != "" {
			d.out = append(d.out, Statement{Fact: Fact{Kind: Endpoint, Value: name}, Place: "label", Line: d.lines[at].number})
			found = append(found, declaration{0, name})
		}
	}
	if len(found) == 0 {
		for i := range d.lines { // a page that only speaks of its operation
			l := &d.lines[i]
			path, verbs := d.pathIn(l.text), verbsIn(l.text)
			if !l.sample() && path != "" && len(verbs) > 0 {
				name := verbs[0] + " " + path
				d.out = append(d.out, Statement{Fact: Fact{Kind: Endpoint, Value: name}, Place: Prose, Line: l.number})
				found = append(found, declaration{i, name})
			}
		}
	}
	for n, decl := range found {
		d.operations = append(d.operations, decl.name)
		first := 0
		if n > 0 {
			first = decl.line
			for first > 0 && !d.lines[first-1].sample() && !d.isRow(first-1) {
				first--
			}
		}
		for i := first; i < len(d.lines); i++ {
			d.lines[i].region = n
		}
	}
}

// isRow reports whether a line is clearly a row of a table.
func (d *document) isRow(i int) bool {
	text := d.lines[i].text
	if strings.ContainsRune(text, '\t') {
		return true
	}
	_, ok := parseRow(text, false)
	return ok
}

// gluedRow reports whether path, method and content type stand in one row without blanks.
func gluedRow(text string) bool {
	return verb.MatchString(text) && media.MatchString(text)
}

// pathIn returns the path that a line outside of samples declares.
func (d *document) pathIn(text string) string {
	if url := urls.FindString(text); url != "" {
		u := splitURL(url)
		if apiPath.MatchString(u.path) {
			return u.path
		}
		return ""
	}
	for _, path := range pathsIn(text) {
		return path
	}
	return ""
}

// methodNear returns the method beside line i, at most four lines away, and its line.
func (d *document) methodNear(i int) (string, int) {
	if verbs := verbsIn(d.lines[i].text); len(verbs) > 0 {
		return verbs[0], i
	}
	for _, step := range []int{-1, 1} {
		seen := 0
		for j := i + step; j >= 0 && j < len(d.lines) && seen < 4; j += step {
			l := &d.lines[j]
			if l.text == "" {
				continue
			}
			seen++
			if l.sample() || d.pathIn(l.text) != "" {
				break
			}
			if verbs := verbsIn(l.text); len(verbs) > 0 && (structured(l.text) || len([]rune(l.text)) < 20) {
				return verbs[0], j
			}
		}
	}
	return "", i
}

// sampled is the operation of a page that shows it in samples only.
func (d *document) sampled() (name string, at int) {
	count, path, method := map[string]int{}, "", ""
	for i := range d.lines {
		l := &d.lines[i]
		if !l.sample() || comment.MatchString(l.text) {
			continue
		}
		if verbs := verbsIn(l.text); method == "" && len(verbs) > 0 {
			method = verbs[0]
		}
		for _, url := range urls.FindAllString(l.text, -1) {
			if p := splitURL(url).path; p != "" {
				if count[p]++; path == "" || count[p] > count[path] {
					path, at = p, i
				}
			}
		}
	}
	if path == "" || method == "" {
		return "", 0
	}
	return method + " " + path, at
}
