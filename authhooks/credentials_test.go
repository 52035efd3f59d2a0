package authhooks_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// unseen are characters that nobody sees, or sees as a space.
var unseen = map[string]rune{
	"tab": '\t', "line break": '\n', "carriage return": '\r', "NUL": 0, "escape": 0x1b, "delete": 0x7f, "next line": 0x85, "no-break space": 0xa0,
	"soft hyphen": 0xad, "grapheme joiner": 0x34f, "Arabic letter mark": 0x61c, "Hangul filler": 0x115f, "Mongolian vowel separator": 0x180e,
	"Mongolian variation": 0x180b, "en space": 0x2002, "thin space": 0x2009, "zero width space": 0x200b, "zero width joiner": 0x200d,
	"right-to-left mark": 0x200f, "line separator": 0x2028, "paragraph separator": 0x2029, "right-to-left override": 0x202e, "narrow no-break space": 0x202f,
	"medium mathematical space": 0x205f, "word joiner": 0x2060, "isolate": 0x2066, "Braille blank": 0x2800, "ideographic space": 0x3000,
	"Hangul filler of jamo": 0x3164, "variation selector": 0xfe0f, "byte order mark": 0xfeff, "halfwidth filler": 0xffa0, "interlinear anchor": 0xfff9,
	"language tag": 0xe0041, "variation selector 17": 0xe0100,
}

// A credential that holds what nobody sees is refused by the name of its field
// and the code point, wherever in it that stands, and is not shown.
func TestCredentialsThatLookRightAndAreNot(t *testing.T) {
	t.Parallel()
	refused := func(what, code, text string) {
		err := authhooks.CheckCredentials("acme",
			authhooks.Credential{Name: "ID", Value: authhooks.NewSecret("fine")},
			authhooks.Credential{Name: "Pass", Value: authhooks.NewSecret(text)})
		optional := authhooks.CheckCredentials("acme", authhooks.Credential{Name: "Pass", Value: authhooks.NewSecret(text), Optional: true})
		token := authhooks.CheckCredentials("acme", authhooks.Credential{Name: "Pass", Value: authhooks.NewSecret(text), Token: true})
		for _, err := range []error{err, optional, token} {
			require.ErrorIs(t, err, authhooks.ErrInvalidRequest, what)
			require.ErrorContains(t, err, "acme: new: invalid request: Credentials.Pass ", what)
			require.ErrorContains(t, err, code, what)
			require.NotContains(t, err.Error(), "canary", what)
		}
		for field, args := range map[string][2]string{"the secret ": {"id", text}, "the id ": {text, "secret"}} {
			err := newAccount(args[0], args[1])
			require.ErrorIs(t, err, authhooks.ErrInvalidRequest, what)
			require.ErrorContains(t, err, field, what)
			require.ErrorContains(t, err, code, what)
			require.NotContains(t, err.Error(), "canary", what)
		}
	}
	for what, r := range unseen {
		code := fmt.Sprintf("(%U)", r)
		for _, text := range []string{string(r) + "canary", "can" + string(r) + "ary", "canary" + string(r), string(r)} {
			refused(what, code, text)
		}
	}
	for _, text := range []string{" canary", "canary ", "  ", " "} {
		refused("a space at an edge", "(U+0020)", text)
	}
	for _, text := range []string{"canary\xff", "\xc3canary", "\xef\xbb"} {
		refused("not UTF-8", "UTF-8", text)
	}
}

// What a person sees passes, however unusual it is.
func TestCredentialsThatArePlainToSee(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"a", "two words", "+/=%&?#\"'\\", "pässword", "密码", "пароль", "a\u0301", "🔑", "\u2588", "\ufffd", "\ue000",
	} {
		require.NoError(t, authhooks.CheckCredentials("acme", authhooks.Credential{Name: "Pass", Value: authhooks.NewSecret(text)}), text)
		require.NoError(t, newAccount(text, text), text)
	}
	require.NoError(t, authhooks.CheckCredentials("acme", authhooks.Credential{Name: "Pass", Optional: true}))
	require.NoError(t, authhooks.CheckCredentials("acme", authhooks.Credential{Name: "Pass", Optional: true, Token: true}))
	require.ErrorContains(t, authhooks.CheckCredentials("acme", authhooks.Credential{Name: "Pass", Env: "ACME_PASS"}), "Pass is empty: set it, or ACME_PASS")
	both := authhooks.CheckCredentials("acme", authhooks.Credential{Name: "User"}, authhooks.Credential{Name: "Id", Value: authhooks.NewSecret("fine")}, authhooks.Credential{Name: "Pass"})
	require.ErrorContains(t, both, "Credentials.User is empty")
	require.ErrorContains(t, both, "; Credentials.Pass is empty")
	require.NotContains(t, both.Error(), "Credentials.Id")
	require.ErrorContains(t, authhooks.CheckCredentials("acme", authhooks.Credential{Name: "Pass", Token: true, Value: authhooks.NewSecret("two words")}), "no token has")
}

