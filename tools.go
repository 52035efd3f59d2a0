//go:build tools

// Package tools pins the code generator in go.mod, so that every checkout
// generates the same bytes. Nothing imports it and its tag is never set.
package tools

import _ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
