package extract

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/page"
)

func facts(t *testing.T, document string) []string {
	t.Helper()
	lines, err := page.Read(strings.NewReader(document))
	require.NoError(t, err)
	var found []string
	for _, s := range Page(lines) {
		found = append(found, s.String())
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func TestRowsInEveryForm(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]row{
		"usernameString用户名":                  {name: "username", kind: "String"},
		"access_tokenStringaccess_token. 说明": {name: "access_token", kind: "String"},
		"tokenstring是旧的凭证":                   {name: "token", kind: "string", mark: "required"},
		"successBoolean是否成功":                 {name: "success", kind: "Boolean"},
		"success\tBoolean\t是否成功":             {name: "success", kind: "Boolean"},
		"code-String错误码":                     {name: "code", kind: "String"},
		"client_id String - 应用编号":            {name: "client_id", kind: "String"},
		"client_id String 否 - 应用编号":          {name: "client_id", kind: "String", mark: "optional"},
		"id\t是\tList<String>\t编号":            {name: "id", kind: "List<String>", mark: "required"},
		"data\ttoken\tString\t令牌":            {name: "token", kind: "String"},
		"scope\tstring\t可选,授权范围":             {name: "scope", kind: "string", mark: "optional"},
		"*name string 名字":                    {name: "name", kind: "string", mark: "required"},
	} {
		got, ok := parseRow(text, true)
		require.True(t, ok, text)
		got.rest = ""
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"The string is valid", "调用此接口", "String client_id = 1;", "POST /v1/token", "static final String"} {
		_, ok := parseRow(text, false)
		assert.False(t, ok, text)
	}
}

func TestQuantitiesHaveOneSpelling(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"有效期24h,24小时,1440分钟,a day is 24 hours":    {"24 hours", "24 hours", "24 hours", "24 hours"},
		"三十天,30天,720小时":                           {"30 days", "30 days", "30 days"},
		"半小时 or 30 min":                           {"30 minutes", "30 minutes"},
		"两个小时":                                    {"2 hours"},
		"two hours, Half an hour; someone second": {"2 hours", "30 minutes"},
		"500 ms, 1.5秒":                            {"500 milliseconds", "1500 milliseconds"},
		"10 QPS":                                  {"10 qps"},
		"2022年07月12日 12:30":                       nil,
		"阅读约 5 分钟,3 天前更新,v2s, a1b":                nil,
		"10000000system error":                    nil,
	} {
		assert.Equal(t, want, Quantities(text), text)
	}
	d, ok := Duration("30 days")
	require.True(t, ok)
	require.Equal(t, 720*time.Hour, d)
}

func TestJSONSamplesGiveShapeAndConstants(t *testing.T) {
	t.Parallel()
	got := facts(t, "返回\n\n{\"code\":\"0\",\"at\":1686386096216,\"list\":[{\"id\":7}],\"token\":\"secret\", // 令牌\n\"expires_in\":60,}\n")
	for _, want := range []string{
		"shape /code = string", `constant /code = "0"`, "shape /at = number of 13 digits (Unix milliseconds)", "shape /list/[]/id = number",
		"shape /token = string", "constant /expires_in = 60",
	} {
		assert.Contains(t, got, want)
	}
	assert.NotContains(t, strings.Join(got, "\n"), "secret")
	assert.NotContains(t, strings.Join(got, "\n"), "= 7")
}

func TestCodesAreReadInEveryForm(t *testing.T) {
	t.Parallel()
	for _, document := range []string{
		"错误码 说明\n10001 内部错误\n10002 参数不全\n",
		"错误码\t说明\n10001\t内部错误\n10002\t参数不全\n",
		"错误码\n说明\n10001\n内部错误\n10002\n参数不全\n",
		"| 错误码 | 说明 |\n|---|---|\n| 10001 | 内部错误 |\n| 10002 | 参数不全 |\n",
		"错误码\n\n10001 内部错误\n\n10002 参数不全\n",
		"错误码 说明\n10001 内部错误 10002 参数不全\n",
	} {
		got := facts(t, document)
		assert.Contains(t, got, "code 10001 = 内部错误", document)
		assert.Contains(t, got, "code 10002 = 参数不全", document)
	}
}

// Any document is read without a panic, and quickly.
func FuzzPage(f *testing.F) {
	for _, seed := range []string{
		"POST /v1/token\n\n参数 类型 描述\ncodeInteger码\n\n{\"a\": [1, {\"b\": null}]}\n", "curl -X POST 'https://h/p?a=b' \\\n --data '{\"x\":1}'",
		"<table><tr><td>错误码<td>说明<tr><td>1<td>x</table>", "HTTP/1.1 200 OK\nA: b\n\n{", "eyJh.eyJhIjoxfQ.x 有效期十分钟",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, document string) {
		if len(document) > 1<<14 {
			return
		}
		lines, err := page.Read(strings.NewReader(document))
		if err != nil {
			return
		}
		for _, s := range Page(lines) {
			if rank(s.Kind) < 0 || s.Line < 1 {
				t.Fatalf("a statement without kind or line: %+v", s)
			}
		}
	})
}

// The codes of a table are those of its column for them: not the HTTP status
// beside it, and words where the vendor's are words.
func TestCodesInACell(t *testing.T) {
	t.Parallel()
	for document, want := range map[string][]string{
		"HTTP status\tCode\tMessage\n401\t40101\tbad client\n429\t42901\ttoo fast\n":             {"code 40101 = 401 bad client", "code 42901 = 429 too fast"},
		"错误码\tHTTP状态码\t说明\n40101\t401\t密钥错误\n":                                                   {"code 40101 = 401 密钥错误"},
		"HTTP状态码\t错误码\t说明\n401\t40101\t密钥错误\n":                                                   {"code 40101 = 401 密钥错误"},
		"Error code\tDescription\ninvalid_client\twrong secret\nRATE.LIMIT\ttoo fast\n":          {"code RATE.LIMIT = too fast", "code invalid_client = wrong secret"},
		"Code\tMessage\n1\tbad\n\nParameter\tType\tDescription\nscope\tstring\twhat it is for\n": {"code 1 = bad", "field scope = string"},
		"|HTTP status|Code|Message|\n|---|---|---|\n|401|40101|bad client|\n":                    {"code 40101 = 401 bad client"},
	} {
		assert.Equal(t, want, facts(t, document), document)
	}
}

func TestOneCellALineInEnglish(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"field expires_in = integer", "field scope = string, optional", "unit expires_in = seconds"},
		facts(t, "Name\nType\nDescription\nscope\nstring\noptional, what it is for\nexpires_in\ninteger\nlifetime in seconds\n\nOptional request fields\n"))
}