// A store key is bytes, of which any may be a space or a control character; so
// may be what a private vendor strikes out, such as a key file.
func TestStoreKeysAndFurtherSecretsAreBytes(t *testing.T) {
	t.Parallel()
	require.NoError(t, newAccount("id", "s", authhooks.WithStore(authhooks.NewMemoryStore()), authhooks.WithStoreKey(authhooks.NewSecret(" \x00\x01\x7f\xff\n0123456789"))))
}

func newAccount(id, secret string, opts ...authhooks.Option) error {
	c, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Parse: acmeParse, Put: authhooks.PutBearer, Secrets: []authhooks.Secret{authhooks.NewSecret("-----BEGIN KEY-----\n")},
		Fetch: func(context.Context, authhooks.Token) (authhooks.Token, error) { return authhooks.Token{}, nil },
	}, "https://h.example", id, authhooks.NewSecret(secret), opts...)
	if err != nil {
		return err
	}
	return c.Close()
}

func TestFurtherSecretsAndScopeAreSeen(t *testing.T) {
	t.Parallel()
	made := func(further, scope string) error {
		c, err := authhooks.New(authhooks.Vendor{
			Name: "acme", Parse: acmeParse, Put: authhooks.PutBearer,
			Secrets: []authhooks.Secret{{}, authhooks.NewSecret(further)}, Scope: []string{"", "region", scope},
			Fetch: func(context.Context, authhooks.Token) (authhooks.Token, error) { return authhooks.Token{}, nil },
		}, "https://h.example", "id", authhooks.NewSecret("s"))
		if err != nil {
			return err
		}
		return c.Close()
	}
	const file = "-----BEGIN KEY-----\r\n\tabc=\r\n  def=\r\n-----END KEY-----\r\n"
	for _, further := range []string{"", "plain", "two words", "密码", file, strings.ReplaceAll(file, "\r", ""), "line\n", "\xff\x00\u200b key"} {
		require.NoError(t, made(further, "region 密"), "%q", further)
	}
	for _, bad := range []string{"can\u200bary", "\ufeffcanary", "canary ", " canary", "can\u00a0ary", "can\tary", "can\x00ary"} {
		for what, err := range map[string]error{
			"Vendor.Secrets[1] ": made(bad, ""), "Vendor.Secrets[1]  ": made("one\ntwo\n"+strings.ReplaceAll(bad, "\t", "\v")+"\n", ""),
			"Vendor.Scope[2] ": made("", bad),
		} {
			if strings.HasSuffix(what, "  ") && bad == " canary" {
				continue // an indent
			}
			require.ErrorIs(t, err, authhooks.ErrInvalidRequest, "%s%q", what, bad)
			require.ErrorContains(t, err, "acme: new: invalid request: "+strings.TrimSpace(what)+" ", "%q", bad)
			require.NotContains(t, err.Error(), "ary", "%q", bad)
		}
	}
	require.ErrorContains(t, made("", "can\nary"), "Vendor.Scope[2] has a line break", "a scope is no file")
}

// Not parallel: it sets the environment.
func TestTheEnvironmentIsHeldToTheSame(t *testing.T) {
	for what, r := range unseen {
		if r == 0 {
			continue // no variable can hold it
		}
		t.Setenv("ACME_ID", "id")
		t.Setenv("ACME_PASS", "can"+string(r)+"ary")
		for _, read := range []func(string, ...string) ([]string, error){authhooks.Env, authhooks.OptionalEnv} {
			_, err := read("acme", "ACME_ID", "ACME_PASS", "ACME_UNSET")
			require.ErrorIs(t, err, authhooks.ErrInvalidRequest, what)
			require.ErrorContains(t, err, "acme: credentialsFromEnv: invalid request: ACME_PASS ", what)
			require.ErrorContains(t, err, fmt.Sprintf("(%U)", r), what)
			require.NotContains(t, err.Error(), "ary", what)
		}
	}
	for value, want := range map[string]string{"canary\n": "canary", "canary\r\n": "canary", "canary": "canary", "\n": "", "": ""} {
		t.Setenv("ACME_PASS", value)
		v, err := authhooks.OptionalEnv("acme", "ACME_PASS")
		require.NoError(t, err)
		assert.Equal(t, []string{want}, v)
	}
	for value, code := range map[string]string{"canary\n\n": "U+000A", "canary\n\r": "U+000A", "\ncanary": "U+000A", "canary \n": "U+0020", " ": "U+0020"} {
		t.Setenv("ACME_PASS", value)
		_, err := authhooks.Env("acme", "ACME_PASS")
		require.ErrorContains(t, err, code, "%q", value)
		require.NotContains(t, err.Error(), "canary")
	}
	t.Setenv("ACME_PASS", "")
	_, err := authhooks.Env("acme", "ACME_ID", "ACME_PASS", "ACME_UNSET")
	require.EqualError(t, err, "acme: credentialsFromEnv: invalid request: not set in the environment: ACME_PASS and ACME_UNSET")
}
