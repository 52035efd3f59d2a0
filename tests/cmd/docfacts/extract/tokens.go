package extract

import (
	"regexp"
	"strings"
)

var (
	media = regexp.MustCompile(`(?i)(application|text|multipart|image|audio|video)/(x-www-form-urlencoded|json|xml|form-data|octet-stream|plain|html|javascript|x-ndjson|event-stream|[a-z][\w.+-]*)`)
	// A scheme with what follows it; in a sentence the word alone says little.
	auth = regexp.MustCompile(`(?:^|[^A-Za-z]|Authorization|GET|POST|PUT|DELETE|PATCH)(Basic|Bearer|Digest|Negotiate)(?:[^A-Za-z]|application|base64|$)`)
	// authContext is what a line that speaks of authentication also holds.
	authContext = regexp.MustCompile(`(?i)authorization|auth|base64|鉴权|认证|令牌|凭证|token|GET|POST|PUT|application/|\{|\[`)
	onlyScheme  = regexp.MustCompile(`^(Basic|Bearer|Digest|Negotiate)$`)
	// protocol is the cell of a table that names it, before the path perhaps.
	protocol = regexp.MustCompile(`^(HTTPS?)(?:/[a-z]\S*|\t.*| /\S+ .*|)$`)
	asCall   = regexp.MustCompile(`(?i)\b(request|requests|axios|http|https|httputils|client|session|api|got|ky|httpx)\.(?:do)?(get|post|put|delete|patch)\(|\bnew Http(get|post|put|delete|patch)\(`)
	// scheme is the word before the token in a header that a sample sends.
	scheme     = regexp.MustCompile(`Authorization['"]?\]?\s*[:,=]\s*['"]?([A-Z][A-Za-z]+)[\s'"]`)
	userAgent  = regexp.MustCompile(`(?i)['"]?user-agent['"]?\s*[:,]\s*['"]?[^'"\n]*['"]?`)
	curlUser   = regexp.MustCompile(`(?:^|\s)(-u|--user)\s+\S`)
	portLabel  = regexp.MustCompile(`(?i)^(?:port|端口号?)\s*[::]?\s*(\d{2,5})?$`)
	portText   = regexp.MustCompile(`(?i)(?:端口号?|\bport)\s*(?:是|为|is|[::=])?\s*(\d{2,5})\b`)
	statusLine = regexp.MustCompile(`^HTTP/[\d.]+\s+(\d{3})\b`)
	statusText = regexp.MustCompile(`(?i)(?:状态码|status(?:\s?code)?)\s*(?:[::]|为|是|is)?\s*(不为|不是|非|not|!=|≠)?\s*([1-5]\d{2})(?:\D|$)`)
	// statusAlone is an item of a list of answers.
	statusAlone = regexp.MustCompile(`^([1-5]\d{2})(?:\s*[-:–—]?\s+[A-Z][\w ]{1,40})?$`)
	httpNumber  = regexp.MustCompile(`(?:\bHTTP|\b(?:[Aa]nswers?|[Rr]eturns?|[Rr]esponds?|[Ff]ails)(?: with)?|[Rr]esponse|响应|返回)\s+([1-5]\d{2})(?:[^\d\w]|$)`)
	location    = regexp.MustCompile(`(?i)请求头|请求体|路径参数|查询参数|表单|\b(headers?|body|path|query|form|cookie)\b|(header|body|path|query|form)(?:\s*参数)|参数\s*(header|body|path|query|form)`)
	siteURL     = regexp.MustCompile(`(?i)官网|首页|帮助|反馈|联系|备案|版权|copyright|更多|文档中心|控制台|注册|下载|github|website|\bhome|\bhelp|support|powered|console|dashboard|portal|sign up|download|terms|privacy|pricing|changelog|\bblog|forum|\bsee\b|read more|参见|参考`)
	siteHost    = regexp.MustCompile(`^https?://(www|docs?|help|support|console|portal|status|blog|forum|community)\.|github\.com`)
	baseLabel   = regexp.MustCompile(`(?i)请求|接口|域名|地址|环境|网关|接入点|主机|服务器|\bur[il]\b|\bhosts?\b|endpoint|base|server|sandbox|production|gateway|domain|reachable|\bcalls?\b|\brequests?\b`)
	// bareHost is a host without a scheme, which only a label makes one.
	bareHost = regexp.MustCompile(`(?:^|[\s:("'=])((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d{2,5})?|\d{1,3}(?:\.\d{1,3}){3}(?::\d{2,5})?)(/[\w./{}-]*)?(?:$|[\s,;)("'.]|\p{Han})`)
	// likelyHost leaves out the names of files and of fields.
	likelyHost = regexp.MustCompile(`:\d+$|^\d+\.|\..*\.|\.(com|cn|net|org|io|dev|app|ai|co|cc|top|xyz|me|cloud|tech|eu|us|uk|de|fr|jp|hk|tw|site|online|info|biz|local|internal|example|test)$`)
	fileName   = regexp.MustCompile(`\.(json|js|ts|py|java|go|php|html?|md|txt|do|sh|xml|ya?ml|csv|zip|jar|pem|key|exe|rb)$`)
)

