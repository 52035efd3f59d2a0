package authtest_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func TestClockRunsWithRealTimeUntilMoved(t *testing.T) {
	t.Parallel()
	for name, clock := range map[string]*authtest.Clock{"new": authtest.NewClock(), "zero": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.WithinDuration(t, time.Now(), clock.Now(), time.Minute)
			clock.Advance(3 * time.Hour)
			assert.WithinDuration(t, time.Now().Add(3*time.Hour), clock.Now(), time.Minute)
			clock.Advance(-3 * time.Hour)
			assert.WithinDuration(t, time.Now(), clock.Now(), time.Minute)

			y2k := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
			clock.Set(y2k)
			assert.WithinDuration(t, y2k, clock.Now(), time.Minute)
			assert.False(t, clock.Now().Before(y2k))
		})
	}
}

func TestFrozenClockStands(t *testing.T) {
	t.Parallel()
	at := time.Date(2020, 2, 2, 2, 2, 2, 2, time.UTC)
	clock := authtest.NewFrozenClock(at)
	assert.Equal(t, at, clock.Now())
	assert.Equal(t, at, clock.Now())
	clock.Advance(time.Second)
	assert.Equal(t, at.Add(time.Second), clock.Now())
	clock.Set(at)
	assert.Equal(t, at, clock.Now())
}

func TestClockIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	start := time.Unix(0, 0)
	clock := authtest.NewFrozenClock(start)
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			clock.Advance(time.Second)
			clock.Now()
		})
	}
	group.Wait()
	assert.Equal(t, start.Add(50*time.Second), clock.Now())
}
