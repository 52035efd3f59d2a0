package hostile_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// scene is where a case plays: one operation of one vendor, after a success.
type scene struct {
	vendor  accounts.Vendor
	account accounts.Account
	op      accounts.Operation
	good    []byte // the body of a success
	refused []byte // the body of the vendor's first code, which has kind
	kind    authhooks.Kind
	secrets []string
	canary  string // new for every case: must never be in an error, nor taken for the token
}

// hostile is one row of the catalogue.
type hostile struct {
	name string
	// fault is what the simulator does, or wire what a bare listener says; they
	// report false where the operation has nothing that could go wrong so.
	fault func(s scene) (authtest.Fault, bool)
	wire  func(s scene) (script, bool)
	want  func(s scene) []authhooks.Kind // nil: the call succeeds
	slow  bool                           // only the timeout ends it
	never []string                       // what must not be in the error, besides secrets and the canary
}

// kinds is a want that does not depend on the operation.
func kinds(list ...authhooks.Kind) func(scene) []authhooks.Kind {
	return func(scene) []authhooks.Kind { return list }
}

var (
	protocol  = kinds(authhooks.KindProtocol)
	transport = kinds(authhooks.KindTransport)
	// sameKind is that of the same refusal without the hostile part.
	sameKind = func(s scene) []authhooks.Kind { return []authhooks.Kind{s.kind} }
)

// always makes a fault for any scene.
func always(f authtest.Fault) func(scene) (authtest.Fault, bool) {
	return func(scene) (authtest.Fault, bool) { return f, true }
}

// body is a fault with HTTP 200 and that body. An empty one is sent as such.
func body(text string) authtest.Fault {
	f := authtest.Fault{Status: http.StatusOK, Body: text}
	if text == "" {
		f.Header = http.Header{"Content-Length": {"0"}}
	}
	return f
}

// altered makes a body of the good one.
func altered(f func(s scene) string) func(scene) (authtest.Fault, bool) {
	return func(s scene) (authtest.Fault, bool) { return body(f(s)), true }
}

// member puts other members in the place of the one at path in the good body:
// f gets its value and returns text such as `"a":1,"b":2`.
func member(path func(s scene) string, f func(s scene, key, value string) string) func(scene) (authtest.Fault, bool) {
	return func(s scene) (authtest.Fault, bool) {
		text, ok := replaceMember(s.good, path(s), func(key, value string) string { return f(s, key, value) })
		return body(text), ok
	}
}

func atToken(s scene) string  { return s.op.Token }
func atMarker(s scene) string { return s.vendor.Marker }

// atExpiry is a field that tells the end, where the operation has one.
func atExpiry(s scene) string { return s.vendor.Expiry }

// replaceMember rewrites a JSON body as text, since what it must become may be
// no JSON that an encoder would write.
func replaceMember(raw []byte, path string, f func(key, value string) string) (string, bool) {
	if path == "" {
		return "", false
	}
	key, rest, deeper := strings.Cut(path, ".")
	if n, err := strconv.Atoi(key); err == nil {
		var items []json.RawMessage
		if json.Unmarshal(raw, &items) != nil || n >= len(items) || !deeper {
			return "", false
		}
		inner, ok := replaceMember(items[n], rest, f)
		items[n] = nil
		parts := make([]string, len(items))
		for i, item := range items {
			parts[i] = string(item)
		}
		parts[n] = inner
		return "[" + strings.Join(parts, ",") + "]", ok
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return "", false
	}
	var parts []string
	found := false
	for decoder.More() {
		name, err := decoder.Token()
		var value json.RawMessage
		if err != nil || decoder.Decode(&value) != nil {
			return "", false
		}
		part := fmt.Sprintf("%q:%s", name, value)
		if name == key {
			found = true
			if deeper {
				inner, ok := replaceMember(value, rest, f)
				found, part = ok, fmt.Sprintf("%q:%s", name, inner)
			} else {
				part = f(key, string(value))
			}
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	return "{" + strings.Join(parts, ",") + "}", found
}

// textPath is where a refusal has its text for people.
func textPath(refused []byte) string {
	var top map[string]json.RawMessage
	if json.Unmarshal(refused, &top) != nil {
		return ""
	}
	prefix := ""
	if inner, ok := top["error"]; ok && json.Unmarshal(inner, &top) == nil {
		prefix = "error."
	}
	for _, name := range []string{"msg", "message", "errorMsg", "error_msg"} {
		if _, ok := top[name]; ok {
			return prefix + name
		}
	}
	return ""
}

// codePath is where it has its code.
func codePath(refused []byte) string {
	text := textPath(refused)
	i := strings.LastIndex(text, ".") + 1
	return text[:i] + map[string]string{"msg": "code", "message": "code", "errorMsg": "errorCode", "error_msg": "error_code"}[text[i:]]
}

// refusal is the vendor's first code with another value, as JSON, at a path.
func refusal(path func(refused []byte) string, value func(s scene) string) func(scene) (authtest.Fault, bool) {
	return func(s scene) (authtest.Fault, bool) {
		text, ok := replaceMember(s.refused, path(s.refused), func(key, _ string) string { return strconv.Quote(key) + ":" + value(s) })
		return body(text), ok
	}
}

// lastBody is the last answer of an operation.
func lastBody(a accounts.Account, op string) []byte {
	for _, e := range slices.Backward(a.RawExchanges()) {
		if e.Op == op || op == "" {
			return e.ResponseBody
		}
	}
	return nil
}
