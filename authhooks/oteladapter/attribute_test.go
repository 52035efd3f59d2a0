package oteladapter

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// A vendor that answers each call with another code does not make a time series for each.
func TestCodesAreBounded(t *testing.T) {
	t.Parallel()
	a := &Adapter{codes: make(map[string]bool)}
	seen := make(map[string]bool)
	for i := range 10 * maxCodes {
		seen[a.code(strconv.Itoa(i)).Value.AsString()] = true
	}
	assert.Len(t, seen, maxCodes+1)
	assert.True(t, seen["_OTHER"])
	assert.Equal(t, "7", a.code("7").Value.AsString(), "a code that is known stays")
}

func TestKindsAreWrittenAsIdentifiers(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "refused_by_policy", errorType(authhooks.KindPolicy).Value.AsString())
	for kind := authhooks.KindUnknown; kind <= authhooks.KindPolicy; kind++ {
		assert.Regexp(t, "^[a-z_]+$", errorType(kind).Value.AsString())
	}
}
