package main

import (
	"fmt"
	"slices"
)

// place is where a business call carries the token.
type place struct{ In, Name, Source, scheme string }

// place reads the security schemes that no call for a token uses: they are those of
// business calls. A bearer scheme holds the token, or else the only API key does. A
// further API key is a constant for the hand-written code. A scheme with x-alternative is
// for callers who have no token of these.
func (v *vendor) place() error {
	used := map[string]bool{}
	for _, o := range v.Operations {
		for _, scheme := range o.schemes {
			used[scheme] = used[scheme] || o.Token != ""
		}
	}
	var keys []place
	for name, scheme := range v.document.at("components", "securitySchemes").pairs {
		source := scheme.at("x-source").text()
		switch kind := scheme.at("type").text(); {
		case used[name] || scheme.at("x-alternative").is():
		case kind == "http" && scheme.at("scheme").text() == "bearer":
			v.Place = place{"bearer", "", source, name}
		case kind == "apiKey":
			keys = append(keys, place{scheme.at("in").text(), scheme.at("name").text(), source, name})
		}
	}
	if v.Place.In == "" {
		if len(keys) != 1 {
			return fmt.Errorf("components/securitySchemes has no bearer scheme and %d API keys for business calls: one must carry the token", len(keys))
		}
		v.Place, keys = keys[0], nil
		v.Secrets = append(v.Secrets, v.Place.Name)
	}
	for _, key := range keys {
		v.Constants = append(v.Constants, constant{key.In + camel(key.Name), key.Name, "a " + key.In + " parameter of business calls (" + key.Source + ")"})
	}
	for i := range v.Operations {
		o := &v.Operations[i]
		o.Business = slices.Contains(o.schemes, v.Place.scheme)
	}
	switch v.Place.In {
	case "bearer", "header", "query":
		return nil
	}
	return fmt.Errorf("components/securitySchemes: a token in a %s is not supported", v.Place.In)
}
