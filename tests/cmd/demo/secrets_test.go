package main

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// secretName is the name of a header, a form's field or a JSON field that holds a secret
// of any vendor. The OpenAPI documents name the others.
var secretName = regexp.MustCompile(`(?i)(authorization|password|secret|token)$`)

func isSecret(v accounts.Vendor, name string) bool {
	return secretName.MatchString(name) || slices.ContainsFunc(v.Spec().Secrets, func(s string) bool { return strings.EqualFold(s, name) })
}

// harvest returns every credential and token in raw exchanges with a vendor, as sent and
// decoded.
func harvest(v accounts.Vendor, list []authtest.Exchange) []string {
	found := map[string]bool{}
	add := func(values ...string) {
		for _, value := range values {
			if len(value) > 8 { // "Bearer" and the like are no secrets
				found[value] = true
			}
		}
	}
	for _, x := range list {
		for name, values := range x.RequestHeader {
			if !isSecret(v, name) {
				continue
			}
			add(values...)
			if scheme, rest, ok := strings.Cut(values[0], " "); ok {
				add(rest)
				if plain, err := base64.StdEncoding.DecodeString(rest); scheme == "Basic" && err == nil {
					_, secret, _ := strings.Cut(string(plain), ":")
					add(secret, url.QueryEscape(secret))
				}
			}
		}
		if form, err := url.ParseQuery(string(x.RequestBody)); err == nil {
			for name := range form {
				if isSecret(v, name) {
					add(form.Get(name), url.QueryEscape(form.Get(name)))
				}
			}
		}
		leaf := ""
		if i := slices.IndexFunc(v.Operations(), func(op accounts.SpecOperation) bool { return op.Name == x.Op }); i >= 0 {
			op := v.Operations()[i]
			leaf = op.Token[strings.LastIndex(op.Token, ".")+1:]
			if before, _, has := strings.Cut(op.Path, "{"); has {
				add(strings.TrimPrefix(x.Path, before))
			}
		}
		for _, body := range [][]byte{x.RequestBody, x.ResponseBody} {
			var answer any
			if json.Unmarshal(body, &answer) == nil {
				add(walk(v, "", answer, leaf)...)
			}
		}
	}
	return slices.Collect(maps.Keys(found))
}

// walk returns the strings under the name of a secret. leaf is the name of a token too, in
// an answer that has it under another name.
func walk(vendor accounts.Vendor, name string, value any, leaf string) []string {
	var list []string
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			list = append(list, walk(vendor, key, inner, leaf)...)
		}
	case []any:
		for _, inner := range v {
			list = append(list, walk(vendor, name, inner, leaf)...)
		}
	case string:
		if name == leaf || isSecret(vendor, name) {
			list = append(list, v)
		}
	}
	return list
}
