package main

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// harvest returns every credential and token in raw exchanges, as sent and decoded.
func harvest(list []authtest.Exchange) []string {
	found := map[string]bool{}
	add := func(values ...string) {
		for _, v := range values {
			if len(v) > 8 { // "Bearer" and the like are no secrets
				found[v] = true
			}
		}
	}
	for _, x := range list {
		for _, name := range []string{"Authorization", "X-Token", "Token", "Password"} {
			value := x.RequestHeader.Get(name)
			add(value)
			if scheme, rest, ok := strings.Cut(value, " "); ok {
				add(rest)
				if plain, err := base64.StdEncoding.DecodeString(rest); scheme == "Basic" && err == nil {
					_, secret, _ := strings.Cut(string(plain), ":")
					add(secret, url.QueryEscape(secret))
				}
			}
		}
		if _, token, ok := strings.Cut(x.Path, "/openapi/token/"); ok {
			add(token)
		}
		if form, err := url.ParseQuery(string(x.RequestBody)); err == nil {
			for _, name := range []string{"client_secret", "refresh_token"} {
				add(form.Get(name), url.QueryEscape(form.Get(name)))
			}
		}
		for _, body := range [][]byte{x.RequestBody, x.ResponseBody} {
			var answer any
			if json.Unmarshal(body, &answer) == nil {
				add(walk("", answer)...)
			}
		}
	}
	secrets := make([]string, 0, len(found))
	for secret := range found {
		secrets = append(secrets, secret)
	}
	return secrets
}

// walk returns the strings under the name of a secret. A renewal of scnet has its token
// directly under data.
func walk(name string, value any) []string {
	switch v := value.(type) {
	case map[string]any:
		var list []string
		for key, inner := range v {
			list = append(list, walk(key, inner)...)
		}
		return list
	case []any:
		var list []string
		for _, inner := range v {
			list = append(list, walk(name, inner)...)
		}
		return list
	case string:
		switch name {
		case "password", "token", "accessToken", "access_token", "refresh_token", "data":
			return []string{v}
		}
	}
	return nil
}
