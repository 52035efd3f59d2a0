package amsu

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/amsuapi"
)

// parse treats an answer with an error object as an error, whatever the status is,
// because the page says only "not 200". An answer with any field of the token answer
// counts as a success. So an answer that lacks only its token is reported by the missing
// field's name.
func parse(status int, _ http.Header, body []byte) authhooks.Outcome {
	var failed amsuapi.Failure
	var marks struct {
		AccessToken  json.RawMessage `json:"access_token,omitempty"`
		ExpiresIn    json.RawMessage `json:"expires_in,omitempty"`
		TokenType    json.RawMessage `json:"token_type,omitempty"`
		RefreshToken json.RawMessage `json:"refresh_token,omitempty"`
	}
	switch {
	case authhooks.Unmarshal(body, &failed) != nil, authhooks.Unmarshal(body, &marks) != nil:
		return authhooks.Outcome{}
	case failed.Error.Code != "":
		return authhooks.Outcome{Documented: true, Code: string(failed.Error.Code), Message: failed.Error.Msg}
	default:
		ok := status == http.StatusOK && (marks.AccessToken != nil || marks.ExpiresIn != nil || marks.TokenType != nil || marks.RefreshToken != nil)
		return authhooks.Outcome{Documented: ok, OK: ok}
	}
}

// blocked reports that a proxy, a firewall or a server in front of the vendor refused a
// PUT, as the page warns. 405 and 501 refuse the method, so their body does not matter.
// Any other 4xx counts only if it is not the vendor's own. A lost answer, or a 2xx that
// cannot be read, does not count, because the refresh may have happened.
func blocked(err error) bool {
	e, ok := errors.AsType[*authhooks.Error](err)
	switch {
	case !ok:
		return false
	case e.Status == http.StatusMethodNotAllowed || e.Status == http.StatusNotImplemented:
		return true
	case e.FromVendor() || e.Status == http.StatusRequestTimeout:
		return false
	}
	refused := e.Kind == authhooks.KindInvalidRequest || e.Kind == authhooks.KindPermissionDenied
	return e.Status/100 == 4 && refused
}
