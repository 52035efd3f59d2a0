//go:build prism

package mock

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// wish is one example of an answer in an OpenAPI file.
type wish struct{ operation, status, name, body string }

func wishes(t *testing.T, vendor string) []wish {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join("..", "..", "..", "specs", vendor, "openapi.yaml"))
	require.NoError(t, err)
	var list []wish
	for _, path := range doc.Paths.Map() {
		for _, op := range path.Operations() {
			for status, response := range op.Responses.Map() {
				media := response.Value.Content.Get("application/json")
				if media == nil {
					continue
				}
				for name, example := range media.Examples {
					body, err := json.Marshal(example.Value.Value)
					require.NoError(t, err)
					list = append(list, wish{op.OperationID, status, name, string(body)})
				}
			}
		}
	}
	return list
}

// code is the vendor's code in an example's name, empty for a success:
// createToken.40010000.msg, createToken.200.wrapped, login.0.
func (w wish) code(v accounts.Vendor) string {
	_, rest, _ := strings.Cut(w.name, ".")
	for _, info := range v.Codes {
		if rest == info.Code || strings.HasPrefix(rest, info.Code+".") {
			return info.Code
		}
	}
	return ""
}

// Every example of every operation, served by a mock that is not ours, arrives
// as the typed value or the typed error that it is.
func TestEveryExampleArrives(t *testing.T) {
	t.Parallel()
	for _, v := range accounts.First() {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			base := startPrism(t, v.ID())
			called := map[string]int{}
			for _, w := range wishes(t, v.ID()) {
				row, op := operation(t, v, w.operation)
				called[w.operation]++
				prefer := "example=" + w.name
				if w.status == "default" { // any status that has no answer of its own
					prefer = "code=401, " + prefer
				}
				transport := &http.Transport{}
				token, err := call(t, row, op, base, wishing{base: transport, prefer: prefer})
				transport.CloseIdleConnections()
				if want := w.code(v); want != "" {
					var e *authhooks.Error
					require.ErrorAs(t, err, &e, w.name)
					assert.Equal(t, want, e.Code, "%s: %v", w.name, err)
					assert.True(t, e.FromVendor())
					continue
				}
				require.NoError(t, err, w.name)
				if op.Token != "" {
					assert.NotEmpty(t, token, w.name)
					assert.Contains(t, w.body, `"`+token+`"`, w.name)
				}
			}
			for _, op := range v.Spec().Operations {
				assert.Positive(t, called[op.Name], "%s: %s has no example in specs/%s/openapi.yaml", v.Name, op.Name, v.Name)
			}
			t.Logf("%s: examples by operation: %v", v.Name, called)
		})
	}
}

// operation is the one of a name, and the vendor's row that makes it.
func operation(t *testing.T, v accounts.Vendor, name string) (accounts.Vendor, accounts.SpecOperation) {
	t.Helper()
	for _, row := range v.Rows() {
		for _, op := range append(row.Operations(), row.BusinessOperations()...) {
			if op.Name == name {
				return row, op
			}
		}
	}
	require.Fail(t, "no row makes this call", "%s: %s is not in tests/kit/accounts/spec.gen.go: run make gen; or no row logs in by it", v.Name, name)
	return v, accounts.SpecOperation{}
}

// The mock refuses what the file does not allow, so what it lets pass says
// something.
func TestTheMockRefusesWrongRequests(t *testing.T) {
	t.Parallel()
	v := accounts.Named("zhihuiya")
	base := startPrism(t, v.ID())
	for name, spoil := range map[string]func(req *http.Request) *http.Response{
		"no credential": func(req *http.Request) *http.Response { req.Header.Del("Authorization"); return nil },
		"another type":  func(req *http.Request) *http.Response { req.Header.Set("Content-Type", "text/plain"); return nil },
	} {
		transport := &http.Transport{}
		_, err := call(t, v, v.Operations()[0], base, wishing{base: transport, prefer: "example=createToken.200", spoil: spoil})
		transport.CloseIdleConnections()
		var e *authhooks.Error
		require.ErrorAs(t, err, &e, name)
		assert.GreaterOrEqual(t, e.Status, 400, "%s: no 200 with the example that was asked for", name)
	}
}
