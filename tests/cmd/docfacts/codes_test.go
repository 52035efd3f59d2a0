package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
)

type specCode struct {
	Code    string `yaml:"code"`
	Meaning string `yaml:"meaning"`
	Source  string `yaml:"x-source"`
	Success bool   `yaml:"success"`
	Call    string `yaml:"call"`
}

// codesIn collects every x-codes row below a YAML node, in order.
func codesIn(t *testing.T, node *yaml.Node) []specCode {
	t.Helper()
	var found []specCode
	if node.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == "x-codes" {
				var rows []specCode
				require.NoError(t, node.Content[i+1].Decode(&rows))
				found = append(found, rows...)
			} else {
				found = append(found, codesIn(t, node.Content[i+1])...)
			}
		}
		return found
	}
	for _, child := range node.Content {
		found = append(found, codesIn(t, child)...)
	}
	return found
}

// calls is the key call of a spec's row for each Call of a package's.
var calls = map[authhooks.CodeCall]string{authhooks.CodeTokenCall: "token", authhooks.CodeBusinessCall: "business"}

// tables are the codes of the vendors' packages.
var tables = map[string][]authhooks.CodeInfo{
	"amsu": amsu.Codes(), "hitem3d": hitem3d.Codes(), "hummingbird": hummingbird.Codes(), "scnet": scnet.Codes(), "zhihuiya": zhihuiya.Codes(),
	// new-vendor: codes
}

// The spec's error codes and the vendor package's are the same rows, in the
// same order, and hold in answers to the same calls.
func TestCodesOfSpecAndPackageAgree(t *testing.T) {
	t.Parallel()
	for vendor, table := range tables {
		raw, err := os.ReadFile(filepath.Join("..", "..", "..", "specs", vendor, "openapi.yaml"))
		require.NoError(t, err)
		var document yaml.Node
		require.NoError(t, yaml.Unmarshal(raw, &document))
		var spec, code []specCode
		for _, row := range codesIn(t, &document) {
			if !row.Success {
				spec = append(spec, row)
			}
		}
		values := map[error]string{}
		for _, info := range table {
			require.Error(t, info.Err, "%s %s has no error value", vendor, info.Code)
			require.Empty(t, values[info.Err], "%s %s has another code's error value", vendor, info.Code)
			values[info.Err] = info.Code
			code = append(code, specCode{Code: info.Code, Meaning: info.Meaning, Source: info.Source, Call: calls[info.Call]})
		}
		assert.Equal(t, spec, code, vendor)
	}
}
