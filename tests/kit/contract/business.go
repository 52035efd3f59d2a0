package contract

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// business holds a business call's answer against what the OpenAPI file says of
// such answers: all of them, or refusals only; some refusals come in the
// envelope of token calls, and a crash without any.
func (d *Document) business(e authtest.Exchange) error {
	var allowed []*openapi3.Schema
	components := d.Doc.Components
	for _, name := range []string{"BusinessReply", "BusinessFailure"} {
		if r := components.Responses[name]; r != nil {
			if media := r.Value.Content.Get(e.ResponseHeader.Get("Content-Type")); media != nil {
				allowed = append(allowed, media.Schema.Value)
			}
		}
	}
	all := components.Responses["BusinessReply"] != nil
	if failure := components.Schemas["Failure"]; failure != nil && !all {
		allowed = append(allowed, failure.Value)
	}
	if failure := components.Schemas["AuthFailure"]; failure != nil { // of an unknown route too
		allowed = append(allowed, failure.Value)
	}
	if components.Responses["BusinessCrash"] != nil && e.Status == http.StatusInternalServerError && len(e.ResponseBody) == 0 {
		return nil
	}
	var body any
	if err := json.Unmarshal(e.ResponseBody, &body); err != nil {
		return err
	}
	if !all && succeeded(d.Doc, e.Status, body) {
		return nil
	}
	wrong := []error{errors.New("the answer is none that the OpenAPI file has for business calls")}
	for _, schema := range allowed {
		err := errors.Join(schema.VisitJSON(body, openapi3.MultiErrors()), undeclared(schema, body, ""))
		if err == nil {
			return nil
		}
		wrong = append(wrong, err)
	}
	return errors.Join(wrong...)
}

// succeeded reports whether an answer has the vendor's marker of success: the
// schema SuccessCode where there is one, else the status.
func succeeded(doc *openapi3.T, status int, body any) bool {
	success := doc.Components.Schemas["SuccessCode"]
	if success == nil {
		return status == http.StatusOK
	}
	members, _ := body.(map[string]any)
	return success.Value.VisitJSON(members["code"]) == nil
}
