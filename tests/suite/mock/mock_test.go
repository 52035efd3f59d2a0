//go:build prism

package mock

import (
	"encoding/json"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
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
func (w wish) code() string {
	_, rest, _ := strings.Cut(w.name, ".")
	if strings.HasPrefix(rest, "COMMON.") {
		return rest
	}
	code, _, _ := strings.Cut(rest, ".")
	if code == "0" || code == "200" {
		return ""
	}
	return code
}

// Every example of every operation, served by a mock that is not ours, arrives
// as the typed value or the typed error that it is.
func TestEveryExampleArrives(t *testing.T) {
	t.Parallel()
	for _, vendor := range slices.Sorted(maps.Keys(vendors)) {
		t.Run(vendor, func(t *testing.T) {
			t.Parallel()
			base := startPrism(t, vendor)
			called := map[string]int{}
			for _, w := range wishes(t, vendor) {
				call := vendors[vendor][w.operation]
				require.NotNil(t, call, "%s is not called", w.operation)
				called[w.operation]++
				prefer := "example=" + w.name
				if w.status == "default" { // any status that has no answer of its own
					prefer = "code=401, " + prefer
				}
				transport := &http.Transport{}
				token, err := call(t.Context(), base, &http.Client{Transport: wishing{base: transport, prefer: prefer}})
				transport.CloseIdleConnections()
				if want := w.code(); want != "" {
					var e *authhooks.Error
					require.ErrorAs(t, err, &e, w.name)
					assert.Equal(t, want, e.Code, "%s: %v", w.name, err)
					assert.True(t, e.FromVendor())
					continue
				}
				require.NoError(t, err, w.name)
				if !strings.HasPrefix(w.operation, "check") { // it brings none
					assert.Contains(t, w.body, `"`+token+`"`, w.name)
				}
			}
			assert.ElementsMatch(t, slices.Collect(maps.Keys(vendors[vendor])), slices.Collect(maps.Keys(called)), "each operation, and no other")
			t.Logf("%s: examples by operation: %v", vendor, called)
		})
	}
}

// The mock refuses what the file does not allow, so what it lets pass says
// something.
func TestTheMockRefusesWrongRequests(t *testing.T) {
	t.Parallel()
	base := startPrism(t, "zhihuiya")
	for name, spoil := range map[string]func(req *http.Request) *http.Response{
		"no credential": func(req *http.Request) *http.Response { req.Header.Del("Authorization"); return nil },
		"another type":  func(req *http.Request) *http.Response { req.Header.Set("Content-Type", "text/plain"); return nil },
	} {
		transport := &http.Transport{}
		_, err := vendors["zhihuiya"]["createToken"](t.Context(), base,
			&http.Client{Transport: wishing{base: transport, prefer: "example=createToken.200", spoil: spoil}})
		transport.CloseIdleConnections()
		var e *authhooks.Error
		require.ErrorAs(t, err, &e, name)
		assert.GreaterOrEqual(t, e.Status, 400, "%s: no 200 with the example that was asked for", name)
	}
}
