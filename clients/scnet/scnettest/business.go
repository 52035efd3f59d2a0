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
	return s.business(r, true, func(authtest.Grant) any { return userData{UserName: s.credentials.User} })
}

// business requires a live token, of the platform or of a region. The values of its answer
// are invented.
func (s *Server) business(r *http.Request, forPlatform bool, data func(g authtest.Grant) any) authtest.Answer {
	token := credential(r)
	if token == "" {
		return s.failure(authtest.OpBusiness, codeMissingParameter)
	}
	grant, state := s.sim.Tokens.Find(authtest.KindAccess, token)
	switch {
	case state != authtest.Live:
		return s.failure(authtest.OpBusiness, codeInsufficientPermission)
	case s.facts.strictScopes && (grant.Subject == platform) != forPlatform:
		return s.failure(authtest.OpBusiness, codeAccessDenied)
	}
	return authtest.JSON(http.StatusOK, answer{Code: codeSuccess, Msg: "success", Data: data(grant)})
}
