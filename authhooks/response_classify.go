package authhooks

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/internal/strictjson"
	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

// role says what a call presents, and so what a refusal of the call means.
type role uint8

const (
	roleLogin    role = iota // an account's credentials
	roleRenewal              // a token, to get the next token
	roleCheck                // a token, to be judged
	roleBusiness             // a token, for any other purpose
)

// roleOf derives the role from the operationId. refresh… and renew… exchange the
// presented token, check… lets the vendor judge it, and all others log in.
func roleOf(op string) role {
	switch {
	case strings.HasPrefix(op, "refresh"), strings.HasPrefix(op, "renew"):
		return roleRenewal
	case strings.HasPrefix(op, "check"):
		return roleCheck
	default:
		return roleLogin
	}
}

// call returns the side of the vendor's code table that applies to this role.
func (r role) call() CodeCall {
	if r == roleBusiness {
		return CodeBusinessCall
	}
	return CodeTokenCall
}

// maxRetryAfter bounds a vendor's Retry-After. A longer one is a mistake or an attack.
const maxRetryAfter = 24 * time.Hour

var (
	errNoMarkers  = errors.New("the answer is JSON but neither a success nor an error that the vendor documents")
	errRedirected = errors.New("a redirect, not followed because credentials would travel along; check the base URL")
	errPlainHTTP  = errors.New("the server speaks TLS at this port; write https in the base URL")
)

// answer is one HTTP answer with its whole body, or as much as could be peeked.
type answer struct {
	status int
	header http.Header
	body   []byte
	unread error // why body is nil, though there may be one
}

func (a answer) ok() bool { return a.status/100 == 2 }

// classify returns the error that an answer is, or nil for a success. A business answer
// that says nothing in the vendor's dialect is a success too.
func (c *Client) classify(op string, r role, a answer, out Outcome, also []Secret) *Error {
	e := c.kindOf(r, a, out)
	if e == nil {
		return nil
	}
	clean := c.redactor(also...)
	e.Vendor, e.Op, e.Status = c.vendor.Name, op, a.status
	e.Message, e.RequestID = clean.clean(out.Message, maxMessage), clean.clean(out.RequestID, maxCode)
	e.RetryAfter = retryAfter(out, a.header, c.Now())
	switch {
	case !out.Documented || out.OK:
		e.Err = explainAnswer(a, clean)
		if proxy, ok := e.Err.(*proxyError); ok { //nolint:errorlint // explainAnswer's own
			e.permanent = proxy.final
		}
	case e.Code == "": // the vendor's table does not have it
		e.Code = clean.clean(out.Code, maxCode)
	}
	return e
}

// kindOf is classify without the texts. They cost much, and a replay needs none.
func (c *Client) kindOf(r role, a answer, out Outcome) *Error {
	e := c.dialectKind(r, a, out)
	if e != nil && c.vendor.Static && (e.tokenDead || r == roleBusiness && e.Kind == KindInvalidCredentials) {
		e.Kind, e.tokenDead = KindInvalidCredentials, true // the token is the account's credential
	}
	return e
}

// dialectKind returns the kind for a token that can be renewed.
func (c *Client) dialectKind(r role, a answer, out Outcome) *Error {
	foreign := !out.Documented && r == roleBusiness && !errors.Is(a.unread, strictjson.ErrHTML)
	if a.ok() && (out.Documented && out.OK || foreign) {
		return nil
	}
	e := &Error{Kind: statusKind(a.status, r)}
	e.tokenDead = e.Kind == KindTokenRejected
	if !out.Documented || out.OK {
		if a.status == http.StatusProxyAuthRequired {
			e.Kind = KindTransport
		}
		return e
	}
	info, known := c.codes.lookup(out.Code, r.call())
	switch {
	case known:
		e.Code, e.Kind, e.Err, e.tokenDead = out.Code, info.Kind, info.cause(), info.Rejects
	case a.ok():
		e.Kind = KindUnknown
	}
	if e.Kind == KindTokenRejected && r == roleLogin {
		e.Kind = KindInvalidCredentials
	}
	if e.Kind == KindTokenRejected && r == roleRenewal {
		e.Kind = KindRefreshRejected
	}
	return e
}

// statusKind returns what the HTTP status says by itself.
func statusKind(status int, r role) Kind {
	switch {
	case status/100 == 2 || status/100 == 3:
		return KindProtocol
	case status == http.StatusUnauthorized && (r == roleBusiness || r == roleCheck):
		return KindTokenRejected
	case status == http.StatusUnauthorized:
		return KindInvalidCredentials
	case status == http.StatusForbidden:
		return KindPermissionDenied
	case status == http.StatusTooManyRequests:
		return KindRateLimited
	case status/100 == 4:
		return KindInvalidRequest
	case status/100 == 5:
		return KindUnavailable
	default:
		return KindProtocol
	}
}

// explainAnswer says why an answer has no markers of the vendor, and what to check.
func explainAnswer(a answer, clean redactor) error {
	switch {
	case a.status/100 == 3:
		return errRedirected
	case a.status == http.StatusProxyAuthRequired: // a proxy's, plain http has no tunnel
		return tunnelRefused(a.status)
	case a.status == http.StatusBadRequest && saysPlainHTTP(a.body):
		return errPlainHTTP
	}
	var object struct{}
	err := Unmarshal(a.body, &object)
	switch {
	case a.unread != nil:
		var e Error
		clean.explain(&e, a.unread)
		err = e.Err
	case err != nil:
		err = clean.cause(err) // it may quote a key of the answer
	default:
		err = errNoMarkers
	}
	switch {
	case a.status == http.StatusNotFound || a.status == http.StatusMethodNotAllowed:
		return &failure{text: err.Error() + "; check the base URL and the path"}
	case errors.Is(err, strictjson.ErrHTML) && a.status/100 != 5: // an outage has such pages too
		return &failure{text: err.Error() + "; check the base URL, and whether a proxy or a login page answered"}
	}
	return err
}

// saysPlainHTTP recognizes what Go and nginx answer to http on their https port.
func saysPlainHTTP(body []byte) bool {
	return bytes.Contains(body, []byte("an HTTP request to an HTTPS server")) ||
		bytes.Contains(body, []byte("plain HTTP request was sent to HTTPS port"))
}

// retryAfter reads how long the vendor asks to wait, from the body or the header. The
// header has seconds, with a fraction rounded up, or a date by the vendor's own clock.
func retryAfter(out Outcome, h http.Header, now time.Time) time.Duration {
	wish := out.RetryAfter
	if text := strings.TrimSpace(h.Get("Retry-After")); wish <= 0 && text != "" {
		if n, exact, ok := wire.Whole(text); ok {
			wish = time.Duration(min(max(n, 0), int64(maxRetryAfter/time.Second))) * time.Second
			if !exact && !strings.HasPrefix(text, "-") {
				wish += time.Second
			}
		} else if at, err := http.ParseTime(text); err == nil {
			if date, err := http.ParseTime(h.Get("Date")); err == nil {
				now = date
			}
			wish = at.Sub(now)
		}
	}
	return min(max(wish, 0), maxRetryAfter)
}
