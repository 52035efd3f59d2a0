package amsutest

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

type failureAnswer struct {
	Error failureDetail `json:"error"`
}

type failureDetail struct {
	Code string `json:"code"`
	Msg  string `json:"msg"`
}

// failure answers token calls and business calls alike. The vendor is known to send 422
// for bad data. The 400 for other codes that are not about credentials is a guess.
func (s *Server) failure(code string) authtest.Answer {
	status := http.StatusBadRequest
	switch code {
	case codeAuthenticationFailed, codeInvalidToken:
		status = s.facts.errorStatus
	case codeInvalidECGData:
		status = http.StatusUnprocessableEntity
	}
	msg, ok := texts[code]
	if !ok {
		msg = "Unknown error."
	}
	return authtest.JSON(status, failureAnswer{Error: failureDetail{Code: code, Msg: msg}})
}
