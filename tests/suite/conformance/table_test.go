package conformance_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

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
			if errors.As(err, &e) && e.Code == info.Code && errors.Is(err, info.Err) && e.FromVendor() && says(t, a, info.Code, e.Message) {
				return 1
			}
			t.Errorf("%s: code %s does not arrive as %v with the vendor's text: %v", v.Name, info.Code, info.Err, err)
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
			a.Client.Source().Retry() // a refused API key is remembered
		}
		rows = append(rows, fmt.Sprintf("| %s | %d | %d | %s | %d of %d | %d of %d |", v.Name, len(v.Codes), onPage,
			strings.Join(names, ", "), token, ofToken, business, len(ofBusiness)))
	}
	t.Log("\n" + strings.Join(rows, "\n"))
}

// says reports whether message is the vendor's text for a code in the last answer: a text
// beside the code, under whatever name, or "" if there is none.
func says(t *testing.T, a account, code, message string) bool {
	t.Helper()
	all := a.RawExchanges()
	decoder := json.NewDecoder(bytes.NewReader(all[len(all)-1].ResponseBody))
	decoder.UseNumber()
	var body any
	require.NoError(t, decoder.Decode(&body))
	texts := beside(body, code)
	return slices.Contains(texts, message) || len(texts) == 0 && message == ""
}

// beside returns the texts in the objects that have the code.
func beside(body any, code string) (texts []string) {
	switch v := body.(type) {
	case map[string]any:
		var here []string
		found := false
		for _, member := range v {
			text, isText := member.(string)
			found = found || fmt.Sprint(member) == code
			if isText {
				here = append(here, text)
			}
			texts = append(texts, beside(member, code)...)
		}
		if found {
			texts = append(texts, here...)
		}
	case []any:
		for _, item := range v {
			texts = append(texts, beside(item, code)...)
		}
	}
	return texts
}
