//go:build all

package conformance_test

import (
	"path/filepath"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/filestore"
	"github.com/vendorauth/vendorauth-go/authhooks/redisstore"
	"github.com/vendorauth/vendorauth-go/tests/kit/redistest"
)

// persistent are the stores that outlive a process.
func persistent(t *testing.T) map[string]func(t *testing.T) authhooks.Store {
	t.Helper()
	all := map[string]func(t *testing.T) authhooks.Store{
		"files": func(t *testing.T) authhooks.Store {
			t.Helper()
			st, err := filestore.New(filepath.Join(t.TempDir(), "tokens"))
			require.NoError(t, err)
			return st
		},
	}
	if s := redistest.Start(t); s != nil {
		all["redis"] = inRedis(t, s.Addr)
	} else {
		all["miniredis"] = inRedis(t, miniredis.RunT(t).Addr())
	}
	return all
}

func inRedis(t *testing.T, addr string) func(t *testing.T) authhooks.Store {
	t.Helper()
	c := redis.NewClient(&redis.Options{Addr: addr})
	closed(t, c)
	return func(t *testing.T) authhooks.Store {
		t.Helper()
		require.NoError(t, c.FlushAll(t.Context()).Err())
		return redisstore.New(c)
	}
}

func TestDifferentClientsShareNoRecord(t *testing.T) {
	t.Parallel()
	differentClientsShareNothing(t, persistent)
}

func TestEqualClientsShareOneRecord(t *testing.T) {
	t.Parallel()
	equalClientsShareOneToken(t, persistent)
}

func TestNoStoreHasARefusedAPIKey(t *testing.T) {
	t.Parallel()
	aRefusedKeyIsNobodyElses(t, persistent)
}

func TestARotationOverAStore(t *testing.T) {
	t.Parallel()
	rotationUnderLoad(t, persistent)
}

func TestALoginUnderWayOverAStore(t *testing.T) {
	t.Parallel()
	aLoginUnderWayDuringARotation(t, persistent)
}
