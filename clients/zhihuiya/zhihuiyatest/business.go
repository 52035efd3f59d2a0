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

// business requires an API key as the bearer token, or else the client id as the query
// parameter apikey and the token as a bearer token. Both paths accept GET and POST. The
// real paths accept one of the two each.
func (s *Server) business(r *http.Request, data any) authtest.Answer {
	keys, isAPIKey := r.URL.Query()[queryAPIKey], strings.HasPrefix(credential(r), keyPrefix)
	switch {
	case isAPIKey && s.sim.Tokens.Live(kindAPIKey, credential(r)):
	case isAPIKey:
		a := businessFailure(codeAPIKeyRejected)
		a.Status = s.facts.keyErrorStatus
		return a
	case len(keys) == 0 || keys[0] == "":
		return businessFailure(codeMissingAPIKey)
	case keys[0] != s.clientID || !s.sim.Tokens.Live(authtest.KindAccess, credential(r)):
		return businessFailure(codeTokenMismatch)
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
