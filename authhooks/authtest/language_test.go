package authtest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func TestLanguages(t *testing.T) {
	t.Parallel()
	for header, want := range map[string][]string{
		"":                              {},
		",":                             {},
		"en":                            {"en"},
		"EN-gb, *":                      {"en-gb", "*"},
		"zh;q=0.2, en;q=0.9":            {"en", "zh"},
		"zh ; q=0.5,en;q=.5 , fr":       {"fr", "zh", "en"},
		"en;q=0,zh;q=0.001":             {"zh"},
		"zh_CN,zh-Hant-TW":              {"zh-cn", "zh-hant-tw"},
		"de-1996, de;q=0.5,":            {"de-1996", "de"},
		"en;q=abc":                      nil,
		"en;q=NaN":                      nil,
		"en;q=-1":                       nil,
		"en;level=1":                    nil,
		"en;q=0.5;x":                    nil,
		"en;":                           nil,
		";q=1":                          nil,
		"zh-,en":                        nil,
		"x x, en":                       nil,
		"e":                             nil,
		"1":                             nil,
		"zh-überlegt":                   nil,
		"abcdefghi":                     nil,
		"fr, this is not a language, *": nil,
	} {
		got := authtest.Languages(header)
		if assert.Equal(t, want == nil, got == nil, "%q", header) && want != nil {
			assert.Equal(t, want, got, "%q", header)
		}
	}
}
