package authhooks_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// The window is the share of the token's life that was asked for, up to the longest, and a
// fifth off at most. A new token is never in it.
func TestWithEarlyWindow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		share           float64
		longest         time.Duration
		lifetime        time.Duration
		window, jitters time.Duration
	}{
		"a half":           {0.5, time.Hour, time.Hour, 30 * time.Minute, 6 * time.Minute},
		"a hundredth":      {0.01, time.Hour, time.Hour, 36 * time.Second, 7200 * time.Millisecond},
		"the longest":      {0.5, time.Minute, time.Hour, time.Minute, 12 * time.Second},
		"longer than all":  {0.25, math.MaxInt64, 30 * 24 * time.Hour, 180 * time.Hour, 36 * time.Hour},
		"nearly all":       {0.9, 24 * time.Hour, 1000 * time.Second, 900 * time.Second, 20 * time.Second},
		"all but nothing":  {0.999, 24 * time.Hour, 1000 * time.Second, 999 * time.Second, 200 * time.Millisecond},
		"a short life":     {0.5, time.Hour, 2 * time.Second, time.Second, 200 * time.Millisecond},
		"as by default":    {0.1, 5 * time.Minute, 50 * time.Minute, 5 * time.Minute, time.Minute},
		"next to nothing":  {math.SmallestNonzeroFloat64, 1, time.Hour, 0, 0},
		"a nanosecond":     {math.Nextafter(1, 0), 1, time.Hour, 1, 0},
		"the longest life": {0.5, time.Hour, 200 * 365 * 24 * time.Hour, time.Hour, 12 * time.Minute},
	} {
		synctest.Test(t, func(t *testing.T) {
			least, most := time.Duration(math.MaxInt64), time.Duration(0)
			for range 200 {
				v := &vendor{lifetime: c.lifetime}
				s := newSource(t, v, authhooks.WithEarlyWindow(c.share, c.longest))
				_, err := s.Token(t.Context())
				require.NoError(t, err)
				st := s.Status()
				ahead := st.ExpiresAt.Sub(st.NextEarlyFetch)
				least, most = min(least, ahead), max(most, ahead)
				_, err = s.Token(t.Context())
				require.NoError(t, err)
				synctest.Wait()
				require.Equal(t, int64(1), v.calls.Load(), "%s: a new token is in no window", name)
			}
			const rounding = time.Microsecond
			assert.GreaterOrEqual(t, least, c.window-c.jitters-rounding, name)
			assert.LessOrEqual(t, most, c.window+c.jitters+rounding, name)
			assert.GreaterOrEqual(t, most-least, c.jitters*3/2, "%s: 200 draws fill most of it", name)
		})
	}
}

func TestWithEarlyWindowRefuses(t *testing.T) {
	t.Parallel()
	for name, option := range map[string]authhooks.SourceOption{
		"0":                 authhooks.WithEarlyWindow(0, time.Minute),
		"1":                 authhooks.WithEarlyWindow(1, time.Minute),
		"less than nothing": authhooks.WithEarlyWindow(-0.1, time.Minute),
		"ten percent":       authhooks.WithEarlyWindow(10, time.Minute),
		"NaN":               authhooks.WithEarlyWindow(math.NaN(), time.Minute),
		"Inf":               authhooks.WithEarlyWindow(math.Inf(1), time.Minute),
		"-Inf":              authhooks.WithEarlyWindow(math.Inf(-1), time.Minute),
		"no time":           authhooks.WithEarlyWindow(0.1, 0),
		"negative time":     authhooks.WithEarlyWindow(0.1, -1),
	} {
		_, err := authhooks.NewSource(authhooks.NewKey("acme", "https://h:443", "id", authhooks.NewSecret("key")), &vendor{}, option)
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest, name)
		require.ErrorContains(t, err, "WithEarlyWindow", name)
		_, err = authhooks.New(schemeVendor(authhooks.PutBearer), "https://v.example", "id", authhooks.NewSecret("secret"), option)
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest, name)
	}
}

// One record, several windows: each process takes the token of another and renews it by its
// own window, early with a wide one, late with a narrow one.
func TestEachProcessHasAWindowOfItsOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, st := &vendor{lifetime: time.Hour}, newBrittle()
		wide, seenWide := member(t, v, st, authhooks.WithEarlyWindow(0.5, time.Hour))
		narrow, seenNarrow := member(t, v, st, authhooks.WithEarlyWindow(0.01, time.Hour))
		usual, _ := member(t, v, st)
		opensAt := func(s *authhooks.Source) time.Duration {
			_, err := s.Token(t.Context())
			require.NoError(t, err)
			return s.Status().ExpiresAt.Sub(s.Status().NextEarlyFetch)
		}
		ask := func(s *authhooks.Source) string {
			_, err := s.Token(t.Context())
			require.NoError(t, err)
			synctest.Wait()
			token, err := s.Token(t.Context())
			require.NoError(t, err)
			return token.Access.Reveal()
		}
		assert.InDelta(t, 30*time.Minute, opensAt(wide), float64(6*time.Minute))
		assert.InDelta(t, 36*time.Second, opensAt(narrow), float64(8*time.Second))
		assert.InDelta(t, 5*time.Minute, opensAt(usual), float64(time.Minute))
		assert.Equal(t, int64(1), v.calls.Load())

		time.Sleep(37 * time.Minute)
		assert.Equal(t, "token-1", ask(narrow))
		assert.Equal(t, "token-1", ask(usual))
		assert.Equal(t, int64(1), v.calls.Load(), "its window opens after 53 min at the earliest")
		assert.Equal(t, "token-2", ask(wide), "its window is open after 36 min at the latest")

		time.Sleep(22*time.Minute + 50*time.Second)
		assert.Equal(t, "token-2", ask(narrow), "the other's token spares a fetch")
		assert.Equal(t, "adopted", strings.Join(slices.Compact(strings.Fields(seenNarrow.types())), " "))
		assert.Equal(t, int64(2), v.calls.Load())
		time.Sleep(14 * time.Minute)
		assert.Equal(t, "token-3", ask(wide))
		assert.Equal(t, "fetched", strings.Join(slices.Compact(strings.Fields(seenWide.types())), " "))
	})
}
