package authtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Shape reduces JSON to its keys, in their order, and the types of its values. For
// example {"code":200,"data":{"token":"x"}} becomes {code:number,data:{token:string}}.
// Two bodies with the same shape differ only in values. So a test can compare a
// simulator's answer with a vendor's sample.
func Shape(body []byte) (string, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	var b strings.Builder
	if err := shape(decoder, &b); err != nil {
		return "", fmt.Errorf("authtest: no JSON: %w", err)
	}
	if decoder.More() {
		return "", fmt.Errorf("authtest: something follows the JSON at byte %d", decoder.InputOffset())
	}
	return b.String(), nil
}

func shape(decoder *json.Decoder, b *strings.Builder) error {
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	switch v := token.(type) {
	case json.Delim:
		return shapeOf(v, decoder, b)
	case string:
		b.WriteString("string")
	case float64:
		b.WriteString("number")
	case bool:
		b.WriteString("bool")
	default:
		b.WriteString("null")
	}
	return nil
}

// shapeOf reads the rest of an object or array.
func shapeOf(open json.Delim, decoder *json.Decoder, b *strings.Builder) error {
	b.WriteString(open.String())
	for first := true; decoder.More(); first = false {
		if !first {
			b.WriteByte(',')
		}
		if open == '{' {
			key, err := decoder.Token()
			if err != nil {
				return err
			}
			fmt.Fprintf(b, "%v:", key)
		}
		if err := shape(decoder, b); err != nil {
			return err
		}
	}
	end, err := decoder.Token()
	if err == nil {
		fmt.Fprint(b, end)
	}
	return err
}
