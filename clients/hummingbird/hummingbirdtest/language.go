package hummingbirdtest

import (
	"net/http"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// inChinese reports whether the texts of an answer are Chinese: if that is
// wanted more than English, or nothing is wanted that can be read. Who wants
// other languages alone gets English.
func inChinese(r *http.Request) bool {
	chinese := true
	for _, tag := range authtest.Languages(r.Header.Get("Accept-Language")) {
		switch language, _, _ := strings.Cut(tag, "-"); language {
		case "zh":
			return true
		case "en":
			return false
		case "*":
		default:
			chinese = false
		}
	}
	return chinese
}
