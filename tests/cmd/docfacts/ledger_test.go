package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/ledger"
)

const root = "../../.."

// eachLedger runs test for every vendor whose page has been read; that there is
// none without is for TestNoVendorIsUnfinished to say.
func eachLedger(t *testing.T, test func(t *testing.T, vendor string)) {
	t.Helper()
	found := 0
	eachVendor(t, func(t *testing.T, vendor string) {
		if _, err := os.Stat(ledger.File(root, vendor)); err != nil {
			t.Skip("no facts yet: make facts VENDOR=" + vendor + " DOC=page.txt")
		}
		test(t, vendor)
	})
	vendors, err := vendorsOf(root)
	require.NoError(t, err)
	for _, vendor := range vendors {
		if _, err := os.Stat(ledger.File(root, vendor)); err == nil {
			found++
		}
	}
	require.GreaterOrEqual(t, found, len(realChanges()))
}

func loadLedger(t *testing.T, vendor string) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Load(root, vendor)
	require.NoError(t, err)
	return l
}

// Every fact of a page is in its spec or ignored with a reason; everything in
// the spec has a fact, or is on record as from elsewhere.
func TestLedgerAndSpecAreClosedBothWays(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, vendor string) {
		l := loadLedger(t, vendor)
		spec, err := ledger.LoadSpec(root, vendor)
		require.NoError(t, err)
		require.Empty(t, l.Review(spec))
		require.Equal(t, vendor, l.Vendor)
		require.True(t, slices.IsSortedFunc(l.Facts, func(a, b ledger.Entry) int { return extract.Compare(a.Fact(), b.Fact()) }))
		counts := map[string]int{}
		for _, e := range l.Facts {
			counts[e.Kind]++
			if e.Ignored != "" {
				t.Logf("ignored: %s: %s", e.Fact(), e.Ignored)
			}
		}
		t.Logf("%d facts: %v", len(l.Facts), counts)
	})
}

// Whatever is taken out of a spec (operation, path, parameter, field, code,
// server, scheme) is missed.
func TestNothingLeavesASpecUnnoticed(t *testing.T) {
	t.Parallel()
	eachLedger(t, func(t *testing.T, vendor string) {
		l := loadLedger(t, vendor)
		raw, err := os.ReadFile(filepath.Join(root, "specs", vendor, "openapi.yaml"))
		require.NoError(t, err)
		removable := removables(t, raw)
		require.Greater(t, len(removable), 8)
		for _, pointer := range removable {
			cut, err := yaml.Marshal(without(t, raw, pointer))
			require.NoError(t, err)
			spec, err := ledger.ParseSpec(cut)
			require.NoError(t, err)
			assert.NotEmpty(t, l.Review(spec), "%s is gone and nobody notices", pointer)
		}
		t.Logf("%d removals noticed", len(removable))
	})
}

// removables are the pointers of what a spec could lose.
func removables(t *testing.T, raw []byte) []string {
	t.Helper()
	var document map[string]any
	require.NoError(t, yaml.Unmarshal(raw, &document))
	var found []string
	var visit func(path []string, node any)
	visit = func(path []string, node any) {
		if n := len(path); n > 1 && !slices.Contains(path, "examples") && !slices.Contains(path, "not") {
			switch parent := path[n-2]; {
			case parent == "paths", parent == "x-codes", parent == "properties", parent == "securitySchemes", parent == "servers":
				found = append(found, "/"+strings.Join(path, "/"))
			case parent == "parameters" && path[0] == "components", n > 2 && path[0] == "paths" && n == 3 && slices.Contains(methods, path[2]):
				found = append(found, "/"+strings.Join(path, "/"))
			}
		}
		escape := strings.NewReplacer("~", "~0", "/", "~1")
		switch node := node.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(node)) {
				visit(append(slices.Clone(path), escape.Replace(key)), node[key])
			}
		case []any:
			for i, child := range node {
				visit(append(slices.Clone(path), strconv.Itoa(i)), child)
			}
		}
	}
	visit(nil, document)
	return found
}

