package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// words are those of the README's table in one language.
type words struct {
	head                              string
	basic, json, form, header, signed string // how a login carries the credentials
	apiKey                            string // no login
	samples, other                    string // formats of a base URL that is the user's
}

var english = words{
	head:  "| vendor | client | logs in with | environment | base URL |\n| --- | --- | --- | --- | --- |\n",
	basic: "Basic header", json: "JSON body", form: "form", header: "headers", signed: "signed headers",
	apiKey: "no login", samples: "yours, such as %s", other: "yours, or %s",
}

var chinese = words{
	head:  "| 厂商 | 客户端 | 登录方式 | 环境变量 | Base URL |\n| --- | --- | --- | --- | --- |\n",
	basic: "Basic 请求头", json: "JSON 请求体", form: "表单", header: "请求头", signed: "带签名的请求头",
	apiKey: "无需登录", samples: "自己的地址，例如 %s", other: "自己的地址，或 %s",
}

// rows says how to make a client, in one row for each way to log in.
func (w words) rows(root string, v *vendor) (string, error) {
	p, err := readPackage(filepath.Join(root, "clients", v.Name))
	if err != nil {
		return "", err
	}
	var rows strings.Builder
	row := func(title, call, how string, names []string, base string) {
		_, _ = fmt.Fprintf(&rows, "| %s | `%s.%s` | %s | `%s` | %s |\n", title, v.Name, call, how, strings.Join(names, "`, `"), base)
	}
	servers := v.document.at("servers")
	call, base := "New(credentials)", "`"+servers.first().at("url").text()+"`"
	if p.takesBaseURL {
		call, base = "New(baseURL, credentials)", fmt.Sprintf(w.samples, base)
	}
	fixed := v.fixedServers()
	if len(fixed) > 0 && fixed[0] > 0 { // behind a placeholder
		base = fmt.Sprintf(w.other, "`"+node{servers.Content[fixed[0]]}.at("url").text()+"`")
	}
	logins := v.logins()
	for i, login := range logins {
		title := v.Title
		if i > 0 {
			title += " (" + spaced(login.own(logins[0])) + ")"
		}
		row(title, call, w.how(v, login), variables(v.Name, login.fields(p.fields, logins)), base)
	}
	if p.takesAPIKey {
		if len(fixed) > 1 { // API keys go to the last host of the document
			base = "`" + node{servers.Content[fixed[len(fixed)-1]]}.at("url").text() + "`"
		}
		row(v.Title+" (API key)", "NewWithAPIKey(key)", w.apiKey, []string{strings.ToUpper(v.Name) + "_API_KEY"}, base)
	}
	return rows.String(), nil
}

// login is a call that brings a first token.
type login struct {
	operation

	sent []string // the headers that carry the credentials
}

func (v *vendor) logins() (list []login) {
	for _, o := range v.Operations {
		if o.Token == "" || strings.HasPrefix(o.Name, "refresh") || strings.HasPrefix(o.Name, "renew") {
			continue
		}
		l := login{operation: o}
		for parameter := range o.call.at("parameters").items {
			if parameter = parameter.follow(v.document); parameter.at("in").text() == "header" {
				l.sent = append(l.sent, parameter.at("name").text())
			}
		}
		list = append(list, l)
	}
	return list
}

// signature is the header of a login that is signed with a secret key and does not send it.
const signature, secretKey = "signature", "secretKey"

// own returns the first header that other does not send.
func (l login) own(other login) string {
	for _, name := range l.sent {
		if !slices.Contains(other.sent, name) {
			return name
		}
	}
	return l.Name
}

// fields leaves out the credentials' fields that only another login sends.
func (l login) fields(all []string, logins []login) (fields []string) {
	for _, field := range all {
		mine, others := l.sends(field), false
		for _, o := range logins {
			others = others || o.sends(field)
		}
		if mine || !others {
			fields = append(fields, field)
		}
	}
	return fields
}

func (l login) sends(field string) bool {
	return slices.ContainsFunc(l.sent, func(header string) bool {
		return strings.EqualFold(header, field) || header == signature && strings.EqualFold(secretKey, field)
	})
}

func (w words) how(v *vendor, o login) string {
	for _, scheme := range o.schemes {
		if v.document.at("components", "securitySchemes", scheme, "scheme").text() == "basic" {
			return w.basic
		}
	}
	switch body := o.call.at("requestBody").follow(v.document); {
	case slices.Contains(o.sent, signature):
		return w.signed
	case len(o.sent) > 0:
		return w.header
	case body.at("content", "application/json").is():
		return w.json
	}
	return w.form
}

// spaced makes words of a name, such as "access key" of accessKey.
func spaced(name string) string {
	return strings.ToLower(wordEnd.ReplaceAllString(name, "$1 $2"))
}
