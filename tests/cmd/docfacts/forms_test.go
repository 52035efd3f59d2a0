//go:build all

package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"maps"
	"mime/quotedprintable"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// inEnglish are the vendors' pages as an English twin words them, line by line; a ¦
// stands between cells.
var inEnglish = map[string]string{
	"hitem3d": `获取 Token 接口=>Get a token
接口概述=>Overview
调用任何接口都要带上token,它在24h内有效=>Every call carries the token, which is valid for 24h
网络协议请求地址请求方法鉴权方式请求格式响应格式=>Protocol¦URL¦Method¦Authentication¦Request type¦Response type
HTTP/open-api/v1/auth/tokenPOSTBasicapplication/jsonapplication/json=>HTTP¦/open-api/v1/auth/token¦POST¦Basic¦application/json¦application/json
请求头(Headers)=>Request headers
参数名称描述=>Parameter¦Value¦Description
AuthorizationBasic base64(client_id:client_secret)客户端凭证,Basic 认证=>Authorization¦Basic base64(client_id:client_secret)¦The client's credentials, Basic authentication
Content-Typeapplication/json正文格式=>Content-Type¦application/json¦Format of the body
请求体(Body)=>Request body
响应体(Response)=>Response body
参数名称子字段类型描述=>Parameter¦Subfield¦Type¦Description
code-String结果代码=>code¦-¦String¦Result
dataaccessTokenString业务接口要带的令牌=>data¦accessToken¦String¦What business calls carry
tokenTypeString类型 Bearer=>tokenType¦String¦Type Bearer
nonceString一段随机文字=>nonce¦String¦Random text
msg-String文字说明=>msg¦-¦String¦What happened
错误码(Error Code)=>Error codes
失败时的JSON里有code和msg两个字段,代码以后还会增加。=>A failure has code and msg; more will follow.
错误码错误信息错误描述=>Error code¦Error message¦Meaning
40010000client credentials are invalidclient_id 或 client_secret 错误=>40010000¦client credentials are invalid¦client_id or client_secret is wrong
10000000system error服务器内部错误=>10000000¦system error¦Internal server error
请求示例(Shell & Python)=>Request examples`,
	"hummingbird": `调用说明=>How to call
鉴权认证=>Authentication
接口说明=>Description
用平台账号换取token=>A platform account gets a token
请求参数=>Request parameters
请求Body参数=>Request body parameters
参数 是否必选 参数类型 描述=>Parameter¦Mandatory¦Type¦Description
usernameString平台账号的名字,默认为admin。=>username¦String¦Name of the account, the default is admin.
passwordString平台账号的口令。=>password¦String¦Secret of the account.
响应参数=>Response parameters
参数 参数类型 描述=>Parameter¦Type¦Description
codeInteger结果代码=>code¦Integer¦Result
successBoolean是否成功。true:成功,false:失败。=>success¦Boolean¦Whether it worked.
tInteger应答时刻,毫秒时间戳。=>t¦Integer¦Time of the answer, a timestamp in milliseconds.
resultObject见下表=>result¦Object¦The table below
Object表=>Object table
access_tokenStringaccess_token。=>access_token¦String¦The token.
expireInteger到期时刻。=>expire¦Integer¦When it ends.
refresh_tokenString用来刷新的token。=>refresh_token¦String¦For the refresh.
提示=>Note
拿到access_token之后,其他接口都要在消息头里带“x-token”,内容就是access_token。若Token为“ABCDEFJ....”,消息头写成“x-token: ABCDEFJ....”,例子如下。=>Every other call carries the header “x-token”, which is the access_token. With the token “ABCDEFJ....” the header is “x-token: ABCDEFJ....”, as here.
请求示例=>Request example
响应示例=>Response example
刷新access_token=>Refresh access_token
用refresh_token换取新的token=>A refresh_token gets a new token
路径参数=>Path parameters
refreshTokenString平台账号的名字,默认为admin。=>refreshToken¦String¦Name of the account, the default is admin.
响应body参数=>Response body parameters
refresh_tokenString毫秒时间戳。=>refresh_token¦String¦A timestamp in milliseconds.`,
	"scnet": `认证授权=>Authorization
凭证续约=>Renewal
1.接口说明=>1. Description
接口路径:=>Path: 
请求方式:=>Method: 
请求数据类型:=>Content type: 
接口描述:用区域的旧token换一个新token=>Description: the old token of a region gets a new one
备注:token过期满24小时以后不能再换,要重新获取访问凭证=>Note: 24 hours after its end a token cannot be renewed any more
2.请求消息=>2. Request
请求参数 header=>Request parameters header
名称 类型 必填 描述 示例=>Name¦Type¦Required¦Description¦Example
tokenstring旧的凭证eyJhbGciOiJIUzI1N...=>token¦string¦The old token¦eyJhbGciOiJIUzI1N...
3.请求示例=>3. Request examples
cURL请求示例=>cURL request
Java请求示例=>Java request
Python请求示例=>Python request
4.响应消息=>4. Response
参数说明=>Parameters
名称 类型 描述 示例=>Name¦Type¦Description¦Example
msgstring文字success=>msg¦string¦Text¦success
codestring代码0=>code¦string¦Result¦0
dataarray各区域=>data¦array¦Regions
tokenstring新的tokeneyJhbGciOiJIUzI1N...=>token¦string¦The new token¦eyJhbGciOiJIUzI1N...
返回示例=>Response example
5.错误码=>5. Error codes
错误码 说明=>Error code¦Description
10001 内部错误=>10001¦Internal error
10003 参数不全=>10003¦Parameter missing
10004 参数无效=>10004¦Parameter invalid
10008 权限不足=>10008¦Permission denied
10009 没有权限访问接口=>10009¦No permission for this call
0 接口调用成功=>0¦Success`,
	"amsu": `跳转至=>Skip to
获取Access Token=>Get an access token
最后更新:2022年07月12日=>Last updated: 2022-07-12
请求方法=>Request
HTTP方法: =>HTTP method: 
请求URL:=>Request URL: 
数据提交方式:=>Content type: 
Body参数:=>Body parameters:
字段 类型 必传 范围 描述=>Field¦Type¦Required¦Range¦Description
client_id String - 应用的 app_key,由AMSU发放=>client_id¦String¦-¦The app_key, which AMSU hands out
client_secret String - 应用的 app_secret,由AMSU发放=>client_secret¦String¦-¦The app_secret, which AMSU hands out
返回参数=>Response parameters
字段 类型 描述=>Field¦Type¦Description
access_token String 调用接口的凭据=>access_token¦String¦What calls carry
token_type String 类型,固定值 bearer=>token_type¦String¦Kind, always bearer
expires_in Integer 还有多久到期,单位为秒=>expires_in¦Integer¦How long it lives, in seconds
refresh_token String 换新凭据用,30天内有效,见 刷新 Access Token=>refresh_token¦String¦For a new token, valid for 30 days
正确返回示例:=>Response example:
HTTP状态码:200=>HTTP status code: 200
错误返回示例:=>Error response example:
HTTP状态码不为200=>HTTP status code is not 200
错误码=>Error codes
参见 公共错误码=>See the common error codes
示例代码=>Sample code
刷新 Access Token=>Refresh an access token
refresh_token String - -=>refresh_token¦String¦-¦-
接口 返回参数 与获取Access Token一样=>The response is the same
提示=>Note
网络不放行PUT方法时,可用POST方法请求http://api.amsu-new.com/amsu-analysis/v2/token/refreshment,效果一样。=>If the network blocks PUT, request http://api.amsu-new.com/amsu-analysis/v2/token/refreshment by POST, which does the same.`,
}

