package conformance_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// eachOperation runs f for every token operation of every vendor, on a fresh
// account on which the operations before it have succeeded. good is the body of
// a real success.
func eachOperation(t *testing.T, f func(t *testing.T, v vendor, a account, op accounts.Operation, good []byte)) {
	t.Helper()
	forEach(t, func(t *testing.T, v vendor) {
		a := v.start(t, nil, authhooks.WithTimeout(time.Minute)) // a busy machine is no trouble of the vendor
		for _, op := range a.Operations {
			_, err := op.Call(t.Context())
			require.NoError(t, err, op.Name)
			f(t, v, a, op, a.last(t, op.Name).ResponseBody)
		}
	})
}

// edit changes one field of a JSON body; a nil value removes it.
func edit(t *testing.T, body []byte, path string, value any) string {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var root any
	require.NoError(t, decoder.Decode(&root))
	at, keys := root, strings.Split(path, ".")
	for _, key := range keys[:len(keys)-1] {
		if list, ok := at.([]any); ok {
			n, err := strconv.Atoi(key)
			require.NoError(t, err)
			at = list[n]
			continue
		}
		at = at.(map[string]any)[key]
		require.NotNil(t, at, path)
	}
	object, leaf := at.(map[string]any), keys[len(keys)-1]
	require.Contains(t, object, leaf)
	if object[leaf] = value; value == nil {
		delete(object, leaf)
	}
	out, err := json.Marshal(root)
	require.NoError(t, err)
	return string(out)
}

func TestAnswersThatAreNoTokenAre(t *testing.T) {
	t.Parallel()
	eachOperation(t, func(t *testing.T, _ vendor, a account, op accounts.Operation, _ []byte) {
		for name, c := range map[string]struct{ contentType, body, why string }{
			"empty object": {"application/json", "{}", "neither a success nor an error"},
			"null":         {"application/json", "null", "null"},
			"HTML":         {"text/html", "<html>canary</html>", "HTML"},
			"empty body":   {"application/json", "", "empty"},
			"list":         {"application/json", "[]", "no object"},
			"truncated":    {"application/json", `{"code":`, "not JSON"},
		} {
			header := http.Header{}
			if c.body == "" {
				header.Set("Content-Length", "0")
			}
			a.Fail(authtest.Fault{Op: op.Name, Status: http.StatusOK, ContentType: c.contentType, Body: c.body, Header: header})
			token, err := op.Call(t.Context())
			e := asError(t, err)
			assert.Equal(t, authhooks.KindProtocol, e.Kind, "%s %s", op.Name, name)
			assert.ErrorContains(t, err, c.why, "%s %s", op.Name, name)
			assert.Equal(t, op.Name, e.Op)
			assert.Empty(t, token)
			assert.NotContains(t, err.Error(), "canary")
		}
	})
}

func TestRightJSONUnderAWrongContentTypeIsAToken(t *testing.T) {
	t.Parallel()
	eachOperation(t, func(t *testing.T, _ vendor, a account, op accounts.Operation, good []byte) {
		for _, contentType := range []string{"text/html", "text/plain; charset=gbk", "application/octet-stream", "nonsense"} {
			a.Fail(authtest.Fault{Op: op.Name, Status: http.StatusOK, ContentType: contentType, Body: string(good)})
			_, err := op.Call(t.Context())
			assert.NoError(t, err, "%s %s", op.Name, contentType)
		}
		a.Fail(authtest.Fault{Op: op.Name, Header: http.Header{"Content-Type": nil}})
		_, err := op.Call(t.Context())
		assert.NoError(t, err, "%s without a content type", op.Name)
	})
}

// index is a list's in a path.
var index = regexp.MustCompile(`\.(\d+)`)

