package hummingbirdtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/language"

	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

// The gateway leaves the choice to golang.org/x/text, with Chinese first.
func TestTheLanguageIsNegotiated(t *testing.T) {
	t.Parallel()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	matcher := language.NewMatcher([]language.Tag{language.Chinese, language.English})
	for header, chinese := range map[string]bool{
		"": true, "*": true, ",": true, "en": false, "EN-gb": false, "zh": true, "zh-CN,en": true, "zh_CN": true,
		"fr": false, "de, fr;q=0.5": false, "fr;q=1, *;q=0.1": false, "de,zh;q=0.5": true, "fr, zh;q=0.9, en;q=0.8": true,
		"zh;q=0.2,en;q=0.9": false, "en;q=0.2,zh;q=0.9": true, "en;q=0.2,zh": true, "*,en;q=0.5": false,
		"en;q=0": true, "zh;q=0": true, "zh;q=0,fr": false,
		"no tag": true, "en;q=abc": true, "zh-,en": true, ";q=1": true, "en;q=0.5;x": true, "en,,zh": false,
	} {
		for _, present := range []bool{true, false} {
			h := http.Header{"Accept-Language": {header}}
			if !present && header == "" {
				h = nil
			}
			e := send(t, s, http.MethodGet, pathProducts, h, "")
			assert.Equal(t, chinese, strings.Contains(string(e.ResponseBody), "token错误"), "%q", header)
			assert.Equal(t, !chinese, strings.Contains(string(e.ResponseBody), "Request token is invalid."), "%q", header)
		}
		wanted, _, err := language.ParseAcceptLanguage(header)
		if err != nil {
			wanted = nil
		}
		_, i, _ := matcher.Match(wanted...)
		assert.Equal(t, i == 0, chinese, "%q: the library says otherwise", header)
	}
}