// twin is the page in English, with the cells of its tables joined by glue.
func twin(t *testing.T, vendor, glue string) string {
	t.Helper()
	page := loadPage(t, vendor)
	for pair := range strings.SplitSeq(inEnglish[vendor], "\n") {
		old, english, found := strings.Cut(pair, "=>")
		require.True(t, found, pair)
		require.Contains(t, page, old, "the page no longer has what is translated")
		if strings.HasSuffix(old, ":") || strings.HasSuffix(old, ": ") {
			page = strings.ReplaceAll(page, "\n"+old, "\n"+english)
			continue
		}
		english = strings.ReplaceAll(english, "¦", glue)
		page = regexp.MustCompile("(?m)^"+regexp.QuoteMeta(old)+"$").ReplaceAllLiteralString(page, english)
	}
	assert.NotRegexp(t, `(?m)^\p{Han}`, page, "a line was left in Chinese")
	return page
}

// The English twin of a page differs in the texts of its codes and in nothing else.
func TestTheEnglishTwinOfAPage(t *testing.T) {
	t.Parallel()
	codes := map[string]int{"hitem3d": 2, "hummingbird": 0, "scnet": 6, "amsu": 0}
	for vendor := range inEnglish {
		for name, glue := range map[string]string{"glued": "", "between pipes": " | ", "between tabs": "\t", "between blanks": " "} {
			t.Run(vendor+"/"+name, func(t *testing.T) {
				t.Parallel()
				code, out := drifted(t, vendor, twin(t, vendor, glue))
				if codes[vendor] == 0 {
					require.Equal(t, same, code, out)
					return
				}
				require.Equal(t, changes, code, out)
				require.Equal(t, codes[vendor], strings.Count(out, "changed code "), out)
				require.Contains(t, out, fmt.Sprintf("%s: %d changes,", vendor, codes[vendor]))
			})
		}
	}
}

