package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/wire"
	"github.com/vendorauth/vendorauth-go/tests/kit/models"
)

func TestGeneratedModelsHoldEverySampleWhole(t *testing.T) {
	t.Parallel()
	eachExample(t, func(t *testing.T, vendor, file string, e example) {
		if e.As == asRequest {
			return
		}
		raw := readExample(t, vendor, file)
		model, known := models.Client[vendor+"/"+e.Schema]
		require.True(t, known, "no Go type for %s/%s: is the schema an object?", vendor, e.Schema)
		into := reflect.New(reflect.TypeOf(model))
		require.NoError(t, authhooks.Unmarshal(raw, into.Interface())) // as the clients do

		var generic any
		decoder := json.NewDecoder(bytes.NewReader(raw))
		decoder.UseNumber() // so that 2^53 and beyond would be told apart
		require.NoError(t, decoder.Decode(&generic))
		compare(t, e.Schema, generic, into.Elem())
	})
}

// compare requires that the Go value holds what the JSON says, key by key.
func compare(t *testing.T, at string, want any, got reflect.Value) {
	t.Helper()
	switch v := got.Interface().(type) {
	case wire.Secret:
		require.Equal(t, want, v.Reveal(), at)
		return
	case wire.Code:
		if number, isNumber := want.(json.Number); isNumber {
			want = number.String()
		}
		require.Equal(t, want, string(v), at)
		return
	case wire.Bool:
		require.Equal(t, fmt.Sprint(want), strconv.FormatBool(bool(v)), at)
		return
	case json.RawMessage:
		text, err := json.Marshal(want)
		require.NoError(t, err)
		require.JSONEq(t, string(text), string(v), at)
		return
	}
	switch got.Kind() {
	case reflect.Pointer:
		if want == nil {
			require.True(t, got.IsNil(), at)
			return
		}
		compare(t, at, want, got.Elem())
	case reflect.Slice:
		list, isList := want.([]any)
		if !isList { // a text in place of a list is its only element
			list = []any{want}
		}
		require.Equal(t, len(list), got.Len(), at)
		for i := range list {
			compare(t, at+"[]", list[i], got.Index(i))
		}
	case reflect.Struct:
		if text, isText := want.(string); isText {
			compareText(t, at, text, got)
			return
		}
		object, isObject := want.(map[string]any)
		require.True(t, isObject, at)
		compareFields(t, at, object, got)
	case reflect.Int64:
		require.Equal(t, want, json.Number(jsonText(t, got)), at)
	default:
		require.Equal(t, want, got.Interface(), at)
	}
}

// compareText requires that a text in place of an object is in the field that is tagged
// for it, and nothing else is in the object.
func compareText(t *testing.T, at, text string, got reflect.Value) {
	t.Helper()
	for i := range got.NumField() {
		want := ""
		if got.Type().Field(i).Tag.Get("wire") == "text" {
			want = text
		}
		if want == "" {
			require.True(t, got.Field(i).IsZero(), at)
			continue
		}
		require.Equal(t, want, got.Field(i).String(), at)
		text = ""
	}
	require.Empty(t, text, "%s: no field takes a text", at)
}

func compareFields(t *testing.T, at string, object map[string]any, got reflect.Value) {
	t.Helper()
	seen := 0
	for i := range got.NumField() {
		key, _, _ := strings.Cut(got.Type().Field(i).Tag.Get("json"), ",")
		want, there := object[key]
		if !there {
			require.True(t, got.Field(i).IsZero(), "%s.%s came from nowhere", at, key)
			continue
		}
		seen++
		compare(t, at+"."+key, want, got.Field(i))
	}
	require.Len(t, object, seen, "%s: a key has no field", at)
}

func jsonText(t *testing.T, v reflect.Value) string {
	t.Helper()
	text, err := json.Marshal(v.Interface())
	require.NoError(t, err)
	return string(text)
}

// The server's types, which print secrets, send every sample as it is.
func TestServerModelsSendEverySample(t *testing.T) {
	t.Parallel()
	eachExample(t, func(t *testing.T, vendor, file string, e example) {
		if e.As == asRequest {
			return
		}
		raw := readExample(t, vendor, file)
		model, known := models.Server[vendor+"/"+e.Schema]
		require.True(t, known, "no Go type for %s/%s: is the schema an object?", vendor, e.Schema)
		into := reflect.New(reflect.TypeOf(model))
		require.NoError(t, json.Unmarshal(raw, into.Interface()))
		sent, err := json.Marshal(into.Interface())
		require.NoError(t, err)
		require.JSONEq(t, string(raw), string(sent))
	})
}

// The strict decoder requires a Secret without omitempty. So each of these must be a
// required secret of the spec, and no answer with such a secret may be without one.
func TestRequiredSecretsAreRequiredOfAnswers(t *testing.T) {
	t.Parallel()
	eachVendor(t, func(t *testing.T, vendor string) {
		for name, schema := range loadSpec(t, vendor).Components.Schemas {
			model, is := models.Client[vendor+"/"+name]
			if !is || strings.HasSuffix(name, "Request") {
				continue
			}
			required, found := requiredSecrets("", schema.Value), essentials("", reflect.TypeOf(model))
			require.Subset(t, required, found, "%s: %s", vendor, name)
			require.Equal(t, len(required) > 0, len(found) > 0, "%s: no token is required of %s", vendor, name)
		}
	})
}

// requiredSecrets returns the paths of the secrets without which there is no answer.
func requiredSecrets(prefix string, schema *openapi3.Schema) (found []string) {
	for _, name := range schema.Required {
		switch field := schema.Properties[name].Value; {
		case field.Format == "password" && !field.Nullable:
			found = append(found, prefix+name)
		default:
			found = append(found, requiredSecrets(prefix+name+".", field)...)
		}
	}
	return found
}

func essentials(prefix string, model reflect.Type) (found []string) {
	for field := range model.Fields() {
		key, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case strings.Contains(options, "omitempty"):
		case field.Type == reflect.TypeFor[wire.Secret]():
			found = append(found, prefix+key)
		case field.Type.Kind() == reflect.Struct:
			found = append(found, essentials(prefix+key+".", field.Type)...)
		}
	}
	return found
}
