package hummingbirdtest

import (
	"net/http"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

const (
	codeParams   = "1104"
	codePassword = "20101"
	codeExpired  = "1010"
	codeInvalid  = "1011"
	codeSystem   = "500"
	codePath     = "1108"
	codeToken    = "10006"
)

// texts of envelope A. Codes that are not here have none, and then no msg.
var texts = map[string]string{
	codeParams:  "params incorrect",
	codeExpired: "token expired",
	codeInvalid: "token invalid",
	codeSystem:  "system error,please contact the admin",
	codePath:    "url path is invalid",
	"2003":      "function not support",
}

// businessTexts of envelope B, in Chinese and, on request, in English. Those of
// 10003 in English and of 10010 are not known.
var businessTexts = map[string][2]string{
	codeToken: {"token错误", "Request token is invalid."},
	"10003":   {"请求参数错误", "Request parameter error."},
	"10010":   {"ID不能为空", "ID is empty."},
	"20604":   {"产品不存在", "Product not exist."},
}

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

// envelopeA is of logins, refreshs and unknown paths.
func envelopeA(r *http.Request, v any) authtest.Answer {
	a := authtest.JSON(http.StatusOK, v)
	a.ContentType = "application/json; charset=utf-8"
	a.Header = correlation(r)
	return a
}

// envelopeB is of business calls; it ends in a newline.
func envelopeB(r *http.Request, v answerB) authtest.Answer {
	a := authtest.JSON(http.StatusOK, v)
	a.Body = append(a.Body, '\n')
	a.Header = correlation(r)
	return a
}

// correlation echoes the request's id, or makes one.
func correlation(r *http.Request) http.Header {
	const name = "X-Correlation-Id"
	id := r.Header.Get(name)
	if id == "" {
		id = authtest.UUID()
	}
	return http.Header{name: {id}}
}

func (s *Server) failure(r *http.Request, code string) authtest.Answer {
	return envelopeA(r, failureA{Code: authtest.Code(code), Msg: texts[code], T: s.sim.Clock.Now().UnixMilli()})
}

func businessFailure(r *http.Request, code string) authtest.Answer {
	text := businessTexts[code][0]
	if strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "en") {
		text = businessTexts[code][1]
	}
	return envelopeB(r, answerB{ErrorCode: authtest.Code(code), ErrorMsg: text, Result: []any{}})
}

// refuse answers 1108 in envelope A everywhere: the router says it, before it
// knows what kind of call it is.
func (s *Server) refuse(r *http.Request, op, code string) authtest.Answer {
	if op == authtest.OpBusiness && code != codePath {
		return businessFailure(r, code)
	}
	return s.failure(r, code)
}

// unknown redirects a known path with a slash too many, and has no path otherwise.
func (s *Server) unknown(r *http.Request) authtest.Answer {
	trimmed, slash := strings.CutSuffix(r.URL.Path, "/")
	for _, route := range routes {
		if slash && route.Match(r.Method, trimmed) {
			location := *r.URL
			location.Path, location.RawPath = trimmed, ""
			status := http.StatusTemporaryRedirect
			if r.Method == http.MethodGet {
				status = http.StatusMovedPermanently
			}
			return authtest.Answer{Status: status, Header: http.Header{"Location": {location.RequestURI()}}}
		}
	}
	return s.failure(r, codePath)
}
