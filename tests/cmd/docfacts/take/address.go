package take

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
)

// everywhere replaces a host or a path in the spec, the overlay and the TypeScript client.
func (v *vendor) everywhere(before, after string) error {
	if err := v.spec.set(replaceToken(v.spec.text, before, after)); err != nil {
		return err
	}
	v.client = replaceToken(v.client, before, after)
	return v.overlay.set(replaceToken(v.overlay.text, before, after))
}

// host replaces a host. A server whose parts are variables has the parts replaced.
func (v *vendor) host(before, after string) (string, error) {
	if err := v.everywhere(before, after); err != nil {
		return "", err
	}
	old, now := parts(before), parts(after)
	if old.Host == "" || now.Host == "" {
		return "servers", nil
	}
	for _, p := range v.spec.pointers("/servers", func(p string, _ place) bool { return last(p) == "default" }) {
		for _, part := range [][2]string{{old.Hostname(), now.Hostname()}, {old.Port(), now.Port()}} {
			if part[0] != "" && part[1] != "" && v.spec.scalar(p) == part[0] {
				if err := v.spec.setScalar(p, part[1]); err != nil {
					return "", err
				}
			}
		}
	}
	for _, p := range v.spec.pointers("/servers", func(p string, _ place) bool { return last(p) == "url" }) {
		if rest, ok := strings.CutPrefix(v.spec.scalar(p), old.Scheme+"://{"); ok && old.Scheme != now.Scheme {
			if err := v.spec.setScalar(p, now.Scheme+"://{"+rest); err != nil {
				return "", err
			}
		}
	}
	return "servers", nil
}

// parts are those of a URL; a host without a scheme has none.
func parts(host string) *url.URL {
	u, err := url.Parse(host)
	if err != nil {
		return &url.URL{}
	}
	return u
}

// port replaces a port that a page states by itself.
func (v *vendor) port(before, after string) (string, error) {
	for _, p := range v.spec.pointers("/servers", func(p string, _ place) bool { return last(p) == "default" || last(p) == "url" }) {
		value := v.spec.scalar(p)
		switch {
		case value == before:
			value = after
		case strings.HasSuffix(value, ":"+before):
			value = strings.TrimSuffix(value, before) + after
		default:
			continue
		}
		if err := v.spec.setScalar(p, value); err != nil {
			return "", err
		}
	}
	return "servers", nil
}

var variable = regexp.MustCompile(`\{(\w+)\}`)

// route replaces a path, and the names of the parameters in it.
func (v *vendor) route(before, after string) (string, error) {
	from, to := "/paths/"+escape(before), "/paths/"+escape(after)
	if _, there := v.spec.find(from); !there {
		return "the text", v.everywhere(before, after) // in a description, or done under its template
	}
	if _, taken := v.spec.find(to); taken {
		return "", nil
	}
	olds, nows := variable.FindAllStringSubmatch(before, -1), variable.FindAllStringSubmatch(after, -1)
	if len(olds) != len(nows) {
		return "", nil
	}
	if err := v.everywhere(before, after); err != nil {
		return "", err
	}
	v.moveTo(from, to)
	for i := range olds {
		if olds[i][1] == nows[i][1] {
			continue
		}
		for _, p := range v.spec.pointers(to, func(p string, _ place) bool { return last(p) == "name" && v.spec.scalar(p) == olds[i][1] }) {
			if err := v.spec.setScalar(p, nows[i][1]); err != nil {
				return "", err
			}
		}
	}
	return "paths", nil
}

// method replaces the method of an operation if the page has it nowhere with the old one.
func (v *vendor) method(before, after string) (string, error) {
	oldMethod, oldPath, _ := strings.Cut(before, " ")
	method, path, ok := strings.Cut(after, " ")
	if !ok {
		return "", nil
	}
	if oldMethod == method {
		_, done := v.spec.find("/paths/" + escape(path) + "/" + strings.ToLower(method))
		if !done {
			return "", nil
		}
		return "paths", nil // the path's own change did it
	}
	for _, s := range v.page.Statements {
		if s.Kind == extract.Method && s.Value == oldMethod && s.Owner == after {
			return "", nil // the samples say the old one still
		}
	}
	at := "/paths/" + escape(path)
	if _, there := v.spec.find(at); !there {
		at = "/paths/" + escape(oldPath)
	}
	from, to := at+"/"+strings.ToLower(oldMethod), at+"/"+strings.ToLower(method)
	if _, taken := v.spec.find(to); taken {
		return "", nil
	}
	if _, there := v.spec.find(from); !there {
		return "", nil
	}
	if err := v.spec.rename(from, strings.ToLower(method)); err != nil {
		return "", err
	}
	v.moveTo(from, to)
	v.client = strings.ReplaceAll(v.client, "."+oldMethod+"("+`"`+path, "."+method+"("+`"`+path)
	return "paths", nil
}

// keyed replaces a key that is the fact: a content type, a status.
func (v *vendor) keyed(pointers []string, before, after string) (string, error) {
	done := ""
	for _, p := range v.moveAll(pointers) {
		to := parent(p) + "/" + escape(after)
		if last(p) != before {
			continue
		}
		if _, taken := v.spec.find(to); taken {
			continue
		}
		if err := v.spec.rename(p, after); err != nil {
			return "", err
		}
		v.moveTo(p, to)
		done = last(parent(p))
	}
	return done, nil
}

// named replaces the name of a header or a parameter where the spec has it as such.
func (v *vendor) named(pointers []string, before, after string) (string, error) {
	done := ""
	for _, p := range v.moveAll(pointers) {
		if v.spec.scalar(p+"/name") == "" || !strings.EqualFold(v.spec.scalar(p+"/name"), before) || v.strict && v.namesGo(p) {
			continue
		}
		if strings.HasPrefix(p, "/components/parameters/") {
			if err := v.keepGoName("$.components.parameters."+last(p), v.goName("", before)); err != nil {
				return "", err
			}
		}
		if err := v.spec.setScalar(p+"/name", after); err != nil {
			return "", err
		}
		done = fmt.Sprintf("%s (%s)", last(parent(p)), last(p))
	}
	return done, nil
}

// namesGo reports whether an identifier of hand-written code is made of the name.
func (v *vendor) namesGo(pointer string) bool {
	return strings.HasPrefix(pointer, "/components/securitySchemes/")
}
