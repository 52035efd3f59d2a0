package hostile_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// redirects are those of every status to another host, port and scheme. Nobody
// follows them: network.others says so at the end.
func redirects() []hostile {
	var list []hostile
	for _, status := range []int{300, 301, 302, 303, 304, 305, 306, 307, 308, 399} {
		for name, to := range map[string]string{"host": "http://elsewhere.invalid/", "scheme": "https://127.0.0.1/", "port": "http://127.0.0.1:9/x"} {
			list = append(list, hostile{name: fmt.Sprintf("redirect %d to another %s", status, name), fault: always(authtest.Redirect("", status, to)), want: protocol})
		}
	}
	for name, to := range map[string]string{
		"nothing": "", "no scheme": "//elsewhere.invalid/", "a URL that cannot be parsed": "http://[::1", "userinfo": "http://127.0.0.1@elsewhere.invalid/",
		"the same path": "/", "a script": "javascript:alert(1)", "a file": "file:///etc/passwd",
	} {
		list = append(list, hostile{name: "redirect to " + name, fault: always(authtest.Redirect("", http.StatusTemporaryRedirect, to)), want: protocol})
	}
	return append(list, hostile{name: "redirect that echoes the secret", want: protocol, fault: func(s scene) (authtest.Fault, bool) {
		return authtest.Redirect("", http.StatusFound, "http://elsewhere.invalid/?"+s.secrets[0]+"%zz"), true
	}})
}