// without is the document without the node at pointer.
func without(t *testing.T, raw []byte, pointer string) any {
	t.Helper()
	var document any
	require.NoError(t, yaml.Unmarshal(raw, &document))
	return remove(t, document, strings.Split(pointer[1:], "/"))
}

func remove(t *testing.T, node any, path []string) any {
	t.Helper()
	key := strings.NewReplacer("~1", "/", "~0", "~").Replace(path[0])
	switch node := node.(type) {
	case map[string]any:
		require.Contains(t, node, key)
		if len(path) == 1 {
			delete(node, key)
		} else {
			node[key] = remove(t, node[key], path[1:])
		}
		return node
	case []any:
		i, err := strconv.Atoi(key)
		require.NoError(t, err)
		if len(path) == 1 {
			return slices.Delete(node, i, i+1)
		}
		node[i] = remove(t, node[i], path[1:])
		return node
	}
	require.Fail(t, fmt.Sprintf("nothing at %s", path[0]))
	return nil
}

// A ledger that a person edited where only a page may speak is noticed.
func TestFactsCannotBeMadeUp(t *testing.T) {
	t.Parallel()
	l := loadLedger(t, "amsu")
	spec, err := ledger.LoadSpec(root, "amsu")
	require.NoError(t, err)
	for _, tamper := range []func(*ledger.Ledger){
		func(l *ledger.Ledger) { l.Facts[0].Value = "https://api.amsu-new.com" },
		func(l *ledger.Ledger) { l.Facts = l.Facts[1:] },
		func(l *ledger.Ledger) { l.Facts[0].Spec = nil },
		func(l *ledger.Ledger) { l.Facts[0].Spec = []string{"/servers/1"} },
		func(l *ledger.Ledger) { l.Facts[0].Ignored = "because" },
		func(l *ledger.Ledger) { l.Elsewhere = l.Elsewhere[1:] },
	} {
		edited := *l
		edited.Facts, edited.Elsewhere = slices.Clone(l.Facts), slices.Clone(l.Elsewhere)
		tamper(&edited)
		require.NotEmpty(t, edited.Review(spec))
	}
}

// A further page's ledger is written by hand. A pointer that does not hold its fact is
// noticed, and so is a fact that the ledger no longer has.
func TestFactsOfFurtherPages(t *testing.T) {
	t.Parallel()
	spec, err := ledger.LoadSpec(root, "scnet")
	require.NoError(t, err)
	for name, tamper := range map[string]func(f *ledger.Further){
		"another value":     func(f *ledger.Further) { f.Facts[0].Value = "https://api.scnet.example" },
		"another element":   func(f *ledger.Further) { f.Facts[0].Spec = []string{"/servers/0"} },
		"no such element":   func(f *ledger.Further) { f.Facts[0].Spec = []string{"/servers/9"} },
		"nothing in a spec": func(f *ledger.Further) { f.Facts[0].Spec = nil },
		"a fact less":       func(f *ledger.Further) { f.Facts = f.Facts[1:] },
		"no facts":          func(f *ledger.Further) { f.Facts = nil },
		"another vendor":    func(f *ledger.Further) { f.Vendor = "amsu" },
		"a page":            func(f *ledger.Further) { f.Page = "2026-11-21" },
	} {
		l := loadLedger(t, "scnet")
		require.Len(t, l.Further, 4)
		require.Empty(t, l.Review(spec), "untouched")
		aksk := &l.Further[0]
		require.Equal(t, "https://api.scnet.cn", aksk.Facts[0].Value)
		tamper(aksk)
		assert.NotEmpty(t, l.Review(spec), name)
	}
}

