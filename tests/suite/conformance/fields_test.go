package conformance_test

import (
	"maps"
	"slices"
	"sort"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

// traffic is every kind of exchange that a vendor's client and simulator have.
func (v vendor) traffic(t *testing.T) []authtest.Exchange {
	t.Helper()
	var mu sync.Mutex
	var all []authtest.Exchange
	watch := authtest.OnExchange(func(e authtest.Exchange) {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, e)
	})
	for i, extra := range append([][]authtest.Option{nil}, v.Variants...) {
		a := account{v.Open(t, append(slices.Clip(extra), watch), authhooks.WithRetries(0))}
		for _, op := range a.Operations {
			_, err := op.Call(t.Context())
			require.NoError(t, err)
		}
		_, err := a.call(t, v.Business)
		require.NoError(t, err)
		refused, codes := a.Operations, v.Codes
		if i > 0 { // of a variant one refusal will do
			refused, codes = refused[:1], codes[:1]
		}
		for _, op := range refused {
			for _, info := range codes {
				a.Fail(authtest.Fault{Op: op.Name, Code: info.Code})
				_, err := op.Call(t.Context())
				require.Error(t, err)
			}
		}
		a.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: v.Codes[0].Code})
		_, err = a.call(t, v.Business)
		require.Error(t, err)
	}
	mu.Lock()
	defer mu.Unlock()
	return all
}

// A field of an OpenAPI file that is renamed there makes the contract fail: the
// file, the client and the simulator cannot drift apart unnoticed.
func TestEveryFieldNameOfTheSpecIsHeld(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) {
		exchanges := v.traffic(t)
		d, err := contract.Load(v.ID())
		require.NoError(t, err)
		broken := func() bool {
			return slices.ContainsFunc(exchanges, func(e authtest.Exchange) bool { return d.Check(e) != nil })
		}
		require.False(t, broken(), "as it is, the contract holds")
		held, missed := 0, []string{}
		for _, name := range slices.Sorted(maps.Keys(d.Doc.Components.Schemas)) {
			schema := d.Doc.Components.Schemas[name].Value
			for _, field := range sortedFields(schema) {
				undo := rename(schema, field)
				switch {
				case broken():
					held++
				default:
					missed = append(missed, name+"."+field)
				}
				undo()
			}
		}
		for _, p := range parameters(d.Doc, v) {
			name := p.Name
			p.Name = "renamed"
			if broken() {
				held++
			} else {
				missed = append(missed, name)
			}
			p.Name = name
		}
		require.False(t, broken(), "the file is as it was")
		assert.ElementsMatch(t, slices.Collect(maps.Keys(v.Unheld)), missed,
			"%s: no exchange has such a field: let the simulator send it, or say in Unheld of the vendor's row why not", v.Name)
		assert.Positive(t, held)
		t.Logf("%s: %d field names held, %d not: %v", v.Name, held, len(missed), missed)
	})
}

// parameters are those that do not stand in the path, of all operations but the logins of
// the vendor's other rows.
func parameters(doc *openapi3.T, v vendor) []*openapi3.Parameter {
	seen := map[*openapi3.Parameter]bool{}
	for _, path := range doc.Paths.Map() {
		for _, op := range path.Operations() {
			if v.LogsInOtherwise(op.OperationID) {
				continue
			}
			for _, ref := range op.Parameters {
				if ref.Value.In != openapi3.ParameterInPath {
					seen[ref.Value] = true
				}
			}
		}
	}
	return slices.Collect(maps.Keys(seen))
}

func sortedFields(s *openapi3.Schema) []string {
	fields := slices.Collect(maps.Keys(s.Properties))
	sort.Strings(fields)
	return fields
}

// rename changes a field's name in a schema until undo is called.
func rename(s *openapi3.Schema, field string) (undo func()) {
	const wrong = "renamed"
	required := slices.Clone(s.Required)
	s.Properties[wrong] = s.Properties[field]
	delete(s.Properties, field)
	for i := range s.Required {
		if s.Required[i] == field {
			s.Required[i] = wrong
		}
	}
	return func() {
		s.Properties[field] = s.Properties[wrong]
		delete(s.Properties, wrong)
		s.Required = required
	}
}
