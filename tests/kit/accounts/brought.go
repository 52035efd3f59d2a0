package accounts

import (
	"reflect"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// brought is what a typed call brought.
type brought struct{ token, refresh authhooks.Secret }

// search finds the tokens in an answer: the first Secret whose field is named after a
// refresh is the refresh token, the first other Secret is the token. Of a list only the
// elements count that agree with the credentials.
func (b *brought) search(answer reflect.Value, name string, credentials reflect.Value) {
	if secret, ok := reflect.TypeAssert[authhooks.Secret](answer); ok {
		switch {
		case strings.HasPrefix(name, "Refresh"):
			b.refresh = first(b.refresh, secret)
		default:
			b.token = first(b.token, secret)
		}
		return
	}
	switch answer.Kind() {
	case reflect.Pointer:
		if !answer.IsNil() {
			b.search(answer.Elem(), name, credentials)
		}
	case reflect.Slice:
		for _, element := range answer.Seq2() {
			if agrees(element, credentials) {
				b.search(element, name, credentials)
			}
		}
	case reflect.Struct:
		for field, value := range answer.Fields() {
			if field.IsExported() {
				b.search(value, field.Name, credentials)
			}
		}
	default: // no place for a token
	}
}

func first(a, b authhooks.Secret) authhooks.Secret {
	if a.IsZero() {
		return b
	}
	return a
}

// agrees reports whether every text of element that the credentials have too, under the
// same name, is the same there: the credentials choose a region, and an answer has one
// element for each region.
func agrees(element, credentials reflect.Value) bool {
	if element.Kind() != reflect.Struct {
		return true
	}
	for field, value := range element.Fields() {
		chosen := credentials.FieldByName(field.Name)
		if chosen.IsValid() && chosen.Kind() == reflect.String && !chosen.IsZero() && chosen.String() != value.String() {
			return false
		}
	}
	return true
}
