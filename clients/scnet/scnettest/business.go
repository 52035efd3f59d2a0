package scnettest

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

const pathUser = "/ac/openapi/v2/user"

type userData struct {
	UserName string `json:"userName"`
}

func (s *Server) user(r *http.Request) authtest.Answer {
	return s.business(r, true, func(g authtest.Grant) any { return userData{UserName: g.Account} })
}

// business requires a live token, of the platform or of a region. The values of its answer
// are invented.
func (s *Server) business(r *http.Request, forPlatform bool, data func(g authtest.Grant) any) authtest.Answer {
	if refusal, refused := s.authorize(r); refused {
		return refusal
	}
	grant, _ := s.sim.Tokens.Find(authtest.KindAccess, credential(r))
	if s.facts.strictScopes && (grant.Subject == platform) != forPlatform {
		return s.failure(authtest.OpBusiness, codeAccessDenied)
	}
	return authtest.JSON(http.StatusOK, answer{Code: codeSuccess, Msg: "success", Data: data(grant)})
}

// authorize requires a live token, of any region.
func (s *Server) authorize(r *http.Request) (refusal authtest.Answer, refused bool) {
	token := credential(r)
	if token == "" {
		return s.failure(authtest.OpBusiness, codeMissingParameter), true
	}
	return s.failure(authtest.OpBusiness, codeInsufficientPermission), !s.sim.Tokens.Live(authtest.KindAccess, token)
}
