package main

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// placement says where a recorded business call carried the token, and which query
// parameters it had besides the demo's own. It also reports a place that no vendor asks for,
// so a misplaced credential is visible.
func placement(x authtest.Exchange, own url.Values, token string) string {
	var places []string
	for name, values := range x.RequestHeader {
		for _, value := range values {
			switch {
			case value == token:
				places = append(places, strings.ToLower(name))
			case strings.Contains(value, token):
				scheme, _, _ := strings.Cut(value, token)
				places = append(places, name+": "+strings.TrimSpace(scheme))
			}
		}
	}
	slices.Sort(places)
	query, err := url.ParseQuery(x.RawQuery)
	if err != nil {
		places = append(places, "a query that cannot be parsed")
	}
	var parameters []string
	for name, values := range query {
		if !slices.Equal(values, own[name]) {
			parameters = append(parameters, "?"+name)
		}
	}
	slices.Sort(parameters)
	places = append(places, parameters...)
	if strings.Contains(x.Path, token) {
		places = append(places, "path")
	}
	if bytes.Contains(x.RequestBody, []byte(token)) {
		places = append(places, "body")
	}
	if len(places) == 0 {
		return "nowhere"
	}
	return strings.Join(places, " + ")
}

// business returns the calls that are no token calls.
func business(all []authtest.Exchange) []authtest.Exchange {
	var list []authtest.Exchange
	for _, x := range all {
		if x.Op == authtest.OpBusiness {
			list = append(list, x)
		}
	}
	return list
}