// tokens states what stands for itself wherever it stands: hosts, paths,
// methods, content types, schemes, statuses.
func (d *document) tokens() {
	d.hosts()
	d.senders()
	for i := range d.lines {
		l := &d.lines[i]
		if l.text == "" || l.language != "" && comment.MatchString(l.text) && !strings.HasPrefix(l.text, "#import") {
			continue
		}
		text := userAgent.ReplaceAllString(l.text, " ")
		if !l.json || l.language != "" {
			d.methods(i, text)
			for _, m := range media.FindAllStringSubmatch(text, -1) {
				d.state(i, Fact{Kind: Media, Value: strings.ToLower(m[1] + "/" + m[2])})
			}
			if m := scheme.FindStringSubmatch(text); m != nil && !onlyScheme.MatchString(m[1]) {
				d.state(i, Fact{Kind: Auth, Value: m[1]})
			}
			if l.sample() || authContext.MatchString(text) || onlyScheme.MatchString(text) {
				d.schemes(i, text)
			}
		}
		if l.language == "curl" && curlUser.MatchString(text) {
			d.state(i, Fact{Kind: Auth, Value: "credentials by -u"})
		}
		if m := protocol.FindStringSubmatch(text); m != nil && !l.sample() {
			d.state(i, Fact{Kind: Host, Value: "protocol " + m[1]})
			d.out[len(d.out)-1].Place = "label"
		}
		d.statuses(i, text)
		if !l.sample() {
			d.ports(i, text)
			d.locations(i, text)
		}
	}
}

// schemes states the authentication schemes; in a table, only the value of a
// header is more than a word of its description.
func (d *document) schemes(i int, text string) {
	for _, at := range auth.FindAllStringSubmatchIndex(text, -1) {
		d.state(i, Fact{Kind: Auth, Value: text[at[2]:at[3]]})
		if d.lines[i].table && !aHeader.MatchString(strings.TrimSpace(text[:at[2]])) {
			d.out[len(d.out)-1].Place = Prose
		}
	}
}

func (d *document) methods(i int, text string) {
	for _, method := range verbsIn(text) {
		d.state(i, Fact{Kind: Method, Value: method})
	}
	if d.lines[i].language == "" {
		return
	}
	for _, m := range asCall.FindAllStringSubmatch(text, -1) {
		d.state(i, Fact{Kind: Method, Value: strings.ToUpper(m[2] + m[3])})
	}
}

func (d *document) statuses(i int, text string) {
	if m := statusLine.FindStringSubmatch(text); m != nil {
		d.state(i, Fact{Kind: Status, Value: m[1]})
		return
	}
	if d.lines[i].sample() || d.lines[i].coded || d.lines[i].table {
		return
	}
	if m := statusAlone.FindStringSubmatch(text); m != nil {
		d.state(i, Fact{Kind: Status, Value: m[1]})
	}
	for _, m := range statusText.FindAllStringSubmatch(text, -1) {
		value := m[2]
		if m[1] != "" {
			value = "not " + value
		}
		d.state(i, Fact{Kind: Status, Value: value})
	}
	for _, m := range httpNumber.FindAllStringSubmatch(text, -1) {
		d.state(i, Fact{Kind: Status, Value: m[1]})
	}
}

func (d *document) ports(i int, text string) {
	if m := portLabel.FindStringSubmatch(text); m != nil {
		port := m[1]
		if j := d.next(i); port == "" && j < len(d.lines) && digits.MatchString(d.lines[j].text) {
			port, i = d.lines[j].text, j
		}
		if port != "" {
			d.state(i, Fact{Kind: Port, Value: port})
		}
		return
	}
	for _, m := range portText.FindAllStringSubmatch(text, -1) {
		d.state(i, Fact{Kind: Port, Value: m[1]})
	}
}

var digits = regexp.MustCompile(`^\d{2,5}$`)

