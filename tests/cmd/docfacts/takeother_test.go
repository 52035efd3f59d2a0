//go:build takeall

package main

import "testing"

// together makes one change of several.
func together(name string, edits ...edit) edit {
	return edit{name: name, do: func(t *testing.T, page string) string {
		t.Helper()
		for _, e := range edits {
			page = e.do(t, page)
		}
		return page
	}}
}

// otherChanges are changes that no other table lists, several at once among them.
func otherChanges() map[string][]edit {
	return map[string][]edit{
		"hitem3d": {
			swap("payload renamed everywhere", `"data": {`, `"payload": {`),
			swap("a field of the samples removed", ",\n    \"nonce\": \"1623456789000hitem3d\"", ""),
			swap("a field of the sample added", `"tokenType": "Bearer"`, `"tokenType": "Bearer", "expiresIn": 86400, "refreshToken": "abc"`),
			together("version, host and a code", swap("", "/open-api/v1/", "/open-api/v4/"), swap("", "api.hitem3d.ai", "gateway.hitem3d.ai"),
				swap("", "10000000system error", "40010001client is disabled客户端已停用\n10000000system error")),
			swap("a code with signs of YAML", "10000000system error", "40010002a: \"b\" # {c} 'd'带符号\n10000000system error"),
			swap("message of a failure", `"message": "client credentials are invalid"`, `"message": "the client is unknown"`),
			swap("three codes", "10000000system error", "40010003one甲\n40010004two乙\n40010005three丙\n10000000system error"),
			swap("nested error object added", `"data": {}`, `"data": {"reason": "secret"}`),
		},
		"hummingbird": {
			swap("request field renamed everywhere", "username", "account"),
			swap("token renamed everywhere", "access_token", "accessToken"),
			swap("path parameter renamed", "{refreshToken}", "{token}"),
			swap("both paths", "/v1.0/openapi", "/openapi/v2"),
			swap("success field of the samples removed", "\n    \"success\": true,", ""),
			swap("host by name", "127.0.0.1", "gateway.example"),
			swap("a text of success added", `"success": true,`, `"success": true, "msg": "ok",`),
			together("port and header", swap("", "58081", "443"), swap("", "x-token", "Authorization")),
		},
		"scnet": {
			swap("lifetime of a week", "24小时", "7天"),
			swap("a code with the text of another", "0 接口调用成功", "10006 权限不足\n0 接口调用成功"),
			swap("success with a wrapper", `"msg": "success",`, `"msg": "success", "requestId": "r-1",`),
			together("host, port and path", swap("", "api01.xxx.com:65102", "api.demo.example:8443"), swap("", "/ac/openapi/v2/", "/ac/openapi/v5/")),
			together("all codes renumbered", swap("", "1000", "2000")),
			swap("token in an object", `"data": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJjb21wdXRlVXNlciI6Imhhb3dqIi`, `"region": "1", "data": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJjb21wdXRlVXNlciI6Imhhb3dqIi`),
			swap("an array of codes emptied", "10001 内部错误\n10003 参数不全\n10004 参数无效\n", ""),
			swap("scheme", "https://api01", "http://api01"),
		},
		"amsu": {
			swap("expiry renamed everywhere", "expires_in", "expires"),
			swap("text of the error renamed", `"msg": "Incorrect`, `"message": "Incorrect`),
			swap("a field of the form renamed", "client_id", "app_id"),
			swap("status", "HTTP状态码:200", "HTTP状态码:201"),
			swap("a scope in the answer", `"token_type": "bearer",`, `"token_type": "bearer", "scope": ["ecg", "rr"],`),
			swap("renewal by POST", "HTTP方法: PUT", "HTTP方法: POST"),
			swap("both tokens live a week", "30天", "7天"),
			together("another host and version", swap("", "http://api.amsu-new.com", "https://open.amsu.example:8443"), swap("", "/amsu-analysis/v2/", "/v9/")),
		},
		"zhihuiya": {
			swap("the word of the status gone", "\n    \"status\": \"approved\",", ""),
			swap("expiry as text", `"expires_in": 1799`, `"expires_in": "1799"`),
			swap("a refresh token in the answer", `"status": "approved",`, `"status": "approved", "refresh_token": "r",`),
			together("host, path, lifetime and two codes", swap("", "connect.zhihuiya.com", "connect.patsnap.example"), swap("", "/oauth/token", "/v2/token"),
				swap("", "30分钟", "2小时"), swap("", "67200012\n", "67200010\n密钥已轮换!\n67200011\n调用方未备案!\n67200012\n")),
			swap("three codes gone", "68300006\n解析基本存取错误!\n68300007\n存在错误的请求!\n68300008\n服务中断异常,请稍后再试!\n", ""),
			swap("a code that is known from elsewhere", "68300010\n", "67200202\n密钥认证失败!\n68300010\n"),
			swap("two codes changed places", "67200003\n申请token的key和secret传参不正确或者客户端已被禁用!\n67200004\n请求的接口无权限请联系我们的支持人员!\n", "67200004\n申请token的key和secret传参不正确或者客户端已被禁用!\n67200003\n请求的接口无权限请联系我们的支持人员!\n"),
			swap("the answer in an envelope", "{\n    \"token\": \"token_example\",\n    \"token_type\": \"BearerToken\",\n    \"expires_in\": 1799,\n    \"status\": \"approved\",\n    \"issued_at\":\"1692347672874\"\n}", "{\"ok\": true, \"data\": {\"token\": \"token_example\", \"expires_in\": 1799}}"),
		},
	}
}
