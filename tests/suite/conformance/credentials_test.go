package conformance_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// unseen is what copies and files bring along: by the code point that the error
// names, in front of, inside and behind a credential.
var unseen = map[string][]string{
	"U+200B": {"\u200b%s", "can\u200bary-%s", "%s\u200b"},
	"U+FEFF": {"\ufeff%s"},
	"U+00A0": {"\u00a0%s", "can\u00a0ary-%s", "%s\u00a0"},
	"U+3000": {"%s\u3000"},
	"U+2028": {"can\u2028ary-%s"},
	"U+202E": {"can\u202eary-%s"},
	"U+00AD": {"can\u00adary-%s"},
	"U+0085": {"%s\u0085"},
	"U+0009": {"%s\t", "can\tary-%s"},
	"U+000A": {"can\nary-%s", "%s\n\n"},
	"U+0020": {" %s", "%s "},
}

// named is what an error calls a field of credentials. An API key is no field.
func (v vendor) named(field string) string {
	if v.Static {
		return "the API key"
	}
	return "Credentials." + field
}

// New of every vendor refuses what nobody sees in any field, before the vendor
// could count a wrong login; the error names field and code point, not the value.
func TestNewRefusesWhatNobodySees(t *testing.T) {
	t.Parallel()
	forEveryWay(t, func(t *testing.T, v vendor) {
		s := newSites(t, v)
		for field := range s.variants(t) {
			for code, texts := range unseen {
				for _, text := range texts {
					_, err := v.New(base, with(t, s.credentials, field, fmt.Sprintf(text, "canary")))
					require.ErrorIs(t, err, authhooks.ErrInvalidRequest, "%s: %q", field, text)
					require.ErrorContains(t, err, v.ID()+": new: invalid request: "+v.named(field)+" ", "%q", text)
					require.ErrorContains(t, err, code, field)
					require.NotContains(t, err.Error(), "ary", field)
				}
			}
		}
		require.Zero(t, s.Calls(s.login))
	})
}

// CredentialsFromEnv of every vendor reads every field and holds it to the same.
// Not parallel: it sets the environment.
func TestCredentialsFromEnvRefuseWhatNobodySees(t *testing.T) {
	for _, v := range accounts.Vendors {
		variable := map[string]string{}
		for _, field := range v.Fields() {
			variable[field.Name] = field.Variable
			t.Setenv(field.Variable, "fine-"+field.Name)
		}
		cr, err := v.FromEnv()
		require.NoError(t, err)
		for field := range variable {
			require.Equal(t, "fine-"+field, fieldText(t, cr, field), v.Name)
		}
		for field, name := range variable {
			for code, texts := range unseen {
				for _, text := range texts {
					t.Setenv(name, fmt.Sprintf(text, "canary"))
					_, err := v.FromEnv()
					require.ErrorIs(t, err, authhooks.ErrInvalidRequest, "%s: %q", name, text)
					require.ErrorContains(t, err, v.ID()+": credentialsFromEnv: invalid request: "+name+" ", "%q", text)
					require.ErrorContains(t, err, code, name)
					require.NotContains(t, err.Error(), "ary", name)
				}
			}
			t.Setenv(name, "fine-"+field+"\r\n") // as a file ends
			cr, err := v.FromEnv()
			require.NoError(t, err)
			require.Equal(t, "fine-"+field, fieldText(t, cr, field), name)
		}
	}
}
