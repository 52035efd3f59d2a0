package oauth2adapter

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/oauth2"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// kinds maps the error codes of RFC 6749 sections 4.1.2.1 and 5.2. After an invalid_grant
// the application must act, because only the application can get a new grant.
var kinds = map[string]authhooks.Kind{
	"invalid_client":          authhooks.KindInvalidCredentials,
	"invalid_grant":           authhooks.KindRefreshRejected,
	"unauthorized_client":     authhooks.KindPermissionDenied,
	"access_denied":           authhooks.KindPermissionDenied,
	"invalid_request":         authhooks.KindInvalidRequest,
	"invalid_scope":           authhooks.KindInvalidRequest,
	"unsupported_grant_type":  authhooks.KindInvalidRequest,
	"server_error":            authhooks.KindUnavailable,
	"temporarily_unavailable": authhooks.KindUnavailable,
}

// refusal turns an [*oauth2.RetrieveError] into an [*authhooks.Error]. It does not wrap
// the RetrieveError, because that prints the whole answer.
func refusal(err error) error {
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) {
		return err
	}
	e := &authhooks.Error{Op: "token"}
	if r := refused.Response; r != nil {
		e.Status = r.StatusCode
		if seconds, err := strconv.Atoi(r.Header.Get("Retry-After")); err == nil && seconds > 0 {
			e.RetryAfter = time.Duration(min(seconds, 24*60*60)) * time.Second
		}
	}
	if kind, known := kinds[refused.ErrorCode]; known {
		e.Code, e.Kind = refused.ErrorCode, kind
		return e
	}
	switch {
	case e.Status == http.StatusUnauthorized:
		e.Kind = authhooks.KindInvalidCredentials
	case e.Status == http.StatusForbidden:
		e.Kind = authhooks.KindPermissionDenied
	case e.Status == http.StatusTooManyRequests:
		e.Kind = authhooks.KindRateLimited
	case e.Status/100 == 5:
		e.Kind = authhooks.KindUnavailable
	case e.Status/100 == 4:
		e.Kind, e.Err = authhooks.KindInvalidRequest, errNoRefusal
	default: // a 2xx without a token
		e.Kind, e.Err = authhooks.KindProtocol, errNoRefusal
	}
	return e
}

// errNoRefusal is the cause if the server at the URL does not speak OAuth.
var errNoRefusal = errors.New("the answer holds neither a token nor an error code of RFC 6749; check the token URL")
