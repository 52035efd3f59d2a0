package hitem3dtest

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func text(code string) string {
	if t, ok := texts[code]; ok {
		return t
	}
	return "unknown error"
}

type empty struct{}

type tokenFailure struct {
	Code    any    `json:"code"`
	Message string `json:"message"`
	Data    empty  `json:"data"`
}

// msgFailure is the envelope of business calls, and of the page's third sample.
type msgFailure struct {
	Code any    `json:"code"`
	Data empty  `json:"data"`
	Msg  string `json:"msg"`
}

func (s *Server) failure(code string) authtest.Answer {
	if s.facts.msgKey {
		return s.businessFailure(code)
	}
	return authtest.JSON(http.StatusOK, tokenFailure{Code: s.facts.code(code), Message: text(code)})
}

func (s *Server) businessFailure(code string) authtest.Answer {
	return authtest.JSON(http.StatusOK, msgFailure{Code: s.facts.code(code), Msg: text(code)})
}

func (s *Server) refuse(_ *http.Request, op, code string) authtest.Answer {
	if op == authtest.OpBusiness {
		return s.businessFailure(code)
	}
	return s.failure(code)
}
