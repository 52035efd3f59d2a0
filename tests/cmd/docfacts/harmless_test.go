//go:build all

package main

import (
	"encoding/base64"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
)

// harmlessVariants are a vendor's page in other forms, with the same facts.
func harmlessVariants(vendor string) []edit {
	plain := func(name string, do func(page string) string) edit {
		return edit{name: name, do: func(_ *testing.T, page string) string { return do(page) }}
	}
	return []edit{
		plain("more blank lines", func(p string) string { return strings.ReplaceAll(p, "\n\n", "\n\n\n\n") }),
		plain("fewer blank lines", func(p string) string { return blanks.ReplaceAllString(p, "$1\n") }),
		plain("long lines wrapped", wrapped),
		plain("JSON on one line", func(p string) string { return indented.ReplaceAllString(p, "$1$2") }),
		plain("other navigation", navigation),
		plain("windows, full width, odd blanks", odd),
		plain("sample values", sampled),
		plain("more prose", talkative),
		// Alone: the translation of a changed page would have the change as well.
		{name: "translated in addition", do: func(_ *testing.T, p string) string { return p + translations[vendor] }, alone: true},
		plain("sample in Go added", func(p string) string { return p + goSample }),
		plain("cells between tabs", func(p string) string { return inCells(p, func(c []string) string { return strings.Join(c, "\t") }) }),
		plain("cells between pipes", func(p string) string {
			return inCells(p, func(c []string) string { return "| " + strings.Join(c, " | ") + " |" })
		}),
		plain("one cell a line", func(p string) string {
			return inCells(p, func(c []string) string { return strings.Join(filled(c), "\n") })
		}),
		plain("html, a paragraph a line", func(p string) string { return paragraphs(p, false) }),
		plain("html with tables and highlighted code", func(p string) string { return paragraphs(p, true) }),
		plain("html of divisions", divisions),
		{name: "sections in another order", do: func(t *testing.T, p string) string { t.Helper(); return moved(t, vendor, p) }, alone: true},
	}
}

var (
	blanks   = regexp.MustCompile(`(\p{Han}|[a-z])\n\n`)
	indented = regexp.MustCompile(`([,{])\n\s+|\n\s*(\})`)
	sentence = regexp.MustCompile(`^.*\p{Han}.*[,。,;].*$`)
)

// wrapped breaks sentences at their punctuation, as a narrow column would.
func wrapped(page string) string {
	lines := strings.Split(page, "\n")
	done := false
	for i, line := range lines {
		if cells(line) == nil && sentence.MatchString(line) && !strings.ContainsAny(line, `{}"'`) {
			lines[i] = strings.NewReplacer(",", ",\n", ",", ",\n", ";", ";\n").Replace(line)
			done = true
		}
	}
	if !done {
		lines = append([]string{"本文介绍鉴权,", "供开发者参考。", ""}, lines...)
	}
	return strings.Join(lines, "\n")
}

func navigation(page string) string {
	return "首页 > 开放平台 > 文档中心 > 鉴权\n登录 | 控制台\nv3.2 (latest)\n\n" + page +
		"\n\n上一页:快速入门 下一页:公共参数\n更新于 2026-10-03 12:30 · 阅读 1382 次 · 阅读时间约 5 分钟\n3 天前发布\n" +
		"Copyright © 2019-2026 京ICP备12345678号-1 帮助中心:https://help.example.com/faq\n客服电话 400-800-1234"
}

// odd is the page as another editor would save it.
func odd(page string) string {
	lines := strings.Split(page, "\n")
	for i, line := range lines {
		if regexp.MustCompile(`\p{Han}`).MatchString(line) && !strings.ContainsAny(line, `{}"'=`) && !strings.Contains(line, "://") {
			lines[i] = strings.NewReplacer(",", ",", "(", "(", ")", ")", "!", "!", " ", "\u00a0").Replace(line)
		}
	}
	return "\ufeff" + strings.Join(lines, "\u200b\r\n")
}

