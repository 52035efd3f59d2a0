package hummingbirdtest

import (
	"html"
	"net/http"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

type failureA struct {
	Code    authtest.Code `json:"code"`
	Msg     string        `json:"msg,omitempty"`
	Success bool          `json:"success"`
	T       int64         `json:"t"`
}

type answerB struct {
	Success   bool          `json:"success"`
	ErrorCode authtest.Code `json:"errorCode"`
	ErrorMsg  string        `json:"errorMsg,omitempty"`
	Result    any           `json:"result"`
}

// envelopeA is the envelope of logins, refreshes and unknown paths.
func envelopeA(r *http.Request, v any) authtest.Answer {
	a := authtest.JSON(http.StatusOK, v)
	a.ContentType = "application/json; charset=utf-8"
	return framed(r, a)
}

// envelopeB is the envelope of business calls. It ends in a newline.
func envelopeB(r *http.Request, v answerB) authtest.Answer {
	a := authtest.JSON(http.StatusOK, v)
	a.Body = append(a.Body, '\n')
	return framed(r, a)
}

// framed adds the headers that do not depend on the body. A body that does not fit into
// the buffer of the gateway's HTTP server is sent in chunks.
func framed(r *http.Request, a authtest.Answer) authtest.Answer {
	const buffer = 2048
	a.Header = correlation(r)
	if len(a.Body) > buffer {
		a.Header.Set("Transfer-Encoding", "chunked")
	}
	return a
}

// correlation echoes the request's id, or invents one.
func correlation(r *http.Request) http.Header {
	id := r.Header.Get(headerXCorrelationID)
	if id == "" {
		id = authtest.UUID()
	}
	return http.Header{headerXCorrelationID: {id}}
}

func (s *Server) failure(r *http.Request, code string) authtest.Answer {
	return envelopeA(r, failureA{Code: authtest.Code(code), Msg: texts[code], T: s.sim.Clock.Now().UnixMilli()})
}

func businessFailure(r *http.Request, code string) authtest.Answer {
	texts := businessTextsEN
	if inChinese(r) {
		texts = businessTexts
	}
	text, known := texts[code]
	switch {
	case known:
	case code != codeWrongPassword:
		text = code
	case inChinese(r): // the gateway has texts for this code of logins too
		text = "账号或密码错误"
	default:
		text = "The specified password is incorrect."
	}
	return envelopeB(r, answerB{ErrorCode: authtest.Code(code), ErrorMsg: text, Result: []any{}})
}

// refuse answers 1108 in envelope A for every call. The gateway's router sends this code
// before it knows the kind of the call.
func (s *Server) refuse(r *http.Request, op, code string) authtest.Answer {
	if op == authtest.OpBusiness && code != codePathInvalid {
		return businessFailure(r, code)
	}
	return s.failure(r, code)
}

// unknown redirects a known path with a trailing slash. It refuses a refresh token that
// is a dot segment, because this router does not match dot segments. Any other path is
// unknown.
func (s *Server) unknown(r *http.Request) authtest.Answer {
	trimmed, slash := strings.CutSuffix(r.URL.Path, "/")
	for _, route := range routes {
		if slash && route.Match(r.Method, trimmed) {
			return redirect(r, trimmed)
		}
	}
	if token, is := strings.CutPrefix(r.URL.Path, strings.TrimSuffix(pathRefreshToken, "{refreshToken}")); is && r.Method == http.MethodPost && (token == "." || token == "..") {
		return s.failure(r, codeRefreshMalformed)
	}
	return s.failure(r, codePathInvalid)
}

// redirect redirects to the same URL with another path. Only the answer to a GET has a
// body.
func redirect(r *http.Request, path string) authtest.Answer {
	location := *r.URL
	location.Path, location.RawPath = path, ""
	header := http.Header{"Location": {location.RequestURI()}}
	if r.Method != http.MethodGet {
		return authtest.Answer{Status: http.StatusTemporaryRedirect, Header: header}
	}
	return authtest.Answer{
		Status: http.StatusMovedPermanently, ContentType: "text/html; charset=utf-8", Header: header,
		Body: []byte(`<a href="` + html.EscapeString(location.RequestURI()) + `">Moved Permanently</a>.` + "\n\n"),
	}
}

// DatabaseLocked is the fault of a login while the gateway's database is locked. The
// gateway waits for five seconds and then says that the password is wrong, even if it is
// right. A refresh is not affected.
func DatabaseLocked() authtest.Fault {
	return authtest.Fault{Op: opLogin, Code: codeWrongPassword, Delay: 5 * time.Second}
}
