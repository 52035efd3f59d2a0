package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// code is a row of the table: what the page says of it, and how Go code sees it.
type code struct {
	List                  string // the schema that lists it
	Code, Meaning, Source string
	Call                  string // "Token", "Business", or "" for any call
	Err, Kind             string
	Rejects               bool
	Texts                 map[string]string // what the simulator sends, by language; "" is the vendor's own
	Words                 string            // the kind in words
}

// say adds a text, unless there is one already. An empty text is the vendor's silence.
func (c *code) say(language, text string) {
	if c.Texts == nil {
		c.Texts = map[string]string{}
	}
	if _, said := c.Texts[language]; !said {
		c.Texts[language] = text
	}
}

// Constant is the name of the simulator's constant.
func (c *code) Constant() string { return "code" + strings.TrimPrefix(c.Err, "Err") }

var kinds = map[string]authhooks.Kind{
	"Unknown": authhooks.KindUnknown, "InvalidCredentials": authhooks.KindInvalidCredentials, "TokenRejected": authhooks.KindTokenRejected,
	"RefreshRejected": authhooks.KindRefreshRejected, "PermissionDenied": authhooks.KindPermissionDenied, "RateLimited": authhooks.KindRateLimited,
	"QuotaExhausted": authhooks.KindQuotaExhausted, "InvalidRequest": authhooks.KindInvalidRequest, "Unavailable": authhooks.KindUnavailable,
	"Protocol": authhooks.KindProtocol,
}

var (
	callNames = map[string]string{"": "", "any": "", "token": "Token", "business": "Business"}
	errName   = regexp.MustCompile(`^Err[A-Z][A-Za-z0-9]*$`)
)

// codes joins each list of codes in openapi.yaml with the overlay's map for that list.
// Every code needs a row of the map, and every row needs a code.
func (v *vendor) codes() error {
	var problems []error
	shaping := v.shaping()
	names := map[string]string{}
	for list, schema := range v.document.at("components", "schemas").pairs {
		rows := shaping[list]
		delete(shaping, list)
		known := map[string]bool{}
		for row := range schema.at("x-codes").items {
			c := &code{Code: row.at("code").text(), Meaning: row.at("meaning").text(), Source: row.at("x-source").text()}
			if row.at("success").text() == "true" {
				v.Success = c.Code
				continue
			}
			known[c.Code] = true
			call := row.at("call")
			if !call.is() {
				call = schema.at("x-call")
			}
			goRow := rows.at(c.Code)
			if !goRow.is() {
				problems = append(problems, fmt.Errorf(`%s: the overlay has no x-go-codes row for code %s (%s); add "%s": {err: Err…, kind: …}`, list, c.Code, c.Meaning, c.Code))
				continue
			}
			c.List = list
			for key, value := range row.pairs {
				if lang, is := strings.CutPrefix(key, "text"); is {
					c.say(strings.TrimPrefix(lang, "-"), value.text())
				}
			}
			problems = append(problems, v.join(c, call.text(), goRow, names))
		}
		for name := range rows.pairs {
			if !known[name] {
				problems = append(problems, fmt.Errorf("%s: the overlay has an x-go-codes row for code %s, which openapi.yaml does not list", list, name))
			}
		}
	}
	for list := range shaping {
		problems = append(problems, fmt.Errorf("the overlay has x-go-codes for %s, which is no schema with x-codes", list))
	}
	return errors.Join(problems...)
}

// join completes c and adds it.
func (v *vendor) join(c *code, call string, row node, names map[string]string) error {
	list := c.List
	for key, value := range row.pairs {
		switch key {
		case "err":
			c.Err = value.text()
		case "kind":
			c.Kind = value.text()
		case "rejects":
			c.Rejects = value.text() == "true"
		default:
			return fmt.Errorf("%s: x-go-codes of %s has an unknown key %q: err, kind and rejects are known", list, c.Code, key)
		}
	}
	kind, known := kinds[c.Kind]
	switch {
	case !known:
		return fmt.Errorf("%s: x-go-codes of %s has an unknown kind %q", list, c.Code, c.Kind)
	case !errName.MatchString(c.Err):
		return fmt.Errorf("%s: x-go-codes of %s needs err: Err and a name, not %q", list, c.Code, c.Err)
	case names[c.Err] != "":
		return fmt.Errorf("%s: %s is the error of code %s and of code %s", list, c.Err, names[c.Err], c.Code)
	case c.Meaning == "" || c.Source == "":
		return fmt.Errorf("%s: code %s needs a meaning and an x-source", list, c.Code)
	}
	if c.Call, known = callNames[call]; !known {
		return fmt.Errorf("%s: the call of code %s is %q: token, business or any", list, c.Code, call)
	}
	names[c.Err], c.Words = c.Code, kind.String()
	v.Codes = append(v.Codes, c)
	return nil
}

// shaping returns the overlay's x-go-codes by the schema that they are for.
func (v *vendor) shaping() map[string]node {
	found := map[string]node{}
	for action := range v.overlay.at("actions").items {
		if rows := action.at("update", "x-go-codes"); rows.is() {
			found[strings.TrimPrefix(action.at("target").text(), "$.components.schemas.")] = rows
		}
	}
	return found
}

// isRefresh reports whether a field of this name holds a refresh token.
func isRefresh(name string) bool { return strings.Contains(strings.ToLower(name), "refresh") }
