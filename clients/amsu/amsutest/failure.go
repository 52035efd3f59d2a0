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

// texts are the page's for the first, the available-times page's for the
// second; the others' are not known.
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

// failure is of token and business calls alike. 422 for bad data is known, 400
// for other codes that have nothing to do with credentials a guess.
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
