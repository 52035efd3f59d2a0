package authhooks_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

func inStore(st authhooks.Store) []authhooks.Option {
	return []authhooks.Option{authhooks.WithStore(st), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef"))}
}

// Close while the old account's fetch is in flight. Its token is not in the new account's
// record, also if the fetch ends in time.
func TestCloseDuringSetAccount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st := newBrittle()
		r := newRotor(t, inStore(st)...)
		require.Equal(t, "a-1", r.token(t))
		r.takes, r.deaf = time.Second, true
		r.early(t)
		r.set(t, "b")
		require.NoError(t, r.Close())
		other := rotorOf(t, "b", inStore(st)...)
		assert.Equal(t, "b-1", other.token(t), "it is fetched")
		require.ErrorIs(t, r.SetAccount(accountOf("c"), nil), authhooks.ErrClosed)
	})
}

// The store is down while the old account's token comes to its end. When the store works
// again, it gets a token of the new account.
func TestAStoreThatIsDownDuringSetAccount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var changes []authhooks.EventType
		st := newBrittle()
		r := newRotor(t, append(inStore(st), authhooks.WithObserver(func(e authhooks.Event) {
			if e.Type == authhooks.EventStoreDown || e.Type == authhooks.EventStoreUp {
				changes = append(changes, e.Type)
			}
		}))...)
		require.Equal(t, "a-1", r.token(t))
		st.down.Store(true)
		r.early(t)
		r.set(t, "b")
		for range 3 {
			time.Sleep(40 * time.Second)
			r.token(t)
			synctest.Wait()
		}
		r.set(t, "c")
		time.Sleep(40 * time.Second)
		r.token(t)
		synctest.Wait()
		st.down.Store(false)
		time.Sleep(40 * time.Second)
		r.token(t)
		synctest.Wait()
		assert.Contains(t, r.token(t), "c-")
		for _, name := range []string{"b", "c"} {
			assert.Contains(t, rotorOf(t, name, inStore(st)...).token(t), name+"-", "the record")
		}
		require.NoError(t, r.Close())
		assert.Equal(t, []authhooks.EventType{authhooks.EventStoreDown, authhooks.EventStoreUp}, changes, "once per change")
	})
}

// The records of both accounts are their own: who has the old credentials still finds the
// old token, and who has the new ones finds the new token.
func TestRecordsOfBothAccounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st := newBrittle()
		r := newRotor(t, inStore(st)...)
		first, err := r.Token(t.Context())
		require.NoError(t, err)
		r.set(t, "b")
		require.True(t, r.Source().Invalidate(first))
		assert.Equal(t, "b-2", r.token(t))
		assert.Equal(t, "a-1", rotorOf(t, "a", inStore(st)...).token(t))
		assert.Equal(t, "b-2", rotorOf(t, "b", inStore(st)...).token(t))
		r.set(t, "a")
		second, err := r.Token(t.Context())
		require.NoError(t, err)
		require.True(t, r.Source().Invalidate(second))
		assert.Equal(t, "b-2", second.Access.Reveal())
		assert.NotContains(t, r.token(t), "b-", "back to the first account")
	})
}

// An API key counts with the next call. A refusal of the old key, whose call was in flight,
// counts nothing.
func TestSetAccountOfAnAPIKey(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &keyDoor{}
		c := keyClient(t, d)
		refuse := func(r *http.Request) (int, string) {
			if r.Header.Get("Authorization") == "Bearer sk-canary" {
				time.Sleep(time.Second)
				return http.StatusUnauthorized, ""
			}
			return http.StatusOK, openDoor
		}
		d.mu.Lock()
		d.answer = refuse
		d.mu.Unlock()
		refused := make(chan error, 1)
		go func() {
			req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://acme.example/x", nil)
			_, err := c.Checked().Do(req)
			refused <- err
		}()
		synctest.Wait()
		require.NoError(t, c.SetAccount(authhooks.Account{Secret: authhooks.NewSecret("sk-second")}, nil))
		require.ErrorIs(t, <-refused, authhooks.ErrInvalidCredentials)
		assert.Zero(t, c.Source().Status().RetryAt)
		_, err := callKey(t, c, d)
		require.NoError(t, err)
		require.NoError(t, c.SetAccount(authhooks.Account{Secret: authhooks.NewSecret("sk-canary")}, nil))
		_, err = callKey(t, c, d)
		require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
		assert.NotZero(t, c.Source().Status().RetryAt)
		require.NoError(t, c.SetAccount(authhooks.Account{Secret: authhooks.NewSecret("sk-canary")}, nil))
		assert.NotZero(t, c.Source().Status().RetryAt, "equal keys change nothing")
		require.NoError(t, c.SetAccount(authhooks.Account{Secret: authhooks.NewSecret("sk-third")}, nil))
		sent, err := callKey(t, c, d)
		require.NoError(t, err)
		assert.True(t, sent)
	})
}

// A text may echo a secret that was replaced, and it is struck out. What was replaced long ago
// is forgotten, or many rotations would cost more and more memory.
func TestReplacedSecretsAreStruckOut(t *testing.T) {
	t.Parallel()
	r := newRotor(t)
	name := func(i int) string { return fmt.Sprintf("old%03d", i) }
	for i := range 100 {
		r.set(t, name(i))
	}
	echo := func(i int) string {
		err := r.CheckBody(&http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}},
			[]byte(`{"code":"2","text":"no `+name(i)+`-canary"}`))
		require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
		return err.Error()
	}
	for i := 90; i < 100; i++ {
		assert.NotContains(t, echo(i), "canary", name(i))
	}
	assert.Contains(t, echo(0), "old000-canary")
}

// A token that came with credentials is not taken when the account has been replaced.
func TestSupplyForAReplacedAccount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRotor(t)
		token := authhooks.Token{Access: authhooks.NewSecret("supplied"), ExpiresAt: time.Now().Add(time.Hour)}
		r.set(t, "b")
		assert.False(t, r.SupplyFor("a", token))
		assert.Empty(t, r.Source().Status().Fingerprint)
		assert.True(t, r.SupplyFor("b", token))
		assert.Equal(t, "supplied", r.token(t))
	})
}
