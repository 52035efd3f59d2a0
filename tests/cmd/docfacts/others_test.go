//go:build all

package main

import (
	"bytes"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The pages below testdata/frozen are the reader's own: taking in a vendor's page
// never touches them. Those of others are of vendors that the reader was not
// made for; they are invented.
const others = "testdata/frozen/others"

// single is one change of a page, and what compare has to name.
type single struct {
	page, old, changed string
	want               []string
}

func one(page, old, changed string, want ...string) single {
	return single{page, old, changed, want}
}

// singles are single changes, each of which a user of the API would feel.
func singles() []single {
	return []single{
		one("lumio.md", "https://edge.lumio.dev", "https://core.lumio.dev", "https://edge.lumio.dev -> https://core.lumio.dev"),
		one("lumio.md", "POST /sessions", "POST /logins", "/logins"),
		one("lumio.md", "`DELETE /sessions/current`", "`DELETE /sessions/this`", "/sessions/current", "/sessions/this"),
		one("lumio.md", "`POST /sessions`", "`PUT /sessions`", "PUT"),
		one("lumio.md", "-X POST", "-X PUT", "PUT"),
		one("lumio.md", "DELETE", "POST", "DELETE"),
		one("lumio.md", "audience", "purpose", "audience", "purpose"),
		one("lumio.md", "`audience` | string | no", "`audience` | string | yes", "audience: string, optional -> string, required"),
		one("lumio.md", "`audience` | string |", "`audience` | array |", "string, optional -> array, optional"),
		one("lumio.md", "session_token", "token", "/session_token", "/token"),
		one("lumio.md", "5400", "1800", "5400 -> 1800"),
		one("lumio.md", "in seconds", "in minutes", "seconds -> minutes"),
		one("lumio.md", "Lumio-Session", "Lumio-Token", "Lumio-Token"),
		one("lumio.md", "key_revoked", "key_disabled", "key_revoked", "key_disabled"),
		one("lumio.md", "- `key_unknown` - there is no such key\n", "", "removed code key_unknown"),
		one("lumio.md", "- `key_revoked`", "- `key_expired` - the key is too old\n- `key_revoked`", "added code key_expired"),
		one("lumio.md", "an administrator revoked the key", "the key was used too often", "changed code key_revoked"),
		one("lumio.md", "with 204", "with 202", "204 -> 202"),
		one("lumio.md", "application/json", "application/cbor", "application/cbor"),

		one("qingyun.txt", "open.qingyun-wl.cn", "api.qingyun-wl.cn", "https://api.qingyun-wl.cn"),
		one("qingyun.txt", "/gateway/token", "/gateway/stable_token", "/gateway/stable_token"),
		one("qingyun.txt", "GET https", "POST https", "GET", "POST"),
		one("qingyun.txt", "&appid=APPID", "&app_id=APPID", "app_id"),
		one("qingyun.txt", "appid\tstring\t\t是", "appid\tstring\t\t否", "appid: string, required -> string, optional"),
		one("qingyun.txt", "client_credential", "app_credential", "app_credential"),
		one("qingyun.txt", "access_token", "accessToken", "accessToken"),
		one("qingyun.txt", "\"expires_in\":7200", "\"expires_in\":3600", "7200 -> 3600"),
		one("qingyun.txt", "7200 秒", "3600 秒", "2 hours"),
		one("qingyun.txt", "单位:秒", "单位:毫秒", "seconds -> milliseconds"),
		one("qingyun.txt", "89503\tneed confirm", "89504\tneed confirm", "89503", "89504"),
		one("qingyun.txt", "-1\tsystem error\t系统繁忙,请稍候再试\n", "", "removed code -1"),
		one("qingyun.txt", "89503\t", "40164\tinvalid ip\t不在白名单中\n89503\t", "added code 40164"),
		one("qingyun.txt", "40001\tinvalid credential\t密钥错误", "40001\tinvalid credential\t密钥已过期", "changed code 40001"),
		one("qingyun.txt", "{\"errcode\":40013", "{\"errcode\":\"40013\"", "number -> string"),

		one("northgate.html", "id.northgate.io", "login.northgate.io", "id.northgate.io -> login.northgate.io"),
		one("northgate.html", "<dd>id.northgate.io</dd>", "<dd>id.northgate.com</dd>", "id.northgate.com"),
		one("northgate.html", "/connect/issue", "/connect/token", "/connect/token"),
		one("northgate.html", "<dd>/connect/issue</dd>", "<dd>/connect/grant</dd>", "/connect/grant"),
		one("northgate.html", "<dd>POST</dd>", "<dd>PUT</dd>", "PUT"),
		one("northgate.html", "assertion</code></td><td>Required", "assertion</code></td><td>Optional", "assertion: required -> optional"),
		one("northgate.html", "resource", "scope", "resource", "scope"),
		one("northgate.html", "client_id", "client", "client_id", "client"),
		one("northgate.html", "X-Northgate-Tenant", "X-Tenant", "X-Northgate-Tenant", "X-Tenant"),
		one("northgate.html", "45 minutes", "30 minutes", "45 minutes -> 30 minutes"),
		one("northgate.html", "2400", "1200", "2400 -> 1200"),
		one("northgate.html", "id_token", "access_token", "/id_token", "/access_token"),
		one("northgate.html", "\"bearer\"", "\"dpop\"", "bearer", "dpop"),
		one("northgate.html", "client_blocked", "client_disabled", "client_blocked", "client_disabled"),
		one("northgate.html", "<td>401</td>", "<td>403</td>", "client_blocked"),
		one("northgate.html", "<tr><td>429</td><td>slow_down</td><td>More than 20 requests per minute.</td></tr>", "", "removed code slow_down"),
		one("northgate.html", "20 requests", "10 requests", "slow_down"),
		one("northgate.html", "x-www-form-urlencoded", "json", "application/x-www-form-urlencoded"),

		one("hengtong.txt", "gw.hengtong-pay.com", "api.hengtong-pay.com", "gw.hengtong-pay.com:8443 -> api.hengtong-pay.com:8443"),
		one("hengtong.txt", "gw-test.hengtong-pay.com:8443", "gw-test.hengtong-pay.com:9443", "gw-test.hengtong-pay.com:9443"),
		one("hengtong.txt", "/trade/signin", "/trade/login", "/trade/login"),
		one("hengtong.txt", "POST", "PUT", "POST", "PUT"),
		one("hengtong.txt", "termNo\n否", "termNo\n是", "termNo: String, optional -> String, required"),
		one("hengtong.txt", "merNo", "merId", "merNo", "merId"),
		one("hengtong.txt", "HMAC-SHA256", "HMAC-SM3", "hmac-sha256"),
		one("hengtong.txt", "毫秒时间戳", "秒时间戳", "milliseconds -> seconds"),
		one("hengtong.txt", "workKey", "sessionKey", "workKey", "sessionKey"),
		one("hengtong.txt", "3021", "3031", "3021", "3031"),
		one("hengtong.txt", ",返回 3022 时表示商户已停用", "", "removed code 3022"),
		one("hengtong.txt", "3090 代表系统维护", "3090 代表系统维护,3091 代表限流", "added code 3091"),
		one("hengtong.txt", "表示商户已停用", "表示终端未登记", "3022"),
		one("hengtong.txt", "0000", "00", "0000"),
		one("hengtong.txt", "12 小时", "6 小时", "12 hours -> 6 hours"),
		one("hengtong.txt", "1767225600000", "1767225600", "13 digits"),

		one("parcelo.txt", "api.parcelo.example", "eu.parcelo.example", "https://eu.parcelo.example"),
		one("parcelo.txt", "/identity/grant", "/identity/token", "/identity/token"),
		one("parcelo.txt", "PUT", "POST", "PUT", "POST"),
		one("parcelo.txt", "Header parameters", "Query parameters", "header -> query"),
		one("parcelo.txt", "X-Parcelo-Region", "X-Region", "X-Parcelo-Region", "X-Region"),
		one("parcelo.txt", "devicestringNo", "devicestringYes", "device: string, optional -> string, required"),
		one("parcelo.txt", "shopIdinteger", "shopIdstring", "shopId"),
		one("parcelo.txt", "passphrase", "password", "passphrase", "password"),
		one("parcelo.txt", "accessToken", "token", "accessToken", "token"),
		one("parcelo.txt", "\"2026-03-01T10:00:00Z\"", "1772359200", "string of a date"),
		one("parcelo.txt", "P101", "P110", "P101", "P110"),
		one("parcelo.txt", "P200region closedChoose another region\n", "", "removed code P200"),
		one("parcelo.txt", "P200region", "P102shop suspendedCall us\nP200region", "added code P102"),
		one("parcelo.txt", "shop not found", "shop is closed", "changed code P100"),

		one("xingchen.txt", "asr.xingchen-cloud.com", "asr2.xingchen-cloud.com", "https://asr2.xingchen-cloud.com"),
		one("xingchen.txt", "/speech/ticket/create", "/speech/v2/ticket", "/speech/v2/ticket"),
		one("xingchen.txt", "| 方法 | POST |", "| 方法 | PUT |", "PUT"),
		one("xingchen.txt", "application/json", "multipart/form-data", "multipart/form-data"),
		one("xingchen.txt", "accessKey", "accessKeyId", "accessKeyId"),
		one("xingchen.txt", "| string | 可选 |", "| string | 必选 |", "nonceStr: string, optional -> string, required"),
		one("xingchen.txt", "MD5", "SHA256", "md5"),
		one("xingchen.txt", "两小时", "一小时", "2 hours"),
		one("xingchen.txt", "7200000", "3600000", "7200000 -> 3600000"),
		one("xingchen.txt", "单位为毫秒", "单位为秒", "milliseconds -> seconds"),
		one("xingchen.txt", "\"ticket\"", "\"token\"", "/ticket", "/token"),
		one("xingchen.txt", "\"status\": 0", "\"status\": 200", "0 -> 200"),
		one("xingchen.txt", "1002:", "1003:", "1002", "1003"),
		one("xingchen.txt", "- 1001:密钥不存在\n", "", "removed code 1001"),
		one("xingchen.txt", "- 1005", "- 1004:已欠费\n- 1005", "added code 1004"),
		one("xingchen.txt", "余额不足", "并发超限", "changed code 1005"),

		one("vaultline.md", "https://us.vaultline.net", "https://ap.vaultline.net", "https://ap.vaultline.net"),
		one("vaultline.md", "/machine/signin", "/machine/login", "/machine/login"),
		one("vaultline.md", "**POST** `/machine/renew", "**PUT** `/machine/renew", "PUT /machine/renew/{lease_id}"),
		one("vaultline.md", "/machine/renew/{lease_id}", "/machine/extend/{lease_id}", "/machine/extend/{lease_id}"),
		one("vaultline.md", "| workspace | query |", "| workspace | header |", "in workspace: query -> header"),
		one("vaultline.md", "| workspace | query | string | |", "| workspace | query | string | ✓ |", "workspace: string -> string, required"),
		one("vaultline.md", `machine\_secret`, `machine\_key`, "machine_secret", "machine_key"),
		one("vaultline.md", "X-Vaultline-Version", "X-Vaultline-Api", "X-Vaultline-Api"),
		one("vaultline.md", "2026-01", "2026-07", "2026-01", "2026-07"),
		one("vaultline.md", "3600", "900", "3600 -> 900"),
		one("vaultline.md", "\"bearer\"", "\"token\"", "/bearer", "/token"),
		one("vaultline.md", "7 days", "3 days", "7 days -> 3 days"),
		one("vaultline.md", "* 4012 – the secret is wrong\n", "", "removed code 4012"),
		one("vaultline.md", "4290", "4291", "4290", "4291"),
		one("vaultline.md", "* 4290", "* 4013 – the workspace is closed\n* 4290", "added code 4013"),
		one("vaultline.md", "the machine is unknown", "the clock is off", "changed code 4011"),
		one("vaultline.md", "\"renewable\": true", "\"renewable\": \"yes\"", "boolean -> string"),

		one("ditu.txt", "restapi.ditu.example.cn", "api.ditu.example.cn", "https://api.ditu.example.cn"),
		one("ditu.txt", "/auth/license/apply", "/auth/license/get", "/auth/license/get"),
		one("ditu.txt", "HTTP 方法:GET", "HTTP 方法:POST", "GET", "POST"),
		one("ditu.txt", "sig\t数字签名\tMD5\t可选", "sig\t数字签名\tMD5\t必填", "sig: optional -> required"),
		one("ditu.txt", "?key=", "?ak=", "ak"),
		one("ditu.txt", "可选\tJSON", "可选\tXML", "output: JSON -> XML"),
		one("ditu.txt", "license\t授权串", "token\t授权串", "license", "token"),
		one("ditu.txt", "10 天", "7 天", "10 days -> 7 days"),
		one("ditu.txt", "10001\tINVALID", "10009\tINVALID", "10001", "10009"),
		one("ditu.txt", "DAILY_QUERY_OVER_LIMIT", "QUERY_OVER_LIMIT", "changed code 10003"),
		one("ditu.txt", "20003\tUNKNOWN_ERROR\t其他未知错误\n", "", "removed code 20003"),

		one("tollbooth.md", "https://live.tollbooth.money", "https://pay.tollbooth.money", "https://pay.tollbooth.money"),
		one("tollbooth.md", "https://sandbox.tollbooth.money", "https://test.tollbooth.money", "https://test.tollbooth.money"),
		one("tollbooth.md", "/auth/exchange", "/auth/session", "/auth/session"),
		one("tollbooth.md", "`POST` request", "`PUT` request", "PUT"),
		one("tollbooth.md", "requests.post(", "requests.put(", "PUT"),
		one("tollbooth.md", "`DELETE` request", "`POST` request", "DELETE"),
		one("tollbooth.md", "X-Toll-Timestamp", "X-Toll-Time", "X-Toll-Timestamp", "X-Toll-Time"),
		one("tollbooth.md", "HMAC-SHA256", "HMAC-SHA512", "hmac-sha256 -> hmac-sha512"),
		one("tollbooth.md", "900000 milliseconds", "300000 milliseconds", "15 minutes -> 5 minutes"),
		one("tollbooth.md", "\"merchant\"", "\"merchant_id\"", "merchant_id"),
		one("tollbooth.md", "\"value\": \"tb_1\"", "\"token\": \"tb_1\"", "/access/value", "/access/token"),
		one("tollbooth.md", "\"granted\"", "\"ok\"", "granted", "ok"),
		one("tollbooth.md", "E1005", "E1006", "E1005", "E1006"),
		one("tollbooth.md", "E1100", "E1101", "E1100", "E1101"),
		one("tollbooth.md", ", E1005 means that the clock of the caller is off", "", "removed code E1005"),
		one("tollbooth.md", "the signature is wrong", "the key has expired", "E1004"),
		one("tollbooth.md", "\"2026-05-04T03:02:01+00:00\"", "1777863721", "/access/expires"),

		one("duanxin.html", "sms.duanxintong.com.cn", "api.duanxintong.com.cn", "http://api.duanxintong.com.cn"),
		one("duanxin.html", "http://sms", "https://sms", "https://sms.duanxintong.com.cn"),
		one("duanxin.html", "getToken.do", "applyToken.do", "/OpenPlatform/applyToken.do"),
		one("duanxin.html", "<b>POST</b>", "<b>GET</b>", "POST", "GET"),
		one("duanxin.html", "(表单)", "(JSON body)", "form"),
		one("duanxin.html", "loginName", "userName", "loginName", "userName"),
		one("duanxin.html", "<td>extend</td><td>N</td>", "<td>extend</td><td>Y</td>", "extend: varchar(10), optional -> varchar(10), required"),
		one("duanxin.html", "varchar(64)", "varchar(128)", "varchar(64)", "varchar(128)"),
		one("duanxin.html", "accessToken=", "token=", "accessToken", "token"),
		one("duanxin.html", "result=0", "result=1", "result"),
		one("duanxin.html", "有效秒数", "有效分钟数", "seconds -> minutes"),
		one("duanxin.html", "<td>-102</td>", "<td>-103</td>", "-102", "-103"),
		one("duanxin.html", "<tr><td>-201</td><td>IP 未加白名单</td></tr>\n", "", "removed code -201"),
		one("duanxin.html", "<tr><td>-201</td>", "<tr><td>-202</td><td>余额不足</td></tr>\n<tr><td>-201</td>", "added code -202"),

		one("fleetly.txt", "eu1.fleetly.app", "eu2.fleetly.app", "https://eu2.fleetly.app"),
		one("fleetly.txt", "\"/login\"", "\"/signin\"", "/signin"),
		one("fleetly.txt", "/vehicles?", "/cars?", "/cars"),
		one("fleetly.txt", "method: \"POST\"", "method: \"PUT\"", "POST", "PUT"),
		one("fleetly.txt", "X-Fleet", "X-Account", "X-Fleet", "X-Account"),
		one("fleetly.txt", "pin: \"0000\"", "passcode: \"0000\"", "pin", "passcode"),
		one("fleetly.txt", ", remember: true", "", "remember"),
		one("fleetly.txt", "\"JWT \"", "\"Bearer \"", "JWT", "Bearer"),
		one("fleetly.txt", "jwt", "token", "/jwt", "/token"),
		one("fleetly.txt", "1767225600", "1767225600000", "10 digits"),
		one("fleetly.txt", "timestamp in seconds", "timestamp in milliseconds", "seconds -> milliseconds"),
		one("fleetly.txt", "eight hours", "two hours", "8 hours -> 2 hours"),
		one("fleetly.txt", "error 1202", "error 1203", "1202", "1203"),
		one("fleetly.txt", "the user is locked", "the fleet is closed", "1202"),
		one("fleetly.txt", "HTTP 503 with error 1900: maintenance.\n", "", "1900"),
		one("fleetly.txt", "HTTP 503", "HTTP 502", "503"),

		one("wulian.md", "192.168.10.20:8080", "192.168.10.20:9090", "http://192.168.10.20:9090"),
		one("wulian.md", "/iot", "/iot2", "/iot2"),
		one("wulian.md", "/device/session", "/device/login", "/device/login"),
		one("wulian.md", "`PUT ", "`POST ", "PUT", "POST"),
		one("wulian.md", "productKey|path", "productKey|query", "in productKey: path -> query"),
		one("wulian.md", "|string|否|", "|string|是|", "X-Trace: string, optional -> string, required"),
		one("wulian.md", "deviceSecret", "secret", "deviceSecret", "secret"),
		one("wulian.md", "X-Trace", "X-Request", "X-Trace", "X-Request"),
		one("wulian.md", "时长(分钟)", "时长(秒)", "minutes -> seconds"),
		one("wulian.md", "120", "60", "120 -> 60"),
		one("wulian.md", "\"code\":200", "\"code\":0", "200 -> 0"),
		one("wulian.md", "sessionKey", "token", "sessionKey", "token"),
		one("wulian.md", "5002(", "5012(", "5002", "5012"),
		one("wulian.md", "、5003(设备已禁用)", "", "removed code 5003"),
		one("wulian.md", "5003(设备已禁用)", "5003(设备已禁用)、5004(产品不存在)", "added code 5004"),
		one("wulian.md", "设备密钥错误", "签名算法不支持", "5002"),
		one("wulian.md", "10 分钟", "30 分钟", "10 minutes -> 30 minutes"),

		one("showdoc.md", "api.lvdian.cc", "open.lvdian.cc", "http://open.lvdian.cc"),
		one("showdoc.md", "/open/user/login", "/open/user/signin", "/open/user/signin"),
		one("showdoc.md", "- POST", "- GET", "POST", "GET"),
		one("showdoc.md", "|device     |否", "|device     |是", "device: string, optional -> string, required"),
		one("showdoc.md", "|secret |", "|password |", "secret", "password"),
		one("showdoc.md", "\"2026-12-31 23:59:59\"", "1798732799", "/data/expire_at"),
		one("showdoc.md", "24小时", "12小时", "24 hours -> 12 hours"),
		one("showdoc.md", "10102 ", "10105 ", "10102", "10105"),
		one("showdoc.md", ";10103 账号被锁定", "", "removed code 10103"),
		one("showdoc.md", "密钥错误", "密钥过期", "10102"),
		one("showdoc.md", "10101 账号不存在", "10100 参数缺失;10101 账号不存在", "added code 10100"),
		one("showdoc.md", "token", "ticket", "token", "ticket"),

		one("yapi.txt", "/api/uaa/session", "/api/uaa/login", "/api/uaa/login"),
		one("yapi.txt", "Method: POST", "Method: PUT", "PUT"),
		one("yapi.txt", "https://prod.zhongtai-yun.com", "https://api.zhongtai-yun.com", "https://api.zhongtai-yun.com"),
		one("yapi.txt", "tenantId\t\t是", "tenantId\t\t否", "tenantId"),
		one("yapi.txt", "tenantId", "X-Tenant", "tenantId", "X-Tenant"),
		one("yapi.txt", "integer\t非必须\t1", "integer\t非必须\t2", "type: 1 -> 2"),
		one("yapi.txt", "integer\t非必须", "integer\t必须", "type: integer, optional -> integer, required"),
		one("yapi.txt", "├─ ticket", "├─ token", "ticket", "token"),
		one("yapi.txt", "有效分钟", "有效秒", "minutes -> seconds"),

		one("gitbook.txt", "cloud.moorings.io", "api.moorings.io", "cloud.moorings.io -> api.moorings.io"),
		one("gitbook.txt", "/auth/token/v1", "/auth/token/v2", "/auth/token/v2"),
		one("gitbook.txt", "\nget\n", "\npost\n", "POST"),
		one("gitbook.txt", "GET /auth", "POST /auth", "POST"),
		one("gitbook.txt", "localestringOptional", "localestringRequired", "locale: string, optional -> string, required"),
		one("gitbook.txt", "Query parameters", "Form parameters", "query -> form"),
		one("gitbook.txt", "clientSecret", "secret", "clientSecret", "secret"),
		one("gitbook.txt", "expires_in", "ttl", "expires_in", "ttl"),
		one("gitbook.txt", "409\n", "423\n", "409 -> 423"),
		one("gitbook.txt", "AuthorizationstringRequired", "X-Api-KeystringRequired", "X-Api-Key"),

		one("redoc.txt", "https://api.freightly.com", "https://api2.freightly.com", "https://api2.freightly.com"),
		one("redoc.txt", "api.staging.freightly.com", "api.test.freightly.com", "https://api.test.freightly.com"),
		one("redoc.txt", "/auth/token", "/auth/session", "/auth/session"),
		one("redoc.txt", "curl -X POST", "curl -X PUT", "PUT"),
		one("redoc.txt", "POST /v1", "PUT /v1", "PUT"),
		one("redoc.txt", "client_secret\nrequired", "client_secret\noptional", "client_secret: string, required -> string, optional"),
		one("redoc.txt", "scope\nstring", "audience\nstring", "scope", "audience"),
		one("redoc.txt", "3600", "7200", "3600 -> 7200"),
		one("redoc.txt", "429 Too", "423 Too", "429 -> 423"),
		one("redoc.txt", "400013", "400014", "400013", "400014"),
		one("redoc.txt", "401021\ninvalid_client\nUnknown client\n", "", "removed code 401021"),

		one("baidulike.txt", "aip.yuntu-ai.com", "api.yuntu-ai.com", "https://api.yuntu-ai.com"),
		one("baidulike.txt", "/oauth/2.0/token", "/oauth/3.0/token", "/oauth/3.0/token"),
		one("baidulike.txt", "使用POST", "使用GET", "POST", "GET"),
		one("baidulike.txt", "region: 可选", "region: 必须", "region: optional -> required"),
		one("baidulike.txt", "region", "zone", "region", "zone"),
		one("baidulike.txt", "client_credentials", "api_key", "client_credentials", "api_key"),
		one("baidulike.txt", "有效期30天", "有效期15天", "30 days -> 15 days"),
		one("baidulike.txt", "2592000", "1296000", "2592000 -> 1296000"),
		one("baidulike.txt", "秒为单位", "分钟为单位", "seconds -> minutes"),
		one("baidulike.txt", "invalid_client_secret", "bad_secret", "invalid_client_secret", "bad_secret"),
		one("baidulike.txt", "\"access_token\"", "\"token\"", "/access_token", "/token"),

		one("sdkonly.md", "print.kilnworks.co", "api.kilnworks.co", "https://api.kilnworks.co"),
		one("sdkonly.md", "/passes", "/tickets", "/tickets"),
		one("sdkonly.md", "new HttpPost", "new HttpPut", "PUT"),
		one("sdkonly.md", "NewRequest(\"POST\"", "NewRequest(\"PUT\"", "PUT"),
		one("sdkonly.md", "X-Workshop-Key", "X-Kiln-Key", "X-Workshop-Key", "X-Kiln-Key"),
		one("sdkonly.md", "days", "hours", "days", "hours"),
		one("sdkonly.md", "\"pass\"", "\"token\"", "/pass", "/token"),
		one("sdkonly.md", "a week", "a day", "7 days -> 24 hours"),
		one("sdkonly.md", "Kiln-Pass", "Kiln-Token", "Kiln-Pass", "Kiln-Token"),
		one("sdkonly.md", "| 423 |", "| 429 |", "423", "429"),
		one("sdkonly.md", "KEY_REVOKED", "KEY_GONE", "KEY_REVOKED", "KEY_GONE"),

		one("cinder.md", "cinder-id.com", "cinder-login.com", "cinder-login.com"),
		one("cinder.md", "/oauth2/v1", "/oauth2/v2", "/oauth2/v2"),
		one("cinder.md", "/revoke", "/end", "/revoke", "/end"),
		one("cinder.md", "POST", "PUT", "POST", "PUT"),
		one("cinder.md", "| Optional. ", "| Required. ", "scope: String, optional -> String, required"),
		one("cinder.md", "grant_type", "grant", "grant_type", "grant"),
		one("cinder.md", "in seconds", "in minutes", "seconds -> minutes"),
		one("cinder.md", "invalid_scope", "bad_scope", "invalid_scope", "bad_scope"),
		one("cinder.md", "3600", "1800", "3600 -> 1800"),

		one("weiba.txt", "api.weiba.example.com", "open.weiba.example.com", "https://open.weiba.example.com"),
		one("weiba.txt", "/cgi/token/stable", "/cgi/token", "/cgi/token"),
		one("weiba.txt", "POST https", "GET https", "POST", "GET"),
		one("weiba.txt", "boolean\n否", "boolean\n是", "force_refresh: boolean, optional -> boolean, required"),
		one("weiba.txt", "单位:秒", "单位:分钟", "seconds -> minutes"),
		one("weiba.txt", "40125\n", "40126\n", "40125", "40126"),
		one("weiba.txt", "45009\nreach max api daily quota limit\n调用超过天级别频率限制\n", "", "removed code 45009"),
		one("weiba.txt", "invalid grant_type", "unknown grant_type", "changed code 40002"),

		one("parcelhub.txt", "POST  https://ws.parcelhub.example/rest/2.1/logout", "DELETE  https://ws.parcelhub.example/rest/2.1/session", "/rest/2.1/session"),
		one("parcelhub.txt", "ws.parcelhub.example", "api.parcelhub.example", "https://api.parcelhub.example"),
		one("parcelhub.txt", "X-PH-Client    mandatory", "X-PH-Client    optional", "X-PH-Client: required -> optional"),
		one("parcelhub.txt", "terminal (string, optional)", "terminal (string, required)", "terminal: string, optional -> string, required"),
		one("parcelhub.txt", "sessionId - string", "sessionId - integer", "sessionId: string -> integer"),
		one("parcelhub.txt", "sessionId", "session", "sessionId", "session"),
		one("parcelhub.txt", "102   Wrong", "103   Wrong", "102", "103"),
		one("parcelhub.txt", "  101   Unknown customer\n", "", "removed code 101"),
		one("parcelhub.txt", "15 minutes", "30 minutes", "changed code 110"),
		one("parcelhub.txt", "HTTP Basic", "HTTP Digest", "Basic", "Digest"),

		one("jiguang.md", "wms.jgcc.cn", "oms.jgcc.cn", "https://oms.jgcc.cn"),
		one("jiguang.md", "/openapi/auth/grant", "/openapi/auth/token", "/openapi/auth/token"),
		one("jiguang.md", "`POST`", "`GET`", "POST", "GET"),
		one("jiguang.md", "string,选填", "string,必填", "warehouse: string, optional -> string, required"),
		one("jiguang.md", "SHA256", "SHA1", "sha256 -> sha1"),
		one("jiguang.md", "data.grantToken", "data.token", "grantToken", "data.token"),
		one("jiguang.md", "7200秒", "3600秒", "2 hours"),
		one("jiguang.md", "AUTH_002", "AUTH_012", "AUTH_002", "AUTH_012"),
		one("jiguang.md", "1. `AUTH_001`:appKey 不存在\n", "", "removed code AUTH_001"),
		one("jiguang.md", "毫秒时间戳", "秒时间戳", "milliseconds -> seconds"),

		one("tidepool.html", "app.tidepool-crm.com", "api.tidepool-crm.com", "https://api.tidepool-crm.com"),
		one("tidepool.html", "/api/sessions", "/api/logins", "/api/logins"),
		one("tidepool.html", ">post<", ">put<", "POST", "PUT"),
		one("tidepool.html", "api_secret", "api_key", "api_secret", "api_key"),
		one("tidepool.html", "<span class=\"type\">boolean</span>", "<span class=\"type\">boolean</span><span class=\"required\">required</span>", "remember"),
		one("tidepool.html", "<code>423</code>", "<code>429</code>", "423", "429"),
		one("tidepool.html", "\"2026-02-03T04:05:06Z\"", "1770091506", "/session/expires_at"),
		one("tidepool.html", "TP-1002", "TP-1003", "TP-1002", "TP-1003"),
		one("tidepool.html", "wrong secret", "the account is closed", "TP-1002"),
		one("tidepool.html", ", <code>TP-1009</code> (too many tries)", "", "removed code TP-1009"),
	}
}

// rewordings change no fact.
func rewordings() []single {
	return []single{
		one("lumio.md", "Every call carries a session token. Ask for one", "All calls need a session token. Request one"),
		one("lumio.md", "lk_51ab", "lk_77cc"),
		one("lumio.md", "lum_3f9a0c", "lum_000111"),
		one("lumio.md", "the public half of the key pair", "public part of your key"),
		one("lumio.md", "The answer:", "The server answers with:"),
		one("lumio.md", "## Authentication", "## Authentication\n\nSee the [guide](https://lumio.dev/docs/guide) for more."),
		one("qingyun.txt", "开发者需要妥善保存。", "请勿泄露。"),
		one("qingyun.txt", "AT_8h2k", "AT_0000zzzz"),
		one("qingyun.txt", "应用密钥", "应用的密钥,在控制台查看"),
		one("qingyun.txt", "\n请求参数\n", "\n\n请求参数\n\n"),
		one("northgate.html", "Machines log in with a client assertion.", "A client assertion is how machines log in."),
		one("northgate.html", "<p>", "<p class=\"lead\">"),
		one("northgate.html", "Your client.", "The id of your client."),
		one("northgate.html", "x.y.z", "h.p.s"),
		one("northgate.html", "web-7", "shop-12"),
		one("northgate.html", "https://northgate.io/pricing", "https://northgate.io/plans"),
		one("hengtong.txt", "恒通支付网关接入指南", "恒通支付网关接入指南(新版)"),
		one("hengtong.txt", "WK0011", "WK0999"),
		one("hengtong.txt", "商户号", "商户的编号"),
		one("hengtong.txt", "1767225600000", "1798761600000"),
		one("parcelo.txt", "Passphrase of the shop", "What the shop chose"),
		one("parcelo.txt", "pt-71", "pt-99"),
		one("parcelo.txt", "2026-03-01T10:00:00Z", "2027-04-02T11:30:00Z"),
		one("parcelo.txt", "Get an access token", "How to get an access token"),
		one("xingchen.txt", "调用语音接口之前,请先换取", "在调用语音接口前,需要先换取"),
		one("xingchen.txt", "TK-9", "TK-1234"),
		one("xingchen.txt", "|:--|:--|:--|:--|", "|---|---|---|---|"),
		one("xingchen.txt", "访问密钥 |", "访问密钥,见控制台 |"),
		one("vaultline.md", "id of the machine", "the machine's id"),
		one("vaultline.md", "vt.123", "vt.999"),
		one("vaultline.md", "A lease can be renewed for 7 days.", "You can renew a lease for 7 days."),
		one("vaultline.md", `\_`, "_"),
		one("ditu.txt", "用户在官网申请的 Key", "在官网申请"),
		one("ditu.txt", "您的key", "KEY"),
		one("ditu.txt", "\t", " | "),
		one("tollbooth.md", "To get a token, send a `POST` request to `/auth/exchange` with these headers:", "Send a `POST` request to `/auth/exchange`; it needs these headers:"),
		one("tollbooth.md", "tb_1", "tb_77"),
		one("tollbooth.md", "m-1", "m-2"),
		one("tollbooth.md", "2026-05-04T03:02:01+00:00", "2027-01-01T00:00:00+00:00"),
		one("tollbooth.md", "Code E1004 means that the signature is wrong", "E1004 indicates that the signature is wrong"),
		one("duanxin.html", "企业编号</td></tr>", "企业的编号</td></tr>"),
		one("duanxin.html", "accessToken=abc", "accessToken=xyz"),
		one("duanxin.html", "<tr><td>", "<tr>\n  <td>"),
		one("fleetly.txt", "user: \"demo\"", "user: \"anna\""),
		one("fleetly.txt", "a.b.c", "d.e.f"),
		one("fleetly.txt", "1767225600", "1798761600"),
		one("fleetly.txt", "quick start", "getting started"),
		one("wulian.md", "产品标识", "产品的标识"),
		one("wulian.md", "\"s1\"", "\"s2\""),
		one("wulian.md", "# 物联平台设备接入", "# 物联平台设备接入指南"),
		one("wulian.md", "-|-|-\n", ":--|:-:|--:\n"),
		one("showdoc.md", "用户登录,换取令牌", "登录后得到令牌"),
		one("showdoc.md", "tk12", "tk99"),
		one("showdoc.md", "|:-----  |:-----|-----                           |", "|-|-|-|"),
		one("yapi.txt", "登录并取得会话", "登录,返回会话"),
		one("yapi.txt", "├─ ", "  └─ "),
		one("gitbook.txt", "3 months ago", "2 days ago"),
		one("gitbook.txt", "Another session is open.", "You have another session."),
		one("gitbook.txt", "dGV4dA==", "Zm9v"),
		one("redoc.txt", "Client identifier issued to your application.", "The identifier of your application."),
		one("redoc.txt", "sk-418e", "sk-999f"),
		one("redoc.txt", "YOUR_CLIENT_ID", "my-client"),
		one("baidulike.txt", "应用的API Key", "您应用的 API Key"),
		one("baidulike.txt", "25.b55f", "25.cc00"),
		one("baidulike.txt", "client_id=Va5y", "client_id=Xx11"),
		one("sdkonly.md", "There is no login page for machines. Exchange", "Machines do not log in. Exchange"),
		one("sdkonly.md", "kp_1", "kp_2"),
		one("sdkonly.md", "p1", "p77"),
		one("tollbooth.md", "If the merchant is suspended, the API answers E1100.", "E1100 is returned when the merchant was suspended."),
		one("fleetly.txt", "the pin is wrong", "wrong pin"),
		one("fleetly.txt", "Problems\n", "Problems\n\nOur support answers within 48 hours.\n"),
		one("showdoc.md", "- 错误代码", "- 技术支持在2个工作日内答复,客服电话 400-800-1234\n- 错误代码"),
		one("vaultline.md", "## Renew", "Read the [changelog](https://vaultline.net/changelog) before you update.\n## Renew"),
		one("ditu.txt", "服务说明\n", "服务说明\n\n官网:https://www.ditu.example.cn\n"),
		one("cinder.md", "Interact with the owner and get a grant.", "Ask the owner for a grant."),
		one("cinder.md", "The following parameters can be posted as", "These parameters go as"),
		one("cinder.md", "eyJhb", "eyJxy"),
		one("weiba.txt", "账号密钥", "账号的密钥"),
		one("weiba.txt", "获取小程序全局唯一后台接口调用凭据", "获取后台接口调用凭据"),
		one("parcelhub.txt", "customer's PIN", "PIN of the customer"),
		one("parcelhub.txt", "The server replies with a session id.", "It answers with the id of a session."),
		one("jiguang.md", "应用标识", "应用的标识"),
		one("jiguang.md", "### 响应结果", "### 返回结果"),
		one("tidepool.html", "Who logs in.", "The user."),
		one("tidepool.html", "tp_1", "tp_9"),
	}
}

// Other forms of whole pages are no change either.
func TestOtherFormsOfPagesThatNobodyShowedTheReader(t *testing.T) {
	t.Parallel()
	forms := map[string]func(string) string{
		"navigation":     navigation,
		"more prose":     talkative,
		"blank lines":    func(p string) string { return strings.ReplaceAll(p, "\n\n", "\n\n\n") },
		"windows":        func(p string) string { return "\ufeff" + strings.ReplaceAll(p, "\n", "\r\n") },
		"one file":       func(p string) string { return archived(asHTML(p), "quoted-printable") },
		"as HTML":        asHTML,
		"sample in Go":   func(p string) string { return p + goSample },
		"trailing words": func(p string) string { return strings.ReplaceAll(p, "\n", "  \n") },
	}
	entries, err := os.ReadDir(others)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(entries), 20)
	for _, e := range entries {
		raw, err := os.ReadFile(filepath.Join(others, e.Name()))
		require.NoError(t, err)
		for name, form := range forms {
			hasHTML := strings.Contains(string(raw), "<div") || strings.HasSuffix(e.Name(), ".html")
			if asPage := name == "one file" || name == "as HTML"; hasHTML && name != "windows" && (!asPage || !strings.HasPrefix(string(raw), "<")) {
				continue // its marks would be text there
			}
			t.Run(e.Name()+"/"+name, func(t *testing.T) {
				t.Parallel()
				var out, errs bytes.Buffer
				code := run([]string{"compare", filepath.Join(others, e.Name()), "-"}, strings.NewReader(form(string(raw))), &out, &errs)
				require.Equal(t, same, code, "%s%s", out.String(), errs.String())
			})
		}
	}
}

