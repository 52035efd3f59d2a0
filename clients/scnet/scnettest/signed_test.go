package scnettest_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

var pathByKey = simtest.Path("scnet", "createTokensByKey")

// signed is a login whose signature openssl computed.
type signed struct{ User, AccessKey, SecretKey, Timestamp, Text, Signature string }

func (l signed) header() http.Header {
	return http.Header{
		"User": {l.User}, "Accesskey": {l.AccessKey}, "Timestamp": {l.Timestamp}, "Signature": {l.Signature}, "Content-Type": {"application/json"},
	}
}

// server knows the login's account, and its clock is off from the login's timestamp.
func (l signed) server(t *testing.T, off time.Duration, opts ...scnettest.Option) *scnettest.Server {
	t.Helper()
	at, err := strconv.ParseInt(l.Timestamp, 10, 64)
	require.NoError(t, err)
	account := scnet.Credentials{User: l.User, AccessKey: l.AccessKey, SecretKey: authhooks.NewSecret(l.SecretKey)}
	return scnettest.NewServer(t, append(opts, contract.Check(t, "scnet"), scnettest.Account(account),
		authtest.WithClock(authtest.NewFrozenClock(time.Unix(at, 0).Add(off))))...)
}

func knownLogins(t *testing.T) (list []signed) {
	t.Helper()
	raw, err := os.ReadFile("../testdata/signatures.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &list))
	require.Greater(t, len(list), 10)
	return list
}

func code(t *testing.T, e authtest.Exchange) string {
	t.Helper()
	var answer struct{ Code string }
	require.NoError(t, json.Unmarshal(e.ResponseBody, &answer), "%s", e.ResponseBody)
	return answer.Code
}

func TestSignaturesThatOpensslComputed(t *testing.T) {
	t.Parallel()
	for _, l := range knownLogins(t) {
		s := l.server(t, 0, scnettest.DisabledCluster("11126", "disabled region"))
		e := send(t, s, http.MethodPost, pathByKey, l.header())
		assert.Equal(t, "0", code(t, e), "%q", l.Text)
		assert.Equal(t, simtest.Shape(t, simtest.Sample(t, "scnet", "createTokensByKey.0.json")), simtest.Shape(t, e.ResponseBody))
		assert.Equal(t, "10004", code(t, send(t, s, http.MethodPost, pathByKey, with(l.header(), "Signature", l.Signature[1:]+l.Signature[:1]))))
	}
}

// Each wrong part of a signed login has a code of its own here, and the first counts.
func TestSignedLoginsThatAreRefused(t *testing.T) {
	t.Parallel()
	good := knownLogins(t)[0]
	upper := "00D6FE96CB617A5313739674077A273F15CE0BEC5166BECCF6F690F833FAB992"
	for name, c := range map[string]struct {
		header http.Header
		off    time.Duration
		part   scnettest.KeyPart
	}{
		"another user":              {with(good.header(), "User", "alice"), 0, scnettest.KeyUser},
		"another user, late":        {with(good.header(), "User", "alice"), time.Hour, scnettest.KeyUser},
		"another access key":        {with(good.header(), "Accesskey", "x"), 0, scnettest.KeyAccessKey},
		"milliseconds":              {with(good.header(), "Timestamp", good.Timestamp+"000"), 0, scnettest.KeyWindow},
		"a time in words":           {with(good.header(), "Timestamp", "now"), 0, scnettest.KeyTimestamp},
		"a fraction":                {with(good.header(), "Timestamp", good.Timestamp+".5"), 0, scnettest.KeyTimestamp},
		"a second too late":         {good.header(), 5*time.Minute + time.Second, scnettest.KeyWindow},
		"a second too early":        {good.header(), -5*time.Minute - time.Second, scnettest.KeyWindow},
		"at the end of the window":  {good.header(), 5 * time.Minute, ""},
		"at its beginning":          {good.header(), -5 * time.Minute, ""},
		"of another second":         {with(good.header(), "Timestamp", "1764597592"), 0, scnettest.KeySignature},
		"in upper case":             {with(good.header(), "Signature", upper), 0, scnettest.KeySignature},
		"a signature in plain text": {with(good.header(), "Signature", good.SecretKey), 0, scnettest.KeySignature},
	} {
		parts := []scnettest.KeyPart{"", scnettest.KeyUser, scnettest.KeyAccessKey, scnettest.KeyTimestamp, scnettest.KeyWindow, scnettest.KeySignature}
		var opts []scnettest.Option
		want := ""
		for i, part := range parts {
			own := strconv.Itoa(i)
			if part != "" {
				opts = append(opts, scnettest.KeyRefusal(part, own))
			}
			if part == c.part {
				want = own
			}
		}
		s := good.server(t, c.off, opts...)
		assert.Equal(t, want, code(t, send(t, s, http.MethodPost, pathByKey, c.header)), name)
	}
	s := good.server(t, time.Hour, scnettest.WithKeyWindow(time.Hour), scnettest.LoginRefusal("7"))
	assert.Equal(t, "0", code(t, send(t, s, http.MethodPost, pathByKey, good.header())), "a wider window")
	assert.Equal(t, "7", code(t, send(t, s, http.MethodPost, pathByKey, with(good.header(), "User", "alice"))), "the code of every refused login")
}

func TestSignedLoginsWithoutAPart(t *testing.T) {
	t.Parallel()
	good := knownLogins(t)[0]
	s := good.server(t, 0)
	for _, name := range []string{"User", "Accesskey", "Timestamp", "Signature"} {
		assert.Equal(t, "10003", code(t, send(t, s, http.MethodPost, pathByKey, without(good.header(), name))), name)
		assert.Equal(t, "10003", code(t, send(t, s, http.MethodPost, pathByKey, with(good.header(), name, ""))), name)
		twice := with(good.header(), name, good.header().Get(name), good.header().Get(name))
		assert.Equal(t, "10003", code(t, send(t, s, http.MethodPost, pathByKey, twice)), name)
	}
	assert.Equal(t, "10004", code(t, send(t, s, http.MethodPost, pathByKey, without(good.header(), "Content-Type"))))
	assert.Equal(t, "10003", code(t, send(t, s, http.MethodPost, pathByKey, user(s))), "a password login elsewhere")
}

// No record shows a secret key or a signature. An access key is no secret.
func TestSecretKeysAreNotOnRecord(t *testing.T) {
	t.Parallel()
	l := knownLogins(t)[0]
	s := l.server(t, 0)
	invented := scnettest.NewServer(t).Credentials()
	assert.Len(t, invented.AccessKey, 32)
	assert.False(t, invented.SecretKey.IsZero())
	assert.NotEqual(t, invented.AccessKey, invented.SecretKey.Reveal())
	send(t, s, http.MethodPost, pathByKey, with(l.header(), "X-Note", l.SecretKey+" "+l.AccessKey))
	send(t, s, http.MethodPost, pathByKey, with(l.header(), "Accesskey", "somebody-elses-key"))
	require.Len(t, s.Exchanges(), 2)
	for _, e := range s.Exchanges() {
		for _, secret := range []string{l.SecretKey, l.Signature} {
			assert.NotContains(t, e.String(), secret)
		}
		assert.Equal(t, "createTokensByKey", e.Op)
	}
	assert.Equal(t, 2, s.Calls("createTokensByKey"))
	assert.Equal(t, 2, s.Calls(""))
	s.Fail(authtest.Fault{Op: "createTokensByKey", Code: "10001"})
	assert.Equal(t, "10001", code(t, send(t, s, http.MethodPost, pathByKey, l.header())))
}
