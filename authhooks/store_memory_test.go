package authhooks_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"reflect"
	"sync"
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
	for name, m := range map[string]*authhooks.MemoryStore{"made": authhooks.NewMemoryStore(), "zero": {}} {
		for _, check := range authtest.StoreSuite(func() (authhooks.Store, error) { return m, nil }) {
			t.Run(name+"/"+check.Name, func(t *testing.T) {
				t.Parallel()
				require.NoError(t, check.Run(t.Context()))
			})
		}
	}
}

// Each method may be the first that a zero store sees, from many goroutines.
func TestAZeroMemoryStoreIsEmpty(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]func(ctx context.Context, m *authhooks.MemoryStore) error{
		"load": func(ctx context.Context, m *authhooks.MemoryStore) error {
			_, _, err := m.Load(ctx, "a")
			return expected(err, authhooks.ErrNotFound)
		},
		"swap": func(ctx context.Context, m *authhooks.MemoryStore) error {
			_, err := m.CompareAndSwap(ctx, authtest.RandomHex(8), "", authhooks.Record("x"), time.Hour)
			return err
		},
		"delete": func(ctx context.Context, m *authhooks.MemoryStore) error {
			return expected(m.Delete(ctx, "a", "v"), authhooks.ErrNotFound)
		},
		"lock": func(ctx context.Context, m *authhooks.MemoryStore) error {
			unlock, err := m.Lock(ctx, "a", time.Hour)
			if err != nil {
				return err
			}
			return unlock(ctx)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			var m authhooks.MemoryStore
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() { assert.NoError(t, first(ctx, &m)) })
			}
			wg.Wait()
			unlock, err := m.Lock(ctx, "a", time.Hour) // nothing is locked inside
			require.NoError(t, err)
			require.NoError(t, unlock(ctx))
		})
	}
}

// expected turns the error that is wanted into none.
func expected(got, want error) error {
	if errors.Is(got, want) {
		return nil
	}
	return fmt.Errorf("%w, want %w", got, want)
}

// A source over a zero store renews, shares and closes as over any other.
func TestASourceOverAZeroMemoryStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, m := &vendor{lifetime: time.Hour}, new(authhooks.MemoryStore)
		a, _ := member(t, v, m)
		b, _ := member(t, v, m)
		for range 3 {
			for _, s := range []*authhooks.Source{a, b} {
				_, err := s.Token(t.Context())
				require.NoError(t, err)
				require.NoError(t, s.Status().StoreError)
			}
			time.Sleep(2 * time.Hour)
		}
		assert.Equal(t, int64(3), v.calls.Load(), "one fetch for both")
	})
}

func TestMemoryStoreKeepsTheLongestTTL(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m authhooks.MemoryStore
		_, err := m.CompareAndSwap(t.Context(), "a", "", nil, math.MaxInt64)
		require.NoError(t, err)
		unlock, err := m.Lock(t.Context(), "a", math.MaxInt64)
		require.NoError(t, err)
		time.Sleep(100 * 365 * 24 * time.Hour)
		_, _, err = m.Load(t.Context(), "a")
		require.NoError(t, err)
		short, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err = m.Lock(short, "a", time.Minute)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NoError(t, unlock(t.Context()))
		_, err = m.Lock(t.Context(), "a", math.MinInt64)
		require.ErrorContains(t, err, "not positive")
	})
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
