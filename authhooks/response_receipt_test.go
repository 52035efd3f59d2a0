package authhooks

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestReceiptCorrectsByTheVendorsClock(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	page := 2 * time.Hour
	dated := func(d time.Duration) Receipt {
		return newReceipt(at, http.Header{"Date": {at.Add(d).Format(http.TimeFormat)}})
	}
	for name, r := range map[string]Receipt{
		"same clock": dated(0), "a second is noise": dated(time.Second), "no Date": newReceipt(at, nil),
	} {
		assert.Equal(t, at.Add(time.Hour), r.ExpiresAt(at.Add(time.Hour), page), name)
	}
	ahead := dated(10 * time.Minute)
	assert.Equal(t, at.Add(50*time.Minute), ahead.ExpiresAt(at.Add(time.Hour), page))
	years := newReceipt(at, nil).WithVendorTime(time.Date(2019, 5, 1, 0, 0, 0, 0, time.UTC))
	assert.Equal(t, at.Add(time.Hour), years.ExpiresAt(time.Date(2019, 5, 1, 1, 0, 0, 0, time.UTC), page), "a clock years off does not matter")
	assert.Equal(t, ahead, ahead.WithVendorTime(time.Time{}))
}

func TestReceiptFallsBackToThePage(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	r := newReceipt(at, nil)
	for _, end := range []time.Time{{}, at, at.Add(-time.Hour), at.Add(367 * 24 * time.Hour)} {
		assert.Equal(t, at.Add(time.Minute), r.ExpiresAt(end, time.Minute), end)
		assert.True(t, r.ExpiresAt(end, 0).IsZero(), "no page states one")
	}
	for _, s := range []int64{0, -1, 1 << 62, 367 * 86400} {
		assert.Equal(t, at.Add(time.Minute), r.ExpiresIn(s, time.Minute), s)
	}
	assert.Equal(t, at.Add(1799*time.Second), r.ExpiresIn(1799, time.Minute))
	assert.Equal(t, at, r.IssuedAt(time.Time{}))
	assert.Equal(t, at.Add(-time.Hour), r.IssuedAt(at.Add(-time.Hour)))
}

// A server that writes its local time into Date has a good clock: 8 h off, a token of
// 6 h neither lives for ever nor for 14 h.
func TestATimeZoneIsNoClockSkew(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	end := at.Add(6 * time.Hour)
	for _, off := range []time.Duration{
		8 * time.Hour, -8 * time.Hour, 30 * time.Minute, -30 * time.Minute, 5*time.Hour + 45*time.Second + 30*time.Minute, -11*time.Hour + 59*time.Second,
	} {
		r := newReceipt(at, http.Header{"Date": {at.Add(off).Format(http.TimeFormat)}})
		assert.Equal(t, end, r.ExpiresAt(end, time.Minute), "off by %v", off)
	}
	for _, off := range []time.Duration{
		28 * time.Minute, -28 * time.Minute, 61*time.Minute + 2*time.Second, 45 * time.Minute, -17 * time.Minute,
	} {
		r := newReceipt(at, http.Header{"Date": {at.Add(off).Format(http.TimeFormat)}})
		assert.Equal(t, end, r.ExpiresAt(end.Add(off), time.Minute), "a clock, off by %v", off)
	}
}

// A correction that leaves nothing of the token, or makes it endless, is wrong itself.
func TestACorrectionThatCannotBeIsDropped(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	end := at.Add(2 * time.Hour)
	for _, off := range []time.Duration{2*time.Hour + 17*time.Minute, 400*24*time.Hour + 17*time.Minute, -400*24*time.Hour - 17*time.Minute} {
		r := newReceipt(at, http.Header{"Date": {at.Add(off).Format(http.TimeFormat)}})
		assert.Equal(t, end, r.ExpiresAt(end, time.Minute), "off by %v", off)
	}
}
