package main

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func TestPlacement(t *testing.T) {
	t.Parallel()
	header := func(name, value string) http.Header {
		return http.Header{name: {"other"}, "Accept": {"x"}, "X": {value}}
	}
	for want, x := range map[string]authtest.Exchange{
		"Authorization: Bearer":              {RequestHeader: http.Header{"Authorization": {"Bearer tok"}}},
		"Authorization: BearerToken":         {RequestHeader: http.Header{"Authorization": {"BearerToken tok"}}},
		"Authorization: Bearer + ?apikey":    {RequestHeader: http.Header{"Authorization": {"Bearer tok"}}, RawQuery: "apikey=id"},
		"Authorization: Bearer + x-token":    {RequestHeader: http.Header{"Authorization": {"Bearer tok"}, "X-Token": {"tok"}}},
		"x-token":                            {RequestHeader: http.Header{"X-Token": {"tok"}}},
		"x":                                  {RequestHeader: header("Y", "tok")},
		"?x-token":                           {RawQuery: "x-token=tok"},
		"path":                               {Path: "/token/tok"},
		"body":                               {RequestBody: []byte("t=tok")},
		"a query that cannot be parsed + ?a": {RawQuery: "a=tok&b=%zz"},
		"?other":                             {RawQuery: "mine=1&other=1"},
		"?mine":                              {RawQuery: "mine=1&mine=2"},
		"nowhere":                            {Path: "/"},
	} {
		assert.Equal(t, want, placement(x, url.Values{"mine": {"1"}}, "tok"))
	}
}
