package oteladapter

import (
	"strings"

	"go.opentelemetry.io/otel/attribute"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

const (
	keyVendor    = attribute.Key("vendorauth.vendor")
	keyOperation = attribute.Key("vendorauth.operation")
	keyResult    = attribute.Key("vendorauth.result")
	keyCode      = attribute.Key("vendorauth.code")
	keyState     = attribute.Key("vendorauth.state")
	keySource    = attribute.Key("vendorauth.source")
	keyAttempt   = attribute.Key("vendorauth.attempt")
	keyEarly     = attribute.Key("vendorauth.early")
	keyErrorType = attribute.Key("error.type")                // semantic conventions
	keyStatus    = attribute.Key("http.response.status_code") // likewise
)

const (
	// maxCodes is how many codes an adapter tells apart. A vendor that puts a number of its
	// own into each answer must not create a time series for each.
	maxCodes = 256
	// otherCode stands for the codes beyond maxCodes, as in the semantic conventions.
	otherCode = "_OTHER"
)

// code returns the attribute of a vendor's code for a metric.
func (a *Adapter) code(code string) attribute.KeyValue {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.codes[code] {
		if len(a.codes) >= maxCodes {
			return keyCode.String(otherCode)
		}
		a.codes[code] = true
	}
	return keyCode.String(code)
}

// errorType returns the attribute of a failure: its kind in lower case, with underscores.
func errorType(kind authhooks.Kind) attribute.KeyValue {
	return keyErrorType.String(strings.ReplaceAll(kind.String(), " ", "_"))
}

// failure returns the attributes of what failed in e, or none.
func failure(e authhooks.Event) []attribute.KeyValue {
	if e.Err == nil {
		return nil
	}
	return []attribute.KeyValue{errorType(e.Kind)}
}

// failureCode is failure with the vendor's code, if there is one.
func (a *Adapter) failureCode(e authhooks.Event) []attribute.KeyValue {
	attributes := failure(e)
	if e.Err != nil && e.Code != "" {
		attributes = append(attributes, a.code(e.Code))
	}
	return attributes
}
