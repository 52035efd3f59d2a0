package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
