package conformance_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// Every documented code, said by the simulator and come through as its own
// error, counted; -v prints the table.
func TestTableOfCodes(t *testing.T) {
	t.Parallel()
	rows := []string{"| vendor | codes | of them on the page | token operations | arrived of token calls | arrived of business calls |", "|---|--:|--:|---|--:|--:|"}
	for _, v := range accounts.Vendors {
		a := vendor{v}.client(t)
		var names []string
		onPage, token, business, ofToken := 0, 0, 0, 0
		ofBusiness := accounts.CodesOf(v.Codes, authtest.OpBusiness)
		arrived := func(err error, info authhooks.CodeInfo) int {
			var e *authhooks.Error
			if errors.As(err, &e) && e.Code == info.Code && errors.Is(err, info.Err) && e.FromVendor() && e.Message == said(t, a) {
				return 1
			}
			return 0
		}
		for _, op := range a.Operations {
			names = append(names, op.Name)
			_, err := op.Call(t.Context()) // a refresh needs what a login brought
			require.NoError(t, err)
		}
		for _, info := range v.Codes {
			if strings.HasPrefix(info.Source, "S ") {
				onPage++
			}
		}
		for _, op := range a.Operations {
			for _, info := range accounts.CodesOf(v.Codes, op.Name) {
				a.Fail(authtest.Fault{Op: op.Name, Code: info.Code})
				_, err := op.Call(t.Context())
				token += arrived(err, info)
				ofToken++
			}
		}
		for _, info := range ofBusiness {
			a.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: info.Code, Times: -1})
			_, err := a.call(t, v.Business)
			business += arrived(err, info)
			a.ClearFaults()
		}
		assert.Equal(t, ofToken, token, v.Name)
		assert.Equal(t, len(ofBusiness), business, v.Name)
		rows = append(rows, fmt.Sprintf("| %s | %d | %d | %s | %d of %d | %d of %d |", v.Name, len(v.Codes), onPage,
			strings.Join(names, ", "), token, ofToken, business, len(ofBusiness)))
	}
	t.Log("\n" + strings.Join(rows, "\n"))
}

// said is the vendor's text in the last answer, whatever its field is named.
func said(t *testing.T, a account) string {
	t.Helper()
	all := a.RawExchanges()
	var body map[string]any
	require.NoError(t, json.Unmarshal(all[len(all)-1].ResponseBody, &body))
	if inner, is := body["error"].(map[string]any); is {
		body = inner
	}
	for _, name := range []string{"msg", "message", "errorMsg", "error_msg"} {
		if text, is := body[name].(string); is {
			return text
		}
	}
	return ""
}
