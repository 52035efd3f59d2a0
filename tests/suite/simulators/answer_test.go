package simulators_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// leaf is one scalar in JSON.
type leaf struct {
	text   string // the digits of a number, or "" for null
	string bool
}

// leaves returns the scalars of a JSON body by their path. The claims of a JWT are below
// the JWT. A body that is no JSON has none.
func leaves(body []byte) map[string]leaf {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	found := map[string]leaf{}
	if decoder.Decode(&value) == nil {
		gather("", value, found)
	}
	return found
}

func gather(path string, value any, found map[string]leaf) {
	switch v := value.(type) {
	case map[string]any:
		for key, member := range v {
			gather(path+"."+key, member, found)
		}
	case []any:
		for i, item := range v {
			gather(path+"."+strconv.Itoa(i), item, found)
		}
	case string:
		found[path] = leaf{v, true}
		var claims map[string]json.Number
		if text := map[string]any{}; authtest.Claims(v, &claims) || authtest.Claims(v, &text) {
			for key, claim := range claims {
				found[path+"~"+key] = leaf{claim.String(), false}
			}
			for key, claim := range text {
				found[path+"~"+key] = leaf{fmt.Sprint(claim), true}
			}
		}
	case nil:
		found[path] = leaf{}
	default:
		found[path] = leaf{fmt.Sprint(v), false}
	}
}

// holds reports whether a scalar of the body is exactly text.
func holds(body []byte, text string) bool {
	for _, l := range leaves(body) {
		if l.text == text {
			return true
		}
	}
	return false
}

// texts returns what the answer says beside its code.
func texts(body []byte, code string) string {
	var said []string
	for _, l := range leaves(body) {
		if l.string && l.text != "" && l.text != code {
			said = append(said, l.text)
		}
	}
	slices.Sort(said)
	return strings.Join(said, " ")
}

// documented returns the code of the vendor's table that the answer to op carries, or "".
func documented(v accounts.Vendor, op string, body []byte) string {
	for _, info := range accounts.CodesOf(v.Codes, op) {
		if holds(body, info.Code) {
			return info.Code
		}
	}
	return ""
}

// granted returns the live tokens of a kind that the answer brought, or of all kinds if
// the kind is "".
func (s sim) granted(e authtest.Exchange, kind string) []string {
	live := map[string]bool{}
	for _, issued := range s.Issued() {
		if kind == "" || issued.Kind == kind {
			live[issued.Fingerprint] = true
		}
	}
	var tokens []string
	for _, l := range leaves(e.ResponseBody) {
		if l.string && live[authhooks.Token{Access: authhooks.NewSecret(l.text)}.Fingerprint()] {
			tokens = append(tokens, l.text)
		}
	}
	slices.Sort(tokens)
	return slices.Compact(tokens)
}

// refuse returns the answer to a call of op that fails with a code.
func (s sim) refuse(t *testing.T, e authtest.Exchange, code string) authtest.Exchange {
	t.Helper()
	s.Fail(authtest.Fault{Op: e.Op, Code: code})
	answer := s.send(t, e)
	require.Empty(t, s.ClearFaults(), "%s: %s: the fault was not used", s.vendor.Name, e.Op)
	return answer
}

// place returns where the answers to e's operation have their code.
func (s sim) place(t *testing.T, e authtest.Exchange, code string) string {
	t.Helper()
	answer := s.refuse(t, e, code)
	var found []string
	for path, l := range leaves(answer.ResponseBody) {
		if l.text == code {
			found = append(found, path)
		}
	}
	require.Len(t, found, 1, "%s: %s: code %s must be at one place of the refusal: %s", s.vendor.Name, e.Op, code, answer.ResponseBody)
	return found[0]
}
