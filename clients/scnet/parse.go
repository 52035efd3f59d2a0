package scnet

import (
	"encoding/json"
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/scnetapi"
)

func parse(_ int, _ http.Header, body []byte) authhooks.Outcome {
	var a scnetapi.Failure
	if authhooks.Unmarshal(body, &a) != nil || a.Code == "" {
		return authhooks.Outcome{}
	}
	return authhooks.Outcome{Documented: true, OK: a.Code == codeSuccess, Code: string(a.Code), Message: a.Msg}
}

// renewed is the answer to a renewal. Its data is a bare token in the page's sample, and
// a list of objects with a token in the page's table.
type renewed struct {
	cluster string
	token   authhooks.Secret
}

// UnmarshalJSON lets authhooks read either form.
func (r *renewed) UnmarshalJSON(body []byte) error {
	var answer struct {
		Data json.RawMessage `json:"data,omitempty"`
	}
	if err := authhooks.Unmarshal(body, &answer); err != nil {
		return err
	}
	if len(answer.Data) == 0 || answer.Data[0] != '[' {
		var bare struct {
			Data authhooks.Secret `json:"data"`
		}
		err := authhooks.Unmarshal(body, &bare)
		r.token = bare.Data
		return err
	}
	var list scnetapi.TokensAnswer
	if err := authhooks.Unmarshal(body, &list); err != nil {
		return err
	}
	for _, t := range list.Data {
		mine := t.ClusterID == r.cluster || len(list.Data) == 1 && (t.ClusterID == "" || r.cluster == "")
		if t.Token != nil && mine {
			r.token = *t.Token
			return nil
		}
	}
	return &authhooks.FieldError{Field: "data[].token", Reason: "is missing"}
}