var (
	tokens  = regexp.MustCompile(`eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+`)
	epochs  = regexp.MustCompile(`\b1[67]\d{8}(\d{3})?`)
	secrets = strings.NewReplacer("93ee20cb59b9649f7c20", "11112222333344445555", "5348724013ab2c09ade2", "aaaabbbbccccddddeeee",
		"24a0a4fd107c503f5d34", "ffff0000ffff0000ffff", "b4562e4188asd4cb486a19c6971515c66", "c0ffee00c0ffee00c0ffee00c0ffee000",
		"N1eOgd8sOk4z1vaWQfB18P4AbSk70lGs", "Zz9yXx8wVv7uTt6sRr5qPp4oNn3mMm2l", `"password":"123456"`, `"password":"correct horse"`,
		"ABCDEFJ....", "QWERTY....", "kqJeYqXfV4H8pSt4LyxnR", "otherClientIdOfSample", "Basic xxx", "Basic yyyyyy", "token_example", "another_example")
)

// sampled replaces what is only a sample, keeping the claims of tokens and the digits of times.
func sampled(page string) string {
	page = tokens.ReplaceAllStringFunc(page, func(token string) string {
		payload, err := base64.RawURLEncoding.DecodeString(tokens.FindStringSubmatch(token)[1])
		if err != nil {
			return token
		}
		text := epochs.ReplaceAllStringFunc(string(payload), func(n string) string { return "17" + n[2:] })
		text = strings.NewReplacer("admin", "carol", "slurmtest", "someone", "haowj", "nobody", "93ee20", "44ee20").Replace(text)
		return "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + base64.RawURLEncoding.EncodeToString([]byte(text)) + ".c2lnbmF0dXJl"
	})
	page = epochs.ReplaceAllStringFunc(page, func(n string) string { return "17" + n[2:len(n)-1] + "3" })
	return secrets.Replace(page)
}

func talkative(page string) string {
	return strings.Replace("本页说明怎样取得访问凭证,请仔细阅读。如有疑问,请联系技术支持。\n\n"+page, "\n\n", "\n\n本平台为开发者提供稳定的服务。\n\n", 2) +
		"\n\n温馨提示\n\n请妥善保管您的凭证,不要提交到代码仓库。\n"
}

var translations = map[string]string{
	"hitem3d":     "\n\nEnglish\n\nGet a token before you call anything else. It is valid for 24 hours.\n\nName\tDescription\nAuthorization\tBasic base64(client_id:client_secret)\nContent-Type\tapplication/json\n\nError code\tMessage\tDescription\n40010000\tclient credentials are invalid\twrong id or secret\n10000000\tsystem error\tinternal server error\n",
	"hummingbird": "\n\nEnglish\n\nLog in with POST /v1.0/openapi/auth/login on port 58081, with username (admin by default) and password. Send the access_token as x-token.\n",
	"scnet":       "\n\nEnglish\n\nRenew a token by the old one with POST /ac/openapi/v2/tokens/next. A token that expired 24 hours ago cannot be renewed.\n\nError code Description\n10001 Internal error\n10003 Parameter missing\n10004 Parameter invalid\n10008 Permission denied\n10009 No permission for this interface\n0 Success\n",
	"amsu":        "\n\nEnglish\n\nGet an access token with POST, refresh it with PUT. The refresh token is valid for 30 days, expires_in is in seconds. Content type: application/x-www-form-urlencoded. Ask AMSU for app_key and app_secret.\n",
	"zhihuiya":    "\n\nEnglish\n\nThe token is valid for 30 minutes. Send it as Bearer token in the header Authorization, with the parameter apikey.\n\nCode Description\n67200000 Internal error\n67200001 Global rate limit\n",
}

const goSample = "\n\nGo\n\npackage main\n\nimport (\n\t\"fmt\"\n\t\"io\"\n\t\"net/http\"\n)\n\nfunc main() {\n\tres, err := http.DefaultClient.Do(req)\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\tdefer res.Body.Close()\n\tbody, _ := io.ReadAll(res.Body)\n\tfmt.Println(string(body))\n}\n"

const frame = `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>POST /not/this 99999</title>
<style>.code{content:"DELETE /v9/style"}</style>
<script>var api = {"code": 12345, "path": "/v9/script"};</script></head>
<body class="page with-sidebar">
<nav><ul><li>GET /v9/nav</li><li>70000 导航</li></ul></nav>
<div class="sidebar"><div><p>PUT /v9/sidebar 有效期99天</p></div></div>
<main>
%s
</main>
<footer><p>POST /v9/footer 7天</p></footer>
</body></html>
`

