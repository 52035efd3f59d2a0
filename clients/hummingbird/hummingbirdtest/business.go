package hummingbirdtest

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

const (
	pathProducts = "/v1.0/openapi/products"
	pathProduct  = "/v1.0/openapi/product"
	pathDevice   = "/v1.0/openapi/device"
)

// admit checks a business call's token before the body is read. So a token that expires
// while the body is sent is accepted.
func (s *Server) admit(r *http.Request, op string) (authtest.Answer, bool) {
	if op != authtest.OpBusiness {
		return authtest.Answer{}, false
	}
	token := credential(r)
	if values, ok := r.URL.Query()[tokenName]; ok {
		token = values[0] // the query has precedence, even an empty value
	}
	grant, state := s.sim.Tokens.Find(authtest.KindAccess, token)
	if state == authtest.Live && !s.sim.Clock.Now().Before(grant.IssuedAt) {
		return authtest.Answer{}, false
	}
	return businessFailure(r, codeTokenInvalid), true
}

// device answers for a device by its id. No device exists, and the gateway has no code
// for that.
func device(r *http.Request) authtest.Answer { return businessFailure(r, codeUnspecified) }

// businessSuccess answers a successful business call.
func businessSuccess(r *http.Request, result any) authtest.Answer {
	return envelopeB(r, answerB{Success: true, ErrorCode: codeSuccess, ErrorMsg: "success", Result: result})
}

// crash is what the gateway answers if one of its handlers panics.
func crash(r *http.Request) authtest.Answer {
	return authtest.Answer{Status: http.StatusInternalServerError, Header: correlation(r)}
}