// asHTML is a text in a frame of HTML, and HTML as it is.
func asHTML(page string) string {
	if strings.HasPrefix(page, "<") {
		return page
	}
	return `<html><head><meta charset="utf-8"></head><body><pre>` + html.EscapeString(page) + "</pre></body></html>"
}

// compared runs compare on a frozen page and a changed one.
func compared(t *testing.T, s single) (code int, out string) {
	t.Helper()
	name := filepath.Join(others, s.page)
	raw, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Contains(t, string(raw), s.old, "the page no longer has what is changed")
	var stdout, stderr bytes.Buffer
	code = run([]string{"compare", name, "-"}, strings.NewReader(strings.ReplaceAll(string(raw), s.old, s.changed)), &stdout, &stderr)
	return code, stdout.String() + stderr.String()
}

func TestSingleChangesOfPagesThatNobodyShowedTheReader(t *testing.T) {
	t.Parallel()
	for _, s := range singles() {
		t.Run(s.page+"/"+strings.TrimSpace(s.old), func(t *testing.T) {
			t.Parallel()
			code, out := compared(t, s)
			require.Equal(t, changes, code, "%s -> %s: %s", s.old, s.changed, out)
			for _, want := range s.want {
				assert.Contains(t, out, want)
			}
		})
	}
	t.Logf("%d single changes", len(singles()))
}

func TestRewordingsOfPagesThatNobodyShowedTheReader(t *testing.T) {
	t.Parallel()
	for _, s := range rewordings() {
		t.Run(s.page+"/"+strings.TrimSpace(s.old), func(t *testing.T) {
			t.Parallel()
			code, out := compared(t, s)
			require.Equal(t, same, code, "%s -> %s: %s", s.old, s.changed, out)
		})
	}
	t.Logf("%d rewordings", len(rewordings()))
}