// paragraphs is the page as HTML, its tables perhaps as such.
func paragraphs(page string, tables bool) string {
	var b strings.Builder
	var pre, rows []string
	flush := func() {
		if len(pre) > 0 {
			text := html.EscapeString(strings.Join(pre, "\n"))
			if tables {
				text = regexp.MustCompile(`(\w+)`).ReplaceAllString(text, `<span class="k">$1</span>`)
				text = strings.NewReplacer(`&<span class="k">lt</span>;`, "&lt;", `&<span class="k">gt</span>;`, "&gt;", `&<span class="k">amp</span>;`, "&amp;").Replace(text)
				text = regexp.MustCompile(`&#<span class="k">(\d+)</span>;`).ReplaceAllString(text, "&#$1;")
			}
			fmt.Fprintf(&b, "<pre><code>%s</code></pre>\n", text)
		}
		if len(rows) > 0 {
			fmt.Fprintf(&b, "<table><tbody>\n%s\n</tbody></table>\n", strings.Join(rows, "\n"))
		}
		pre, rows = nil, nil
	}
	for line := range strings.SplitSeq(page, "\n") {
		row := cells(line)
		switch {
		case tables && row != nil:
			if len(pre) > 0 {
				flush()
			}
			var tr []string
			for _, c := range row {
				tr = append(tr, "<td>"+html.EscapeString(c)+"</td>")
			}
			rows = append(rows, "<tr>"+strings.Join(tr, "")+"</tr>")
		case looksLikeCode(line, len(pre) > 0):
			if len(rows) > 0 {
				flush()
			}
			pre = append(pre, line)
		case strings.TrimSpace(line) == "":
			flush()
		default:
			flush()
			fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(line))
		}
	}
	flush()
	return fmt.Sprintf(frame, b.String())
}

var codeLike = regexp.MustCompile(`[{};\\]$|^\s+\S|^\s*["'@\[})]|^(curl|import|#import|var|const|fetch|POST /\S+ HTTP|GET http|HTTP/1|Host:|Content-Type: |x-token: |Authorization: |url = |payload|headers|response|print|--|OkHttp|MediaType|Request|Response|NS|dispatch|\.\w|String |public )`)

func looksLikeCode(line string, inCode bool) bool {
	if strings.TrimSpace(line) == "" {
		return false
	}
	if regexp.MustCompile(`\p{Han}`).MatchString(line) && !strings.Contains(line, `"`) {
		return false
	}
	return cells(line) == nil && (codeLike.MatchString(line) && !strings.HasSuffix(line, "refreshToken}") || inCode && strings.ContainsAny(line, `="':`))
}

// divisions is the page as HTML without a table or a paragraph.
func divisions(page string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(page, "\n") {
		if strings.TrimSpace(line) == "" {
			b.WriteString("<div><br></div>\n")
			continue
		}
		fmt.Fprintf(&b, "<div><span>%s</span></div>\n", strings.ReplaceAll(html.EscapeString(line), "  ", "&nbsp; "))
	}
	return fmt.Sprintf(strings.ReplaceAll(frame, "main>", "article>"), b.String())
}

// moved puts one section of the page behind or before another.
func moved(t *testing.T, vendor, page string) string {
	t.Helper()
	cut := map[string][3]string{ // from, to, and before what it goes
		"hitem3d":     {"错误码(Error Code)", "请求示例(Shell & Python)", "请求头(Headers)"},
		"hummingbird": {"刷新access_token", "", "鉴权认证"},
		"scnet":       {"5.错误码", "results matching", "3.请求示例"},
		"amsu":        {"\n刷新 Access Token\n", "", "\n获取Access Token\n"},
		"zhihuiya":    {"响应码", "", "权限令牌"},
	}[vendor]
	begin := strings.Index(page, cut[0])
	end := len(page)
	if cut[1] != "" {
		end = strings.Index(page, cut[1])
	}
	if begin < 0 || end < begin {
		t.Fatal("the page no longer has the section")
	}
	rest := page[:begin] + page[end:]
	at := strings.Index(rest, cut[2])
	if at < 0 {
		t.Fatal("the page no longer has the other section")
	}
	return rest[:at] + page[begin:end] + "\n\n" + rest[at:]
}
