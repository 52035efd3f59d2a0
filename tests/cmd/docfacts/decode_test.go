package main

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
	"github.com/vendorauth/vendorauth-go/gen/amsuapi"
	"github.com/vendorauth/vendorauth-go/gen/hitem3dapi"
	"github.com/vendorauth/vendorauth-go/gen/hummingbirdapi"
	"github.com/vendorauth/vendorauth-go/gen/scnetapi"
	"github.com/vendorauth/vendorauth-go/gen/zhihuiyaapi"
)

// models are the generated types of the answers, by vendor and schema.
var models = map[string]any{
	"amsu/Failure":               amsuapi.Failure{},
	"amsu/Token":                 amsuapi.Token{},
	"hitem3d/Failure":            hitem3dapi.Failure{},
	"hitem3d/TokenAnswer":        hitem3dapi.TokenAnswer{},
	"hummingbird/AuthFailure":    hummingbirdapi.AuthFailure{},
	"hummingbird/BusinessAnswer": hummingbirdapi.BusinessAnswer{},
	"hummingbird/SessionAnswer":  hummingbirdapi.SessionAnswer{},
	"scnet/Failure":              scnetapi.Failure{},
	"scnet/RenewAnswer":          scnetapi.RenewAnswer{},
	"scnet/StateAnswer":          scnetapi.StateAnswer{},
	"scnet/TokensAnswer":         scnetapi.TokensAnswer{},
	"zhihuiya/BusinessAnswer":    zhihuiyaapi.BusinessAnswer{},
	"zhihuiya/Failure":           zhihuiyaapi.Failure{},
	"zhihuiya/Token":             zhihuiyaapi.Token{},
	"zhihuiya/WrappedToken":      zhihuiyaapi.WrappedToken{},
	// new-vendor: models
}

// essential are the token fields without which there is no answer, by vendor and schema.
var essential = map[string]string{
	"amsu/Token":                "access_token",
	"hitem3d/TokenAnswer":       "data.accessToken",
	"hummingbird/SessionAnswer": "result.access_token",
	"zhihuiya/Token":            "token",
	"zhihuiya/WrappedToken":     "data.token",
	// new-vendor: essential
}

func TestGeneratedModelsHoldEverySampleWhole(t *testing.T) {
	t.Parallel()
	eachExample(t, func(t *testing.T, vendor, file string, e example) {
		if e.As == asRequest {
			return
		}
		raw := readExample(t, vendor, file)
		model, known := models[vendor+"/"+e.Schema]
		require.True(t, known, "no Go type for %s/%s", vendor, e.Schema)
		into := reflect.New(reflect.TypeOf(model))
		decoder := json.NewDecoder(bytes.NewReader(raw))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(into.Interface()))

		var generic any
		decoder = json.NewDecoder(bytes.NewReader(raw))
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
		require.True(t, isList, at)
		require.Equal(t, len(list), got.Len(), at)
		for i := range list {
			compare(t, at+"[]", list[i], got.Index(i))
		}
	case reflect.Struct:
		object, isObject := want.(map[string]any)
		require.True(t, isObject, at)
		compareFields(t, at, object, got)
	case reflect.Int64:
		require.Equal(t, want, json.Number(jsonText(t, got)), at)
	default:
		require.Equal(t, want, got.Interface(), at)
	}
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

// TestEssentialTokenFields pins what the strict decoder reads off the models:
// a Secret without omitempty must be in the answer, and the way to it has no pointer.
func TestEssentialTokenFields(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for name, model := range models {
		if found := essentials("", reflect.TypeOf(model)); len(found) > 0 {
			got[name] = strings.Join(found, " ")
		}
	}
	assert.Equal(t, essential, got)
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