// locations reads in a heading where the parameters go.
func (d *document) locations(i int, text string) {
	if !d.heading(i) || d.lines[i].coded || len([]rune(text)) > 32 || !aboutRequest.MatchString(text) || aboutAnswer.MatchString(text) {
		return
	}
	m := location.FindString(strings.ToLower(text))
	if m == "" {
		return
	}
	for _, l := range []struct{ where, words string }{
		{"header", "请求头|header"}, {"body", "请求体|body"}, {"path", "路径参数|path"}, {"query", "查询参数|query"}, {"form", "表单|form"}, {"cookie", "cookie"},
	} {
		for word := range strings.SplitSeq(l.words, "|") {
			if strings.Contains(m, word) {
				d.state(i, Fact{Kind: In, Value: l.where})
				return
			}
		}
	}
}

// hosts states the origins and paths of URLs, and the paths without one. Of a
// sentence's URLs only those of the API count; a site links to others as well.
func (d *document) hosts() {
	known, paths := map[string]bool{}, map[string]bool{}
	for i := range d.lines {
		l := &d.lines[i]
		if !l.sample() || comment.MatchString(l.text) {
			continue
		}
		for _, url := range urls.FindAllString(userAgent.ReplaceAllString(l.text, " "), -1) {
			u := splitURL(url)
			known[u.origin], paths[u.path] = true, true
		}
	}
	for i := range d.lines {
		l := &d.lines[i]
		if l.sample() && comment.MatchString(l.text) || l.coded {
			continue
		}
		text := userAgent.ReplaceAllString(l.text, " ")
		for _, url := range urls.FindAllString(text, -1) {
			u := splitURL(url)
			if !l.sample() && !known[u.origin] && !d.address(i, text, u, paths) {
				continue
			}
			d.state(i, Fact{Kind: Host, Value: u.origin})
			if u.path != "" {
				d.state(i, Fact{Kind: Path, Value: u.path})
			}
			if u.user {
				d.state(i, Fact{Kind: Auth, Value: "credentials in the URL"})
			}
			d.query(i, u.query)
		}
		d.bareHosts(i, text)
		for _, m := range queryIn.FindAllStringSubmatch(urls.ReplaceAllString(text, " "), -1) {
			d.query(i, m[1])
		}
		call := l.sample() || called(text)
		for _, path := range pathsOf(text, call) {
			if call || structured(text) || l.table || apiPath.MatchString(path) || paths[path] {
				d.state(i, Fact{Kind: Path, Value: path})
			}
		}
	}
}

// queryIn is the query of a path without a host.
var queryIn = regexp.MustCompile(`/[\w./{}-]+\?([^\s"'<>]+)`)

// query states the parameters of a query.
func (d *document) query(i int, query string) {
	for pair := range strings.SplitSeq(query, "&") {
		if key, _, ok := strings.Cut(pair, "="); ok && cellName.MatchString(key) {
			d.state(i, Fact{Kind: Parameter, Name: key, Value: "in the query"})
		}
	}
}

// address reports whether a URL outside of samples is one to call: a label, a
// method or a path says so, and nothing says that it is a page of the site.
func (d *document) address(i int, text string, u split, paths map[string]bool) bool {
	words := urls.ReplaceAllString(text, " ") + " " + d.labelOf(i)
	if siteURL.MatchString(words) || siteHost.MatchString(u.origin) && !baseLabel.MatchString(words) {
		return false
	}
	return u.path != "" && (paths[u.path] || apiPath.MatchString(u.path)) || structured(text) || strings.ContainsRune(text, '\t') || baseLabel.MatchString(words) || len(verbsIn(text)) > 0
}

// labelOf is the line before i if it may be a label for a line that has none.
func (d *document) labelOf(i int) string {
	if strings.ContainsAny(d.lines[i].text, " \t") {
		return ""
	}
	if i = d.before(i); i < 0 || len([]rune(d.lines[i].text)) > 24 || d.lines[i].sample() {
		return ""
	}
	return d.lines[i].text
}

// bareHosts states the hosts that a line gives without a scheme.
func (d *document) bareHosts(i int, text string) {
	words := urls.ReplaceAllString(text, " ")
	if d.lines[i].sample() || !baseLabel.MatchString(words+" "+d.labelOf(i)) || siteURL.MatchString(words) {
		return
	}
	for {
		at := bareHost.FindStringSubmatchIndex(words)
		if at == nil {
			return
		}
		host := words[at[2]:at[3]]
		if likelyHost.MatchString(host) && !fileName.MatchString(host) {
			d.state(i, Fact{Kind: Host, Value: host})
			if at[4] >= 0 && strings.Trim(words[at[4]:at[5]], "/") != "" {
				d.state(i, Fact{Kind: Path, Value: mask(words[at[4]:at[5]])})
			}
		}
		words = words[at[3]:]
	}
}