func TestMissingOrMistypedTokenFieldIsNamed(t *testing.T) {
	t.Parallel()
	eachOperation(t, func(t *testing.T, v vendor, a account, op accounts.Operation, good []byte) {
		if op.Token == "" {
			return
		}
		field := index.ReplaceAllString(op.Token, "[$1]")
		for _, bad := range []any{nil, 4711, true, []any{"canary"}, map[string]any{"x": "canary"}, "", "canary\r\nX-Y: z", "canaryé"} {
			if _, list := bad.([]any); list && op.Name == "renewToken" {
				continue // the page's table knows a list: see the traps
			}
			a.Fail(authtest.Fault{Op: op.Name, Status: http.StatusOK, Body: edit(t, good, op.Token, bad)})
			token, err := op.Call(t.Context())
			e := asError(t, err)
			assert.Equal(t, authhooks.KindProtocol, e.Kind, "%s %v", op.Name, bad)
			assert.ErrorContains(t, err, strconv.Quote(field), "%s %v", op.Name, bad)
			assert.Empty(t, token)
			assert.NotContains(t, err.Error(), "canary")
			assert.NotContains(t, err.Error(), "4711")
		}
		var other any
		require.NoError(t, json.Unmarshal(good, &other))
		if object, ok := other.(map[string]any); ok && strings.Contains(op.Token, ".") {
			delete(object, strings.Split(op.Token, ".")[0])
			body, err := json.Marshal(object)
			require.NoError(t, err)
			a.Fail(authtest.Fault{Op: op.Name, Status: http.StatusOK, Body: string(body)})
			_, err = op.Call(t.Context())
			assert.Equal(t, authhooks.KindProtocol, asError(t, err).Kind, "the parent is gone")
			if v.Marker != "" { // else the parent is the only mark of a success
				assert.ErrorContains(t, err, strings.Split(op.Token, ".")[0])
			}
		}
	})
}

func TestUnreadableExpiryKeepsTheTokenWithThePagesLifetime(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		field, values := v.Expiry, []any{nil, "soon", true, -5, 0.5, "1e30", map[string]any{}, int64(99999999999999999)}
		if field == "" && v.Spec().Lifetime == 0 { // the only statement is a claim of the token
			field, values = v.client(t).Operations[0].Token, []any{"opaque", "a.b.c"}
		}
		if field == "" {
			values = values[:1] // the vendor never states one
		}
		for _, value := range values {
			a := v.client(t)
			first := a.Operations[0]
			_, err := first.Call(t.Context())
			require.NoError(t, err)
			body := string(a.last(t, first.Name).ResponseBody)
			if field != "" {
				body = edit(t, []byte(body), field, value)
			}
			a.Fail(authtest.Fault{Op: first.Name, Status: http.StatusOK, Body: body})
			token, err := a.Client.Token(t.Context())
			require.NoError(t, err, "%v", value)
			page := v.Spec().Lifetime
			if page == 0 {
				assert.True(t, token.ExpiresAt.IsZero(), "no page states a lifetime: %v", value)
				continue
			}
			assert.InDelta(t, page.Seconds(), token.ExpiresAt.Sub(a.Now()).Seconds(), 5, "%v", value)
		}
	})
}

// A flat answer has no marker of success but the fields of OAuth 2: with any one of them it
// is one whose token is missing, and is named as such.
func TestFlatAnswersAreKnownByAnyField(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		a := v.client(t)
		op := a.Operations[0]
		if v.Marker != "" || strings.Contains(op.Token, ".") {
			return
		}
		_, err := op.Call(t.Context())
		require.NoError(t, err)
		var good map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(a.last(t, op.Name).ResponseBody, &good))
		for _, field := range []string{"expires_in", "token_type", "refresh_token"} {
			value, has := good[field]
			if !has {
				continue
			}
			a.Fail(authtest.Fault{Op: op.Name, Body: `{"` + field + `":` + string(value) + `}`})
			_, err := op.Call(t.Context())
			assert.Equal(t, authhooks.KindProtocol, asError(t, err).Kind)
			require.ErrorContains(t, err, `"`+op.Token+`" is missing`, "%s %s", v.Name, field)
		}
		a.Fail(authtest.Fault{Op: op.Name, Body: `{"` + op.Token + `":"alone"}`})
		token, err := op.Call(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "alone", token)
	})
}
