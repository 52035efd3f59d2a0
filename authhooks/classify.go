package authhooks

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// role says what a call presents, and so what a refusal of it means.
type role uint8

const (
	roleLogin    role = iota // an account's credentials
	roleRenewal              // a token, for the next one
	roleCheck                // a token, to be judged
	roleBusiness             // a token, for something else
)

// roleOf reads the role off the operationId: refresh… and renew… present a
// token to be exchanged, check… one to be judged, all others log in.
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

// maxRetryAfter bounds a vendor's wish: a longer one is a mistake, or an attack.
const maxRetryAfter = 24 * time.Hour

var (
	errNoMarkers  = errors.New("the answer is JSON but neither a success nor an error that the vendor documents")
	errRedirected = errors.New("the vendor redirected the call: not followed, since credentials would travel along")
)

// answer is one HTTP answer with its whole body, or as much as could be peeked.
type answer struct {
	status int
	header http.Header
	body   []byte
	unread error // why body is nil, though there may be one
}

func (a answer) ok() bool { return a.status/100 == 2 }

// judge decides what an answer is. nil means success; for a business answer
// also one that says nothing in the vendor's dialect.
func (c *Client) judge(op string, r role, a answer, out Outcome, also []Secret) *Error {
	foreign := !out.Documented && r == roleBusiness && !errors.Is(a.unread, errHTML)
	if a.ok() && (out.Documented && out.OK || foreign) {
		return nil
	}
	clean := c.redactor(also...)
	e := &Error{
		Vendor: c.vendor.Name, Op: op, Status: a.status,
		Message:    clean.clean(out.Message, maxMessage),
		RequestID:  clean.clean(out.RequestID, maxCode),
		RetryAfter: retryAfter(out, a.header, c.Now()),
	}
	if !out.Documented || out.OK {
		e.Kind, e.Err = statusKind(a.status, r), reason(a, clean)
		e.rejects = e.Kind == KindTokenRejected
		return e
	}
	info, known := c.codes[out.Code]
	if known {
		e.Code, e.Kind, e.Err, e.rejects = out.Code, info.Kind, info.Err, info.Rejects
	} else {
		e.Code, e.Kind = clean.clean(out.Code, maxCode), KindUnknown
		if !a.ok() {
			e.Kind = statusKind(a.status, r)
		}
		e.rejects = e.Kind == KindTokenRejected
	}
	if e.Kind == KindTokenRejected && r == roleLogin {
		e.Kind = KindInvalidCredentials
	}
	if e.Kind == KindTokenRejected && r == roleRenewal {
		e.Kind = KindRefreshRejected
	}
	return e
}

// statusKind is what the HTTP status alone says.
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

// reason says why an answer without the vendor's markers is none.
func reason(a answer, clean redactor) error {
	if a.status/100 == 3 {
		return errRedirected
	}
	if a.unread != nil {
		return a.unread
	}
	var object struct{}
	err := Unmarshal(a.body, &object)
	var named *FieldError
	switch {
	case errors.As(err, &named): // it has a key of the answer
		return clean.cause(err)
	case err != nil:
		return err
	}
	return errNoMarkers
}

// retryAfter reads the vendor's wish from body or header, in seconds or as a
// date by the vendor's own clock.
func retryAfter(out Outcome, h http.Header, now time.Time) time.Duration {
	wish := out.RetryAfter
	if text := strings.TrimSpace(h.Get("Retry-After")); wish <= 0 && text != "" {
		if n, err := strconv.Atoi(text); err == nil {
			wish = time.Duration(min(max(n, 0), int(maxRetryAfter/time.Second))) * time.Second
		} else if at, err := http.ParseTime(text); err == nil {
			if date, err := http.ParseTime(h.Get("Date")); err == nil {
				now = date
			}
			wish = at.Sub(now)
		}
	}
	return min(max(wish, 0), maxRetryAfter)
}
