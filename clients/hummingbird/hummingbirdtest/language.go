package hummingbirdtest

import (
	"net/http"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// inChinese reports whether the texts of an answer are Chinese. They are Chinese if the
// client prefers Chinese to English, or names no readable language. They are English if
// the client names only other languages.
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
