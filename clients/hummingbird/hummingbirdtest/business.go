package hummingbirdtest

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

const pathProducts = "/v1.0/openapi/products"

type productList struct {
	List     []any `json:"list"`
	Total    int   `json:"total"`
	Page     int   `json:"page"`
	PageSize int   `json:"pageSize"`
}

func (s *Server) products(r *http.Request) authtest.Answer {
	token := r.Header.Get("x-token")
	if values, ok := r.URL.Query()["x-token"]; ok {
		token = values[0] // the query wins, an empty one too
	}
	grant, state := s.sim.Tokens.Find(authtest.KindAccess, token)
	if state != authtest.Live || s.sim.Clock.Now().Before(grant.IssuedAt) {
		return businessFailure(r, codeToken)
	}
	return envelopeB(r, answerB{
		Success: true, ErrorCode: "0", ErrorMsg: "success",
		Result: productList{List: []any{}, Page: 1, PageSize: 10},
	})
}
