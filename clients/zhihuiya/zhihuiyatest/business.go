package zhihuiyatest

import (
	"net/http"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

const (
	pathBibliography = "/basic-patent-data/simple-bibliography"
	pathCount        = "/search/patent/query-search-count"
)

type success struct {
	Status    bool  `json:"status"`
	ErrorCode int64 `json:"error_code"`
	Data      any   `json:"data"`
}

type countData struct {
	Total int64 `json:"total_search_result_count"`
}

// business answers GET and POST. The real paths accept one of the two each.
func (s *Server) business(r *http.Request, data any) authtest.Answer {
	if refusal, refused := s.authorize(r); refused {
		return refusal
	}
	a := authtest.JSON(http.StatusOK, success{Status: true, Data: data})
	a.Header = businessHeader()
	return a
}

// businessHeader returns the headers of clients' fixtures: an id, and the price of the
// call.
func businessHeader() http.Header {
	return http.Header{headerXCorrelationID: {authtest.UUID()}, http.CanonicalHeaderKey(headerXOpenAPIAmount): {"1"}}
}

// authorize requires an API key as the bearer token, or else a client id as the query
// parameter apikey and a token of that id as a bearer token.
func (s *Server) authorize(r *http.Request) (refusal authtest.Answer, refused bool) {
	token := credential(r)
	_, key := s.sim.Tokens.Find(kindAPIKey, token)
	ids := r.URL.Query()[queryAPIKey]
	grant, state := s.sim.Tokens.Find(authtest.KindAccess, token)
	switch {
	case key == authtest.Live:
		return authtest.Answer{}, false
	case key != authtest.Unknown || strings.HasPrefix(token, keyPrefix):
		a := businessFailure(codeAPIKeyRejected)
		a.Status = s.facts.keyErrorStatus
		return a, true
	case len(ids) == 0 || ids[0] == "":
		return businessFailure(codeMissingAPIKey), true
	}
	return businessFailure(codeTokenMismatch), state != authtest.Live || ids[0] != grant.Subject
}
