package main

import (
	"fmt"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// transcript returns a simulator's record as text. The recorder has removed the secrets.
func transcript(list []authtest.Exchange) string {
	var b strings.Builder
	for i, x := range list {
		op := x.Op
		if op == "" {
			op = "no such path"
		}
		fmt.Fprintf(&b, "\n  [%d] %s\n", i+1, op)
		for line := range strings.Lines(x.String()) {
			if line = strings.TrimRight(line, "\r\n"); line != "" {
				b.WriteString("    " + line + "\n")
			}
		}
	}
	return b.String()
}
