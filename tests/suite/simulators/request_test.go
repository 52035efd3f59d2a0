package simulators_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// send sends a request that the client has sent before, or a changed copy of it. So the
// suite needs no knowledge of where a vendor's credentials are.
func (s sim) send(t *testing.T, e authtest.Exchange) authtest.Exchange {
	t.Helper()
	answer, err := s.trySend(t, e)
	require.NoError(t, err, "%s: %s", s.vendor.Name, e.Op)
	return answer
}

// trySend may be called from any goroutine.
func (s sim) trySend(t *testing.T, e authtest.Exchange) (authtest.Exchange, error) {
	t.Helper()
	target := s.URL + e.Path
	if e.RawQuery != "" {
		target += "?" + e.RawQuery
	}
	header := e.RequestHeader.Clone()
	header.Del("User-Agent") // the contract allows wrong requests if they are not from a client of ours
	answer, err := authtest.Send(t.Context(), e.Method, target, header, string(e.RequestBody))
	answer.Op = e.Op
	return answer, err
}

// writings are the forms that a credential has in a request.
func writings(text string) []string {
	quoted, _ := json.Marshal(text) // a string never fails
	return []string{text, url.QueryEscape(text), strings.Trim(string(quoted), `"`)}
}

// swapped returns text with another credential. old may also be inside a Basic header.
func swapped(text, old, other string) string {
	if packed, is := strings.CutPrefix(text, "Basic "); is {
		if pair, err := base64.StdEncoding.DecodeString(packed); err == nil {
			return "Basic " + base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(string(pair), old, other)))
		}
	}
	to := writings(other)
	for i, from := range writings(old) {
		if strings.Contains(text, from) {
			return strings.ReplaceAll(text, from, to[i])
		}
	}
	return text
}

// swap returns the request with another credential. It reports whether the request has
// the old one at all.
func swap(e authtest.Exchange, old, other string) (authtest.Exchange, bool) {
	if old == other {
		return e, true
	}
	changed := e
	changed.Path, changed.RawQuery = swapped(e.Path, old, other), swapped(e.RawQuery, old, other)
	changed.RequestBody = []byte(swapped(string(e.RequestBody), old, other))
	found := changed.Path != e.Path || changed.RawQuery != e.RawQuery || string(changed.RequestBody) != string(e.RequestBody)
	changed.RequestHeader = http.Header{}
	for name, values := range e.RequestHeader {
		for _, value := range values {
			changed.RequestHeader.Add(name, swapped(value, old, other))
			found = found || swapped(value, old, other) != value
		}
	}
	return changed, found
}

// strip returns the request without the parts that hold a credential. It reports whether
// there were such parts. A credential in the path cannot be left out.
func strip(e authtest.Exchange, credential string) (authtest.Exchange, bool) {
	const other = "another"
	changed, found := e, false
	changed.RequestHeader = http.Header{}
	for name, values := range e.RequestHeader {
		if swapped(values[0], credential, other) != values[0] {
			found = true
			continue
		}
		changed.RequestHeader[name] = values
	}
	if text := string(e.RequestBody); swapped(text, credential, other) != text {
		changed.RequestBody, found = nil, true
	}
	if swapped(e.RawQuery, credential, other) != e.RawQuery {
		changed.RawQuery, found = "", true
	}
	return changed, found
}
