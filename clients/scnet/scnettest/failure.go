package scnettest

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

const (
	codeSuccess = "0"
	codeMissing = "10003"
	codeInvalid = "10004"
	codeDenied  = "10008"
	codeNoRight = "10009"
)

// texts holds the page's texts. The text of 10007 is from a client's table.
var texts = map[string]string{
	"10001":     "内部错误",
	codeMissing: "参数不全",
	codeInvalid: "参数无效",
	codeDenied:  "权限不足",
	codeNoRight: "没有权限访问接口",
	"10007":     "用户已被冻结",
	codeSuccess: "success",
}

func text(code string) string {
	if t, ok := texts[code]; ok {
		return t
	}
	return "未知错误"
}

// failure refuses a call of op. Its keys have the order of op's success, without data.
func (s *Server) failure(op, code string) authtest.Answer {
	if op == opRenewToken {
		return authtest.JSON(s.facts.errorStatus, renewAnswer{Msg: text(code), Code: code})
	}
	return authtest.JSON(s.facts.errorStatus, answer{Code: code, Msg: text(code)})
}

// badRequest refuses a request that the generated server could not read.
func (s *Server) badRequest(r *http.Request, code string) authtest.Answer {
	if r.URL.Path == pathNext {
		return s.failure(opRenewToken, code)
	}
	return s.failure(opCreateTokens, code)
}

func (s *Server) refuse(_ *http.Request, op, code string) authtest.Answer { return s.failure(op, code) }
