package extract

import (
	"regexp"
	"strings"
)

var (
	urls = regexp.MustCompile("https?://[^\\s\"'<>(),;\\\\|`\\p{Han}?]+(?:\\?[^\\s\"'<>(),;\\\\|`]*)?")
	// bare is a path that is not part of a URL or a content type; what stands
	// before it may be glued.
	bare = regexp.MustCompile(`(?:^|[\s"'(=:,\[\]}>\p{Han}]|HTTPS?|GET|POST|PUT|DELETE|PATCH|@")(/[A-Za-z{][\w.~{}$-]*(?:/[\w.~{}:$%-]+)*)`)
	// apiPath is how paths of APIs look, beside those of a site.
	apiPath = regexp.MustCompile(`(?i)/v\d|/(open-?)?api|/oauth|/auth|/tokens?\b|/login|/sso|/rest/`)
	// aFile is a path of a machine, and no call.
	aFile     = regexp.MustCompile(`^/(etc|usr|var|tmp|home|opt|root|Users|[A-Z]+$)`)
	onlyPath  = regexp.MustCompile(`(?:^|\t)/[\w{}.~/-]+(?:\t|$)`)
	pathLabel = regexp.MustCompile(`(?i)路径|接口|地址|\bpath\b|\bur[il]\b|endpoint|\broute\b|\bcall\b|\brequests?\b`)
	glued     = regexp.MustCompile(`[a-z0-9}](GET|POST|PUT|DELETE|PATCH)(?:[^a-z]|$)`)
	secret    = regexp.MustCompile(`^(eyJ[\w-]+(\.[\w-]*)*|[\w.~-]{33,})$`)
	inPath    = regexp.MustCompile(`^(:\w+|<\w+>|\$\{?\w+\}?)$`)
)

type split struct {
	origin, path, query string
	user                bool
}

func splitURL(url string) split {
	url = strings.TrimRight(url, ".:!?`*")
	scheme, rest, _ := strings.Cut(url, "://")
	authority, path, slash := strings.Cut(rest, "/")
	if slash {
		path = "/" + path
	}
	var s split
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		s.user, authority = true, authority[at+1:]
	}
	path, s.query, _ = strings.Cut(path, "?")
	authority, _, _ = strings.Cut(authority, "?")
	path, _, _ = strings.Cut(path, "#")
	s.origin, s.path = scheme+"://"+strings.ToLower(authority), mask(path)
	return s
}

// mask replaces what is only a sample in a path.
func mask(path string) string {
	if path = strings.TrimRight(path, "/"); path == "" {
		return ""
	}
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		switch {
		case secret.MatchString(segment):
			segments[i] = "{}"
		case inPath.MatchString(segment):
			segments[i] = "{" + strings.Trim(segment, ":<>${}") + "}"
		}
	}
	return strings.Join(segments, "/")
}

// pathsIn returns the paths of a text that are not those of URLs. One segment
// alone is a path only beside a method or a label, or if it looks like an API's.
func pathsIn(text string) []string {
	return pathsOf(text, called(text))
}

// called reports whether a text says that its path is one to call: it is alone in
// the line or a cell, or beside a method or a label.
func called(text string) bool {
	return onlyPath.MatchString(text) || pathLabel.MatchString(text) || len(verbsIn(text)) > 0
}

func pathsOf(text string, alone bool) []string {
	var found []string
	for _, m := range bare.FindAllStringSubmatch(urls.ReplaceAllString(text, " "), -1) {
		path := m[1]
		if cut := glued.FindStringIndex(path); cut != nil {
			path = path[:cut[0]+1]
		}
		path = mask(strings.TrimRight(path, ".:"))
		if aFile.MatchString(path) || !alone && strings.Count(path, "/") < 2 && !apiPath.MatchString(path) {
			continue
		}
		found = append(found, path)
	}
	return found
}

// withoutPaths leaves the words of a text.
func withoutPaths(text string) string {
	text = urls.ReplaceAllString(text, " ")
	for _, m := range bare.FindAllStringSubmatch(text, -1) {
		path := m[1]
		if cut := glued.FindStringIndex(path); cut != nil {
			path = path[:cut[0]+1]
		}
		text = strings.Replace(text, path, " ", 1)
	}
	return text
}

// templates makes one of a path as it is declared and as samples fill it.
func (d *document) templates() {
	var known []string
	for _, s := range d.out {
		if s.Kind == Path && strings.Contains(s.Value, "{") && !strings.Contains(s.Value, "{}") {
			known = append(known, s.Value)
		}
	}
	for i := range d.out {
		s := &d.out[i]
		if s.Kind != Path || strings.Contains(s.Value, "{") && !strings.Contains(s.Value, "{}") {
			continue
		}
		for _, template := range known {
			if fits(s.Value, template) {
				s.Value = filled(template)
			}
		}
	}
}

var variable = regexp.MustCompile(`\{\w+\}`)

func filled(template string) string { return variable.ReplaceAllString(template, "{}") }

func fits(path, template string) bool {
	a, b := strings.Split(path, "/"), strings.Split(filled(template), "/")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && b[i] != "{}" {
			return false
		}
	}
	return true
}