// bodies are answers with HTTP 200 that are no answer.
func bodies() []hostile {
	var list []hostile
	for name, text := range map[string]string{
		"empty": "", "blanks": " \r\n\t", "empty object": "{}", "null": "null", "list": "[]", "list of an object": "[{}]", "string": `"token"`,
		"number": "17", "true": "true", "half an object": `{"code":`, "single quotes": `{'code':200}`, "comment": `{/* */"code":200}`,
		"NaN": `{"code":NaN}`, "plain text": "OK", "XML": "<token>x</token>", "form": "access_token=x&token=y", "event stream": "data: {\"code\":200}\n\n",
		"UTF-16": "\xff\xfe{\x00}\x00", "nothing but NUL": "\x00\x00\x00\x00", "unclosed string": `{"code":"200`, "bad escape": `{"code":"\x"}`,
		"deep objects": strings.Repeat(`{"a":`, 20000) + "1" + strings.Repeat("}", 20000),
		"deep lists":   strings.Repeat("[", 100000), "only foreign keys": `{"hello":"world","data":{},"result":null}`,
		"many keys": `{"x":{` + strings.TrimSuffix(manyKeys(20000), ",") + `}}`,
		"prototype": `{"__proto__":{"code":200,"token":"x"},"constructor":1}`,
	} {
		list = append(list, hostile{name: "body: " + name, fault: always(body(text)), want: protocol})
	}
	for name, change := range map[string]func(good string) string{
		"truncated by one byte": func(good string) string { return good[:len(good)-1] },
		"text after it":         func(good string) string { return good + " x" },
		"an object after it":    func(good string) string { return good + "{}" },
		"NUL after it":          func(good string) string { return good + "\x00" },
		"a form feed after it":  func(good string) string { return good + "\f" },
		"a wide blank before":   func(good string) string { return "\u00a0" + good },
		"two BOMs before it":    func(good string) string { return "\ufeff\ufeff" + good },
		"BOM after it":          func(good string) string { return good + "\ufeff" },
		"guard before it":       func(good string) string { return ")]}',\n" + good },
		"callback around it":    func(good string) string { return "cb(" + good + ")" },
		"list around it":        func(good string) string { return "[" + good + "]" },
		"string around it":      strconv.Quote,
	} {
		list = append(list, hostile{name: "good answer: " + name, fault: altered(func(s scene) string { return change(string(s.good)) }), want: protocol})
	}
	for name, change := range map[string]func(good string) string{
		"BOM before it":     func(good string) string { return "\ufeff" + good },
		"blanks around it":  func(good string) string { return "\r\n\t " + good + "\n\n " },
		"unknown member":    func(good string) string { return `{"x":{"y":[1,2,{"z":null}]},` + good[1:] },
		"invalid UTF-8":     func(good string) string { return "{\"x\":\"\xff\xfe\xc0\"," + good[1:] },
		"lone surrogate":    func(good string) string { return `{"x":"\ud800",` + good[1:] },
		"prototype":         func(good string) string { return `{"__proto__":{"token":"x"},` + good[1:] },
		"huge number":       func(good string) string { return `{"x":1e999999,"y":-` + strings.Repeat("9", 4000) + `,` + good[1:] },
		"long string of it": func(good string) string { return `{"x":"` + strings.Repeat("x", 200<<10) + `",` + good[1:] },
	} {
		list = append(list, hostile{name: "good answer: " + name, fault: altered(func(s scene) string { return change(string(s.good)) })})
	}
	return append(list,
		hostile{name: "truncated by half", fault: always(authtest.Truncated("")), want: protocol},
		hostile{name: "login portal", fault: always(authtest.HTML("", http.StatusOK)), want: protocol},
		hostile{name: "no content", fault: always(authtest.Fault{Status: http.StatusNoContent}), want: protocol},
		hostile{name: "secret as a key, twice", want: protocol, fault: func(s scene) (authtest.Fault, bool) {
			key := strconv.Quote(s.secrets[0])
			return body(`{` + key + `:1,` + key + `:2}`), true
		}},
		hostile{name: "longer than the cap", fault: always(body(`{"x":"` + strings.Repeat("x", 1<<20) + `"}`)), want: protocol},
	)
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"k%d":%d,`, i, i)
	}
	return b.String()
}

// statuses are HTML pages and empty bodies with a status that speaks for itself.
func statuses() []hostile {
	var list []hostile
	for status, kind := range map[int]authhooks.Kind{
		400: authhooks.KindInvalidRequest, 403: authhooks.KindPermissionDenied, 404: authhooks.KindInvalidRequest, 407: authhooks.KindTransport,
		408: authhooks.KindInvalidRequest, 418: authhooks.KindInvalidRequest, 429: authhooks.KindRateLimited, 499: authhooks.KindInvalidRequest,
		500: authhooks.KindUnavailable, 502: authhooks.KindUnavailable, 503: authhooks.KindUnavailable, 504: authhooks.KindUnavailable, 599: authhooks.KindUnavailable,
		600: authhooks.KindProtocol, 999: authhooks.KindProtocol,
	} {
		list = append(list,
			hostile{name: fmt.Sprintf("status %d, page", status), fault: always(authtest.HTML("", status)), want: kinds(kind)},
			hostile{name: fmt.Sprintf("status %d, empty", status), fault: always(authtest.Fault{Status: status}), want: kinds(kind)})
	}
	return append(list, hostile{name: "status 401, page", fault: always(authtest.HTML("", http.StatusUnauthorized)), want: func(s scene) []authhooks.Kind {
		if s.op.Name == "checkToken" {
			return []authhooks.Kind{authhooks.KindTokenRejected}
		}
		return []authhooks.Kind{authhooks.KindInvalidCredentials}
	}}, hostile{name: "a good answer with a bad status", want: kinds(authhooks.KindUnavailable, authhooks.KindUnknown), fault: func(s scene) (authtest.Fault, bool) {
		f := body(string(s.good))
		f.Status = http.StatusInternalServerError
		return f, s.vendor.Marker == "" // where it has one, the vendor's marker speaks
	}})
}

// types are content types and encodings that say something else than the body.
func types() []hostile {
	var list []hostile
	for _, contentType := range []string{
		"text/html", "text/plain; charset=gbk", "application/octet-stream", "nonsense", "image/png", "application/json; charset=utf-16",
		"application/xml", "multipart/form-data; boundary=x", ";;;=", "application/json\t", "text/event-stream",
	} {
		list = append(list, hostile{name: "content type " + strconv.Quote(contentType), fault: always(authtest.Fault{ContentType: contentType})})
	}
	encoded := func(encoding, text string) authtest.Fault {
		f := body(text)
		f.Header = http.Header{"Content-Encoding": {encoding}}
		return f
	}
	return append(list,
		hostile{name: "no content type", fault: always(authtest.Fault{Header: http.Header{"Content-Type": nil}})},
		hostile{name: "gzip bomb", fault: always(authtest.GzipBomb("", 2<<20)), want: protocol},
		hostile{name: "gzip that is none", fault: always(encoded("gzip", "not gzip at all")), want: transport},
		hostile{name: "gzip cut in half", fault: always(encoded("gzip", packed(`{"x":1}`)[:20])), want: transport},
		hostile{name: "gzip twice", fault: always(encoded("gzip", packed(packed(`{"x":1}`)))), want: protocol},
		hostile{name: "unknown encoding", fault: always(encoded("zstd", "\x28\xb5\x2f\xfd")), want: protocol},
		hostile{name: "header flood", fault: always(authtest.HeaderFlood("", 256<<10)), want: protocol},
		hostile{name: "drip", slow: true, fault: always(authtest.Fault{Drip: 20 * time.Millisecond}), want: transport},
		hostile{name: "held back", slow: true, fault: always(authtest.Fault{Delay: time.Minute}), want: transport},
		hostile{name: "simulator resets before headers", fault: always(authtest.Fault{Reset: authtest.BeforeHeaders}), want: transport},
		hostile{name: "simulator resets after headers", fault: always(authtest.Fault{Reset: authtest.AfterHeaders}), want: transport},
		hostile{name: "simulator resets in the body", fault: always(authtest.Fault{Reset: authtest.MidBody}), want: transport},
	)
}

func packed(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text)) // a buffer takes everything
	_ = w.Close()
	return b.String()
}
