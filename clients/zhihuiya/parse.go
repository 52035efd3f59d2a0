package zhihuiya

import (
	"encoding/json"
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// parse reads the envelope of business calls and wrapped tokens, or the flat token
// answer. The field status is "approved" in the flat answer and a boolean in the
// envelope.
func parse(status int, h http.Header, body []byte) authhooks.Outcome {
	var a struct {
		ErrorCode authhooks.Code  `json:"error_code,omitempty"`
		ErrorMsg  string          `json:"error_msg,omitempty"`
		Status    json.RawMessage `json:"status,omitempty"`
		Token     json.RawMessage `json:"token,omitempty"`
		TokenType json.RawMessage `json:"token_type,omitempty"`
		ExpiresIn json.RawMessage `json:"expires_in,omitempty"`
	}
	out := authhooks.Outcome{RequestID: h.Get(headerXCorrelationID)}
	switch {
	case authhooks.Unmarshal(body, &a) != nil:
	case a.ErrorCode != "":
		out.Documented = true
		out.OK = a.ErrorCode == codeSuccess && (a.Status == nil || string(a.Status) == "true")
		out.Code, out.Message = string(a.ErrorCode), a.ErrorMsg
	case status == http.StatusOK:
		// Any field of the flat answer counts, so that an answer without a token is
		// reported by the missing field's name.
		approved := string(a.Status) == `"approved"`
		denied := !approved && len(a.Status) > 0 && (a.Status[0] == '"' || string(a.Status) == "false")
		out.OK = approved || !denied && (a.Token != nil || a.TokenType != nil || a.ExpiresIn != nil)
		out.Documented = out.OK
	}
	return out
}
