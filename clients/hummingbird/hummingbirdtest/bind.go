package hummingbirdtest

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
)

// isJSON reports whether the gateway's framework treats a body as JSON. It compares the
// content type up to a space or a semicolon, and the case matters.
func isJSON(r *http.Request) bool {
	media := r.Header.Get("Content-Type")
	if i := strings.IndexAny(media, " ;"); i >= 0 {
		media = media[:i]
	}
	return media == "application/json"
}

// bind reads a body as the gateway's framework does. A body is JSON only if its content
// type says so. Otherwise it is a form whose keys are the names of the Go fields. bind
// reports whether the body could be read. into is a struct of strings or pointers to
// strings.
func bind(r *http.Request, into any) bool {
	if isJSON(r) {
		return json.NewDecoder(r.Body).Decode(into) == nil
	}
	if r.ParseForm() != nil {
		return false
	}
	fields := reflect.ValueOf(into).Elem()
	for i := range fields.NumField() {
		values, is := r.PostForm[fields.Type().Field(i).Name]
		if !is {
			continue
		}
		if field := fields.Field(i); field.Kind() == reflect.Pointer {
			field.Set(reflect.ValueOf(&values[0]))
		} else {
			field.SetString(values[0])
		}
	}
	return true
}
