package hitem3dtest

import (
	"net/http"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

const pathBalance = "/open-api/v1/balance"

type balanceAnswer struct {
	Code any         `json:"code"`
	Data balanceData `json:"data"`
	Msg  string      `json:"msg"`
}

type balanceData struct {
	TotalBalance float64 `json:"totalBalance"`
}

// balance is the vendor's cheapest business call. The real call knows GET only. POST is
// here for tests of calls with a body.
func (s *Server) balance(r *http.Request) authtest.Answer {
	if refusal, refused := s.authorize(r); refused {
		return refusal
	}
	return authtest.JSON(http.StatusOK, balanceAnswer{Code: s.facts.code(codeSuccess), Data: balanceData{TotalBalance: 100.5}, Msg: "success"})
}

// authorize checks the token of a business call.
func (s *Server) authorize(r *http.Request) (refusal authtest.Answer, refused bool) {
	token := credential(r)
	if word := s.facts.scheme; word != "" {
		token, _ = strings.CutPrefix(r.Header.Get("Authorization"), word+" ")
	}
	return s.businessFailure(codeUnauthorized), !s.sim.Tokens.Live(authtest.KindAccess, token)
}
