package zhihuiyatest

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

const (
	codeCredentials = "67200003"
	codeNoAPIKey    = "67200008"
	codeMismatch    = "67200009"
	codePath        = "67200101"
	codeParameter   = "68300004"
	codeBasic       = "68300006"
)

// texts holds the page's texts, except the last two. Clients know the codes of the last
// two, but no texts.
var texts = map[string]string{
	"67200000":      "服务内部错误!",
	"67200001":      "API整体限流错误!",
	"67200002":      "当前调用速率过快,超过当前配置限制QPS!",
	codeCredentials: "申请token的key和secret传参不正确或者客户端已被禁用!",
	"67200004":      "请求的接口无权限请联系我们的支持人员!",
	"67200005":      "账户余额/调用次数不足!",
	"67200006":      "客户端超过开通有效期!",
	"67200007":      "当前调用超过当天配置使用额度!",
	codeNoAPIKey:    "请检查query参数中必填的apikey是否传输!",
	codeMismatch:    "apikey与所传的bearerToken不匹配,请检查是否使用在有效期内的token!",
	"67200012":      "请求不合法!",
	"67200100":      "当前服务器状态正忙,请求响应超时!",
	codePath:        "当前请求的Api不存在请检查请求Path!",
	codeParameter:   "请求参数异常!",
	"68300005":      "查询Api失败!",
	codeBasic:       "解析基本存取错误!",
	"68300007":      "存在错误的请求!",
	"68300008":      "服务中断异常,请稍后再试!",
	"68300010":      "文件不符合上传规范!",
	"67200202":      "Authentication failed!",
	"67200203":      "Insufficient balance or tier!",
}

func text(code string) string {
	if t, ok := texts[code]; ok {
		return t
	}
	return "Unknown error!"
}

type refusal struct {
	Status    bool          `json:"status"`
	ErrorCode authtest.Code `json:"error_code"`
	ErrorMsg  string        `json:"error_msg"`
}

// failure refuses a token call.
func (s *Server) failure(code string) authtest.Answer {
	a := authtest.JSON(http.StatusOK, refusal{ErrorCode: authtest.Code(code), ErrorMsg: text(code)})
	if code == codeCredentials {
		a.Status = s.facts.errorStatus
	}
	return a
}

func businessFailure(code string) authtest.Answer {
	a := authtest.JSON(http.StatusOK, refusal{ErrorCode: authtest.Code(code), ErrorMsg: text(code)})
	a.Header = businessHeader()
	return a
}

func (s *Server) refuse(_ *http.Request, op, code string) authtest.Answer {
	if op == authtest.OpBusiness {
		return businessFailure(code)
	}
	return s.failure(code)
}
