package scnettest

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

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
	if r.URL.Path == pathRenewToken {
		return s.failure(opRenewToken, code)
	}
	return s.failure(opCreateTokens, code)
}

func (s *Server) refuse(_ *http.Request, op, code string) authtest.Answer { return s.failure(op, code) }
