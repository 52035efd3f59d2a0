package bolt

import (
	"encoding/json"
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/boltapi"
)

// parse takes a code for a failure, whatever the status. Any field of the token answer
// counts as a success, so that an answer without a token is reported by the missing
// field's name.
func parse(status int, _ http.Header, body []byte) authhooks.Outcome {
	var failed boltapi.Failure
	var marks struct {
		Session json.RawMessage `json:"session,omitempty"`
	}
	switch {
	case authhooks.Unmarshal(body, &failed) != nil, authhooks.Unmarshal(body, &marks) != nil:
		return authhooks.Outcome{}
	case failed.Problem.ID != "":
		return authhooks.Outcome{Documented: true, Code: string(failed.Problem.ID), Message: failed.Problem.Text}
	default:
		ok := status == http.StatusOK && marks.Session != nil
		return authhooks.Outcome{Documented: ok, OK: ok}
	}
}
