//go:build all

package hostile_test

import (
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/authhooks/filestore"
	"github.com/vendorauth/vendorauth-go/authhooks/redisstore"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
	"github.com/vendorauth/vendorauth-go/tests/kit/canary"
)

// Every case, with every token operation of every vendor: the typed error that
// it calls for, or success where it does no harm; in time, without a panic, and
// with no secret in what is returned.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	rows := map[string]tally{}
	t.Cleanup(func() {
		lines := []string{"| vendor | cases | calls | as expected | panics | leaks |", "|---|--:|--:|--:|--:|--:|"}
		for _, v := range accounts.Fetching() {
			if n, ran := rows[v.Name]; ran {
				lines = append(lines, n.row(v.Name))
			}
		}
		t.Log("\n" + strings.Join(lines, "\n"))
	})
	forEach(t, func(t *testing.T, v accounts.Vendor) {
		n := play(t, v)
		mu.Lock()
		rows[v.Name] = n
		mu.Unlock()
		assert.GreaterOrEqual(t, n.cases, fewest)
		assert.Equal(t, n.expected, n.calls)
		assert.Zero(t, n.panics)
		assert.Zero(t, n.leaks)
	})
}

// Whatever a run returned or wrote, none of its secrets is in it.
func TestNoSecretGetsOut(t *testing.T) {
	t.Parallel()
	forEveryWay(t, func(t *testing.T, v accounts.Vendor) {
		var h haul
		var known canary.Set
		dir := filepath.Join(t.TempDir(), "store")
		files, err := filestore.New(dir)
		require.NoError(t, err)
		live(t, v, &h, &known, files)
		stored := h.folder(t, dir)
		assert.Equal(t, v.Static, stored == 0, "there was something in the folder to search; an API key is not stored")

		m := miniredis.RunT(t)
		client := redis.NewClient(&redis.Options{Addr: m.Addr()})
		t.Cleanup(func() { assert.NoError(t, client.Close()) })
		live(t, v, &h, &known, redisstore.New(client))
		assert.Equal(t, v.Static, len(m.Keys()) == 0, "there was something in Redis to search; an API key is not stored")
		h.add(m.Dump())
		for _, key := range m.Keys() {
			value, err := m.Get(key)
			h.add(key + "\n" + value + canary.Chain(err))
		}

		text := h.String()
		for _, part := range []string{"level=", `"level":`, "authhooks.Event", "authhooks.Status", "authhooks.Token", v.ID()} {
			assert.Contains(t, text, part, "the haul is whole")
		}
		assert.Empty(t, known.Search(text))
		planted := authtest.RandomSecret(16)
		learn(&known, planted)
		assert.NotEmpty(t, known.Search(text+planted), "a planted leak is found in this very haul")
	})
}
