package authhooks_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// Under HTML's type a text is a page unless it is JSON; under any other it is one
// if it begins as HTML does, whatever stands before.
func TestAPageInDisguiseIsNoSuccess(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 20<<10)
	for contentType, texts := range map[string]map[string]bool{ // text: is it a page?
		"text/html": {
			"{ maintenance }": true, "{{title}} <html>": true, "{{title}} " + long: true, "[maintenance] back soon": true, "12:00 maintenance": true,
			`"quoted" words`: true, "-- closed --": true, " \n": true, "{": true, `{"code":5,}`: true, "[1] [2": true, "[1,": true, "007": true, "True": true, `"`: true,
			"{" + strings.Repeat(" ", 8<<10-2) + "maintenance " + long: true, // the last byte that is looked at shows that it is no JSON
			`{"code":1}`: false, `{"code":1} <!-- 3 ms -->`: false, "[1]": false, " [1] \n": false, "12.5": false, "-1": false, `"quoted words"`: false, "null": false, "true": false,
			`["` + long + `"]`: false, `{"a":"` + long + `"}`: false, "[1]" + strings.Repeat(" ", 9<<10): false, "": false,
		},
		"text/plain": {
			"<!-- x --><html>": true, `<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">`: true, "<!doctype  html>": true, "<!DOCTYPE\n\tHTML>": true,
			"<head>": true, "<BODY class='x'>": true, "<script>location='/login'</script>": true, "<script/>": true, "<!-- a -->\n<!-- b -- -> -->\n<head\n>": true,
			"<header>": false, "<bodyguard/>": false, "<scripts>": false, "<!doctype htmlx>": false, "<!doctypehtml>": false, "<!doctype svg>": false, `<?xml version="1.0"?><orders/>`: false,
			"<!-- no end <html>": false, "<!-->": false, "<!-- x --> text <html>": false, "{ maintenance }": false, "12:00 maintenance": false, " \n": false, "<!--" + long: false,
		},
	} {
		same := []string{contentType}
		if contentType == "text/plain" {
			same = []string{contentType, "application/json", "application/problem+json", ""}
		} else {
			same = append(same, "application/xhtml+xml")
		}
		for _, media := range same {
			header := http.Header{}
			if media != "" {
				header.Set("Content-Type", media)
			}
			for text, page := range texts {
				for _, chunked := range []bool{false, true} {
					a := answering(t, header, text, chunked)
					_, left, err := checkedDo(t, a.Client, http.MethodGet, a.url+"/x")
					told := a.CheckBody(&http.Response{StatusCode: http.StatusOK, Header: header}, []byte(text))
					if page {
						require.ErrorIs(t, err, authhooks.ErrProtocol, "%s %.30q", media, text)
						require.ErrorIs(t, told, authhooks.ErrProtocol, "%s %.30q", media, text)
						continue
					}
					require.NoError(t, err, "%s %.30q", media, text)
					require.NoError(t, told, "%s %.30q", media, text)
					assert.Equal(t, text, left)
				}
			}
		}
	}
}