// archived is a page as browsers save it in one file.
func archived(page, encoding string) string {
	var file bytes.Buffer
	file.WriteString("From: <Saved by a browser>\r\nSnapshot-Content-Location: https://x.example/\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----B\"\r\n\r\n" +
		"------B\r\nContent-Type: text/css\r\n\r\np { color: red }\r\n------B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n")
	if encoding == "base64" {
		file.WriteString(regexp.MustCompile(`.{1,76}`).ReplaceAllString(base64.StdEncoding.EncodeToString([]byte(page)), "$0\r\n"))
	} else {
		q := quotedprintable.NewWriter(&file)
		_, _ = q.Write([]byte(page)) // a buffer takes everything
		_ = q.Close()
	}
	file.WriteString("\r\n------B--\r\n")
	return file.String()
}

// otherForms are the forms in which editors, browsers and converters hand a page on.
func otherForms() map[string]func(page string) string {
	pre := func(p string) string {
		return `<html><head><meta charset="utf-8"></head><body><pre>` + html.EscapeString(p) + "</pre></body></html>"
	}
	return map[string]func(string) string{
		"MHTML, quoted-printable": func(p string) string { return archived(pre(p), "quoted-printable") },
		"MHTML, base64":           func(p string) string { return archived(paragraphs(p, true), "base64") },
		"MHTML with tables":       func(p string) string { return archived(paragraphs(p, true), "quoted-printable") },
		"pipes without outer ones": func(p string) string {
			return inCells(p, func(c []string) string { return strings.Join(c, " | ") })
		},
		"pipes on the left only": func(p string) string {
			return inCells(p, func(c []string) string { return "| " + strings.Join(c, " | ") })
		},
		"Markdown with escapes": func(p string) string {
			return regexp.MustCompile(`([a-z])_([a-z])`).ReplaceAllString(p, `${1}\_$2`)
		},
		"Markdown without blank lines": func(p string) string {
			return regexp.MustCompile(`\n{2,}`).ReplaceAllString(p, "\n")
		},
		"a list of everything": func(p string) string {
			return regexp.MustCompile(`(?m)^(\p{Han}.*)$`).ReplaceAllString(p, "- $1")
		},
	}
}

// The pages in their other forms have not changed.
func TestPagesInOtherForms(t *testing.T) {
	t.Parallel()
	for vendor := range realChanges() {
		for name, form := range otherForms() {
			t.Run(vendor+"/"+name, func(t *testing.T) {
				t.Parallel()
				code, out := drifted(t, vendor, form(loadPage(t, vendor)))
				require.Equal(t, same, code, out)
			})
		}
	}
}

// Real changes show in the other forms, of which each change meets one.
func TestRealChangesShowInOtherForms(t *testing.T) {
	t.Parallel()
	for vendor, edits := range realChanges() {
		t.Run(vendor, func(t *testing.T) {
			t.Parallel()
			forms := otherForms()
			names := slices.Sorted(maps.Keys(forms))
			for i, e := range edits {
				name := names[i%len(names)]
				code, out := drifted(t, vendor, forms[name](e.do(t, loadPage(t, vendor))))
				assert.Equal(t, changes, code, "%s in %s: %s", e.name, name, out)
			}
		})
	}
}

// Another demo host is one change.
func TestAnotherDemoHost(t *testing.T) {
	t.Parallel()
	for vendor, hosts := range map[string][2]string{
		"hummingbird": {"127.0.0.1:58081", "192.168.1.7:58081"},
		"scnet":       {"api01.xxx.com", "api.example.com"},
		"amsu":        {"api.amsu-new.com", "demo.amsu.example"},
		"zhihuiya":    {"connect.zhihuiya.com", "demo.zhihuiya.example"},
	} {
		code, out := drifted(t, vendor, strings.ReplaceAll(loadPage(t, vendor), hosts[0], hosts[1]))
		assert.Equal(t, changes, code, out)
		assert.Contains(t, out, hosts[1])
		assert.Contains(t, out, ": 1 change,", out)
	}
}