// A pointer names what it leads to, so that nothing new in the spec moves it.
func TestPointersStayWhereTheSpecGrows(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(root, "specs", "zhihuiya", "openapi.yaml"))
	require.NoError(t, err)
	const first = `        - {code: "67200000",`
	require.Equal(t, 1, strings.Count(string(raw), first))
	spec, err := ledger.ParseSpec([]byte(strings.Replace(string(raw), first, "        - {code: NEW, meaning: new, x-source: D elsewhere}\n"+first, 1)))
	require.NoError(t, err)
	l := loadLedger(t, "zhihuiya")
	require.Empty(t, l.Broken(spec))
	l.Elsewhere = l.FromElsewhere(spec)
	require.Empty(t, l.Review(spec))
	plain, err := spec.Indexed("/components/schemas/FailureCode/x-codes/67200000")
	require.NoError(t, err)
	require.Equal(t, "/components/schemas/FailureCode/x-codes/1", plain, "for those who edit the YAML")
	for _, pointer := range []string{"/components/schemas/FailureCode/x-codes/1", "/components/schemas/FailureCode/x-codes/0"} {
		_, err := spec.At(pointer)
		require.Error(t, err, "an index is no name")
	}
	two, err := ledger.ParseSpec([]byte(`list: [{code: "0"}, {name: a}, {name: a}, {$ref: "#/x/B"}, {x: 1}, c]`))
	require.NoError(t, err)
	for pointer, index := range map[string]string{"/list/0": "/list/0", "/list/a": "/list/1", "/list/a+1": "/list/2", "/list/B": "/list/3", "/list/4": "/list/4", "/list/5": "/list/5"} {
		plain, err := two.Indexed(pointer)
		require.NoError(t, err)
		require.Equal(t, index, plain)
	}
}

// A pointer that a person wrote is never replaced: where it does not hold, the
// reason is said, and what would hold.
func TestAPersonsPointerIsKept(t *testing.T) {
	t.Parallel()
	l := loadLedger(t, "scnet")
	spec, err := ledger.LoadSpec(root, "scnet")
	require.NoError(t, err)
	i := slices.IndexFunc(l.Facts, func(e ledger.Entry) bool { return e.Kind == extract.Code && e.Name == "10003" })
	written := []string{"/components/schemas/FailureCode/x-codes/10004", "/nowhere"}
	l.Facts[i].Spec = written
	require.Zero(t, l.Place(spec))
	require.Equal(t, written, l.Facts[i].Spec)
	faults := l.Broken(spec)
	require.Len(t, faults, 2)
	assert.Contains(t, faults[0], "x-codes/10004 does not say")
	assert.Contains(t, faults[0], "perhaps /components/schemas/FailureCode/x-codes/10003")
	assert.Contains(t, faults[1], `nothing named "nowhere" there`)
	require.NotEmpty(t, l.Review(spec))
}

// Of several places that say the same, the one that is meant comes first.
func TestSuggestions(t *testing.T) {
	t.Parallel()
	spec, err := ledger.ParseSpec([]byte(`
paths:
  /t:
    post:
      security: [{client: []}]
      responses:
        "200": {description: The token}
components:
  responses:
    Failure: {description: Any status but 200}
  schemas:
    Failure:
      properties:
        code: {type: number}
    Grant:
      properties:
        code: {type: number}
        grant: {type: string, enum: [password]}
        type: {type: string, description: Always Bearer}
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    client: {type: http, scheme: basic}
`))
	require.NoError(t, err)
	for want, fact := range map[string]ledger.Entry{
		"/components/securitySchemes/bearer":         {Kind: extract.Auth, Value: "Bearer"},
		"/components/securitySchemes/client":         {Kind: extract.Header, Owner: "POST /t request", Name: "Authorization"},
		"/paths/~1t/post/responses/200":              {Kind: extract.Status, Value: "200"},
		"/components/schemas/Grant/properties/grant": {Kind: extract.Fixed, Value: "password"},
	} {
		require.Equal(t, []string{want}, spec.Suggest(fact), fact.Fact().String())
		require.NoError(t, spec.Holds(want, fact))
	}
	l := ledger.Ledger{Facts: []ledger.Entry{{Kind: extract.Shape, Owner: "POST /u answer", Name: "/code", Value: "number"}}}
	require.Zero(t, l.Place(spec))
	require.Equal(t, []string{"/components/schemas/Failure/properties/code", "/components/schemas/Grant/properties/code"}, l.Facts[0].Spec)
}
