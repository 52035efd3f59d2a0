package amsutest

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

const (
	codeAuthentication = "COMMON.AUTHENTICATION_FAILED"
	codeInvalid        = "COMMON.INVALID_CREDENTIALS"
	codeFileType       = "COMMON.INVALID_FILE_TYPE"
	codeData           = "ECG.INVALID_DATA"
)

// texts holds the vendor's error texts. The first is from the page and the second from
// the available-times page. The others are guesses.
var texts = map[string]string{
	codeAuthentication: "Incorrect client id or secret.",
	codeInvalid:        "Invalid authentication credentials.",
	codeFileType:       "Invalid file type.",
	codeData:           "Invalid data.",
}

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
	case codeAuthentication, codeInvalid:
		status = s.facts.errorStatus
	case codeData:
		status = http.StatusUnprocessableEntity
	}
	msg, ok := texts[code]
	if !ok {
		msg = "Unknown error."
	}
	return authtest.JSON(status, failureAnswer{Error: failureDetail{Code: code, Msg: msg}})
}
