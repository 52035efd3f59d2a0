package wire_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

func TestWholeReadsANumberHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"600": 600, "600.0": 600, "600.000": 600, "6e2": 600, "6E+2": 600, "6.00e2": 600, "60000e-2": 600, "0.6e3": 600, "0600": 600,
		"0": 0, "-0": 0, "-0.0": 0, "0e999999999999": 0, "0.000e5": 0, "-1.0": -1, "1e0": 1, "1e-0": 1,
		"9223372036854775807": math.MaxInt64, "-9223372036854775808": math.MinInt64, "9223372036854775807.0": math.MaxInt64, "1e18": 1e18,
	} {
		n, exact, ok := wire.Whole(text)
		assert.True(t, ok, text)
		assert.True(t, exact, text)
		assert.Equal(t, want, n, text)
	}
	for text, want := range map[string]int64{
		"600.25": 600, "1893456000.336421": 1893456000, "-1.5": -1, "0.5": 0, "1e-1": 0, "1e-999999999999999999999": 0, "12345e-3": 12, "1.5e-400": 0,
	} {
		n, exact, ok := wire.Whole(text)
		assert.True(t, ok, text)
		assert.False(t, exact, "%s has a fraction", text)
		assert.Equal(t, want, n, text)
	}
	for _, text := range []string{
		"", "-", "+5", "--5", "1_000", " 600", "600 ", "0x10", "6e", "e2", ".5", "5.", "1.e2", "6e+-2", "NaN", "Infinity", "soon", "1,5", "６００",
		"9223372036854775808", "-9223372036854775809", "1e19", "1e999999999", "1e99999999999999999999999", "-1e2147483647",
	} {
		_, _, ok := wire.Whole(text)
		assert.False(t, ok, text)
	}
}

// Not parallel: it counts allocations. What an exponent stands for is never written out.
func TestWholeOfAHugeExponentCostsNothing(t *testing.T) {
	for _, text := range []string{"1e999999999", "1e2147483647", "1e-999999999", "0e999999999"} {
		assert.LessOrEqual(t, testing.AllocsPerRun(10, func() { _, _, _ = wire.Whole(text) }), 4.0, text)
	}
	long := strings.Repeat("1", 1<<20) + "e-1048575"
	n, exact, ok := wire.Whole(long)
	assert.True(t, ok)
	assert.False(t, exact)
	assert.Equal(t, int64(1), n)
}

func TestCodeIsPlain(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]wire.Code{
		`200`: "200", `200.0`: "200", `2e2`: "200", `2.00E+2`: "200", `-1.0`: "-1", `0`: "0", `0.0`: "0", `"200"`: "200", `"200.0"`: "200", `null`: "",
		`200.5`: "200.5", `1e999999999`: "1e999999999", `12345678901234567890123`: "12345678901234567890123",
		// A text may be a name.
		`"2e2"`: "2e2", `"007"`: "007", `"007.0"`: "007.0", `"5e3.0"`: "5e3.0", `"NO.SUCH"`: "NO.SUCH", `"1.0.0"`: "1.0.0", `"0.0"`: "0", `"1."`: "1.",
	} {
		var c wire.Code
		require.NoError(t, json.Unmarshal([]byte(written), &c), written)
		assert.Equal(t, want, c, written)
	}
}
