package main

import (
	"strconv"
	"strings"
)

// operation is a documented call.
type operation struct {
	Name, Method, Path string
	Token              string // path of the token in its answer, "" if it brings none
	Business           bool   // it carries the token as business calls do

	schemes []string // the names of its security schemes
	call    node
}

// Title is the operation's name in exported identifiers.
func (o operation) Title() string { return strings.ToUpper(o.Name[:1]) + o.Name[1:] }

// operations returns the calls in the document's order.
func (v *vendor) operations() (list []operation) {
	for path, item := range v.document.at("paths").pairs {
		for method, call := range item.pairs {
			id := call.at("operationId").text()
			if id == "" {
				continue // parameters that all methods share, for example
			}
			media := v.answer(call)
			token := v.tokenPath(media.at("schema"), 0)
			for _, example := range media.at("examples").pairs {
				token = chosen(token, example.at("value"))
			}
			o := operation{Name: id, Method: strings.ToUpper(method), Path: path, Token: token, call: call}
			for requirement := range call.at("security").items {
				for scheme := range requirement.pairs {
					o.schemes = append(o.schemes, scheme)
				}
			}
			list = append(list, o)
		}
	}
	return list
}

// chosen is the path of a token in a list: of the last element that has one in a sample.
// The first elements of a list may be for other calls, or disabled.
func chosen(path string, sample node) string {
	before, after, inList := strings.Cut(path, ".0.")
	if !inList {
		return path
	}
	i, last := 0, -1
	for element := range sample.at(strings.Split(before, ".")...).items {
		if text := element.at(strings.Split(after, ".")...); text.is() && text.Tag != "!!null" {
			last = i
		}
		i++
	}
	if last < 0 {
		return path
	}
	return before + "." + strconv.Itoa(last) + "." + after
}

// answer returns the JSON of a successful answer: its schema and samples.
func (v *vendor) answer(call node) node {
	for status, response := range call.at("responses").pairs {
		if strings.HasPrefix(status, "2") {
			return response.follow(v.document).at("content", "application/json")
		}
	}
	return node{}
}

// tokenPath returns the path of the first secret field of an answer. Of several shapes
// the first that has one counts, and of a list its first element.
func (v *vendor) tokenPath(schema node, depth int) string {
	if schema = schema.follow(v.document); !schema.is() || depth > 8 {
		return ""
	}
	for shape := range schema.at("oneOf").items {
		if path := v.tokenPath(shape, depth+1); path != "" {
			return path
		}
	}
	for name, field := range schema.at("properties").pairs {
		field = field.follow(v.document)
		if field.at("format").text() == secret {
			return name
		}
		path := v.tokenPath(field, depth+1)
		switch {
		case path == bare:
			return name
		case path != "":
			return name + "." + path
		}
	}
	if schema.at("format").text() == secret {
		return bare
	}
	if path := v.tokenPath(schema.at("items"), depth+1); path != "" {
		return "0." + path
	}
	return ""
}

// bare is the path of a token that is no field of its own.
const bare = "."

// Objects returns the names of the schemas that are objects with fields.
func (v *vendor) Objects() (names []string) {
	for name, schema := range v.document.at("components", "schemas").pairs {
		if schema.at("properties").is() {
			names = append(names, name)
		}
	}
	return names
}
