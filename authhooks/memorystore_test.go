package authhooks_test

import (
	"context"
	"fmt"
	"os"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

var (
	_ authhooks.Store  = (*authhooks.MemoryStore)(nil)
	_ authhooks.Locker = (*authhooks.MemoryStore)(nil)
)

func TestMemoryStoreKeepsTheContract(t *testing.T) {
	t.Parallel()
	m := authhooks.NewMemoryStore()
	for _, check := range authtest.StoreSuite(func() (authhooks.Store, error) { return m, nil }) {
		t.Run(check.Name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, check.Run(t.Context()))
		})
	}
}

func TestMemoryStoreLivesByTheClockOfABubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := authhooks.NewMemoryStore()
		_, err := m.CompareAndSwap(t.Context(), "a", "", authhooks.Record("x"), time.Hour)
		require.NoError(t, err)
		time.Sleep(time.Hour - time.Nanosecond)
		_, _, err = m.Load(t.Context(), "a")
		require.NoError(t, err)
		time.Sleep(time.Nanosecond)
		_, _, err = m.Load(t.Context(), "a")
		require.ErrorIs(t, err, authhooks.ErrNotFound)
	})
}

func TestMemoryStoreLocksInOrderOfArrival(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := authhooks.NewMemoryStore()
		_, err := m.Lock(t.Context(), "a", time.Minute) // never given back
		require.NoError(t, err)
		start, order := time.Now(), make(chan int, 10)
		impatient, cancel := context.WithCancel(t.Context())
		for i := range 10 {
			go func() {
				ctx := t.Context()
				if i%3 == 1 {
					ctx = impatient
				}
				unlock, err := m.Lock(ctx, "a", time.Minute)
				if err != nil {
					return
				}
				order <- i
				time.Sleep(time.Second)
				assert.NoError(t, unlock(ctx))
			}()
			synctest.Wait()
		}
		cancel()
		for _, want := range []int{0, 2, 3, 5, 6, 8, 9} {
			assert.Equal(t, want, <-order)
		}
		assert.Equal(t, time.Minute+6*time.Second, time.Since(start))
		synctest.Wait()
		time.Sleep(time.Second)
	})
}

func TestMemoryStoreRefusesALockWithoutTime(t *testing.T) {
	t.Parallel()
	_, err := authhooks.NewMemoryStore().Lock(t.Context(), "a", 0)
	require.ErrorContains(t, err, "not positive")
}

// What a busy process leaves behind under names that nobody uses again is
// forgotten by itself.
func TestMemoryStoreForgetsWhatHasExpired(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := authhooks.NewMemoryStore()
		for range 50 {
			for range 100 {
				_, err := m.CompareAndSwap(t.Context(), authtest.RandomHex(32), "", authhooks.Record("x"), time.Minute)
				require.NoError(t, err)
			}
			time.Sleep(time.Minute)
		}
		assert.Less(t, reflect.ValueOf(m).Elem().FieldByName("records").Len(), 400)
	})
}

func ExampleNewMemoryStore() {
	store, ctx := authhooks.NewMemoryStore(), context.Background()
	version, err := store.CompareAndSwap(ctx, "a1", "", authhooks.Record("sealed"), time.Hour)
	_, _ = fmt.Fprintln(os.Stdout, version != "", err)
	record, _, err := store.Load(ctx, "a1")
	_, _ = fmt.Fprintln(os.Stdout, string(record), err)
	// Output:
	// true <nil>
	// sealed <nil>
}
