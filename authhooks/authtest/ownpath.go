package authtest

import (
	"net/http"
	"strings"
)

// Handle adds a business path of the test's own. h gets the requests whose token the vendor
// accepts. All others get the vendor's refusal. Calls, faults and limits of [OpBusiness]
// count them.
//
// pattern is that of [http.ServeMux]. A wrong one panics, and so does one that conflicts
// with an earlier one. The vendor's own paths stay as they are, except for a business path
// that pattern ends with or that has a wildcard. The whole answer of h is sent when h returns.
// h sets the Content-Type, as [Handle] with [JSON] does: a generated client reads JSON only if
// the header says so.
func (s *Server) Handle(pattern string, h http.Handler) { s.own.Handle(pattern, h) }

// ownPath reports whether a request is for a path of Handle. at is the vendor's route.
func (s *Server) ownPath(r *http.Request, at Route) bool {
	_, pattern := s.own.Handler(r)
	switch {
	case pattern == "":
		return false
	case at.Op == "":
		return true
	default:
		return at.call() == OpBusiness && (strings.HasSuffix(pattern, at.Path) || strings.Contains(at.Path, "{"))
	}
}

// answerOwn answers a business call to a path of Handle.
func (s *Server) answerOwn(r *http.Request) Answer {
	if s.vendor.Authorize != nil {
		if refusal, refused := s.vendor.Authorize(r); refused {
			return refusal
		}
	}
	out := newCapture()
	s.own.ServeHTTP(out, r)
	a := out.answer()
	if a.ContentType == "" && len(a.Body) > 0 {
		a.ContentType = http.DetectContentType(a.Body) // as net/http does
	}
	return a
}
