package authhooks_test

import (
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

// A text may echo a secret that was replaced. It is struck out.
func TestReplacedSecretsAreStruckOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRotor(t)
		r.takes = time.Second
		r.refuse("a")
		failed := r.waitingFor(t)
		require.NoError(t, r.SetAccount(accountOf("b"), nil))
		require.NoError(t, failed())
		for _, text := range []string{"a-canary", "b-canary"} {
			err := r.CheckBody(&http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}}, []byte(`{"code":"2","text":"no `+text+`"}`))
			require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
			assert.NotContains(t, err.Error(), "canary")
		}
	})
}
