package zhihuiyatest

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

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
	if code == codeInvalidClient {
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
