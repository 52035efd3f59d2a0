package authtest

import (
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// Bearer returns the token of an Authorization header of exactly the form
// "Bearer <token>": what the pages ask for, letter by letter. It is empty
// otherwise, so that a client that echoes the token type it was told ("bearer",
// "BearerToken") is found out.
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

// WithoutQuery hides the URL's query from next. A generated strict server reads
// a form from body and query alike; behind this, credentials in the query do
// not count.
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
	Path   string // as it is documented; a segment in braces stands for any one segment
	Op     string // the operationId, or [OpBusiness]
}

// Match compares with the decoded path, as routers that decode first do: an
// escaped slash separates segments. Dot segments match nothing.
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
