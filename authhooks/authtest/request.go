package authtest

import (
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// Bearer returns the token of an Authorization header of exactly the form "Bearer
// <token>", as the pages demand. For any other form it returns "". So a test notices a
// client that sends the vendor's token type ("bearer", "BearerToken") as the scheme.
func Bearer(r *http.Request) string {
	values := r.Header.Values("Authorization")
	if len(values) != 1 {
		return ""
	}
	token, ok := strings.CutPrefix(values[0], "Bearer ")
	if !ok {
		return ""
	}
	return token
}

// MediaType returns the request's content type in lower case, without parameters.
func MediaType(r *http.Request) string {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return media
}

// WithoutQuery hides the URL's query from next. A generated strict server reads a form
// from both body and query. With WithoutQuery it ignores credentials in the query.
func WithoutQuery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		bare := r.Clone(r.Context())
		bare.URL = &url.URL{Path: r.URL.Path, RawPath: r.URL.RawPath}
		next.ServeHTTP(w, bare)
	})
}

// Route is one documented call.
type Route struct {
	Method string
	Path   string // as documented; a segment in braces matches any one segment
	Op     string // the operationId, or [OpBusiness]
	// Business marks an operation that carries the token as business calls do. It counts
	// under its own name and under [OpBusiness], and faults and limits of both names meet
	// it. Everything else sees it as OpBusiness.
	Business bool

	own bool // see Server.Handle
}

// call returns the operation, or OpBusiness for every business call.
func (t Route) call() string {
	if t.Business {
		return OpBusiness
	}
	return t.Op
}

// names returns the names under which a call counts. A fault or a limit with one of them
// meets the call. The empty name is that of all token operations.
func (t Route) names() []string {
	switch {
	case t.Op == OpBusiness:
		return []string{OpBusiness}
	case t.Business:
		return []string{t.Op, OpBusiness}
	default:
		return []string{t.Op, ""}
	}
}

// Match compares the decoded path, as many routers do, so an escaped slash separates
// segments. Dot segments match nothing.
func (t Route) Match(method, path string) bool {
	if method != t.Method {
		return false
	}
	want, got := strings.Split(t.Path, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		wild := strings.HasPrefix(want[i], "{")
		if wild && (got[i] == "" || got[i] == "." || got[i] == "..") || !wild && want[i] != got[i] {
			return false
		}
	}
	return true
}
