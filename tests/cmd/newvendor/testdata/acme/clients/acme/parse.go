package acme

import (
	"encoding/json"
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/acmeapi"
)

// parse takes a code for a failure, whatever the status. Any field of the token answer
// counts as a success, so that an answer without a token is reported by the missing
// field's name.
func parse(status int, _ http.Header, body []byte) authhooks.Outcome {
	var failed acmeapi.Failure
	var marks struct {
		AccessKey json.RawMessage `json:"access_key,omitempty"`
		Seconds   json.RawMessage `json:"seconds,omitempty"`
	}
	switch {
	case authhooks.Unmarshal(body, &failed) != nil, authhooks.Unmarshal(body, &marks) != nil:
		return authhooks.Outcome{}
	case failed.Error != "":
		return authhooks.Outcome{Documented: true, Code: string(failed.Error), Message: failed.Reason}
	default:
		ok := status == http.StatusOK && (marks.AccessKey != nil || marks.Seconds != nil)
		return authhooks.Outcome{Documented: ok, OK: ok}
	}
}
