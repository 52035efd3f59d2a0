package authhooks

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// slowStore is a store whose next Load waits.
type slowStore struct {
	*MemoryStore
	wait chan chan struct{} // a Load takes one, and waits until it is closed
}

func (s *slowStore) Load(ctx context.Context, name string) (Record, Version, error) {
	select {
	case until := <-s.wait:
		<-until
	default:
	}
	return s.MemoryStore.Load(ctx, name)
}

// A lookup in the store is under way when the account is replaced. The token that it finds is
// the old account's, and is not cached.
func TestALookupDuringSetAccount(t *testing.T) {
	t.Parallel()
	for _, replaced := range []bool{false, true} {
		st := &slowStore{MemoryStore: NewMemoryStore(), wait: make(chan chan struct{}, 1)}
		n := 0
		open := func() *Client {
			c, err := New(Vendor{
				Name: "acme", Parse: func(int, http.Header, []byte) Outcome { return Outcome{} }, Put: PutBearer,
				Fetch: func(context.Context, Token) (Token, error) {
					n++
					return Token{Access: NewSecret(fmt.Sprintf("token-%d", n))}, nil
				},
			}, "https://acme.example", "id", NewSecret("canary"), WithStore(st), WithStoreKey(NewSecret("0123456789abcdef")))
			require.NoError(t, err)
			t.Cleanup(func() { _ = c.Close() })
			return c
		}
		ours, theirs := open(), open()
		first, err := ours.Token(t.Context())
		require.NoError(t, err)
		same, err := theirs.Token(t.Context())
		require.NoError(t, err)
		require.True(t, first.Access.Equal(same.Access))
		theirs.Source().Invalidate(same)
		time.Sleep(2 * time.Millisecond) // records of one millisecond have one order
		_, err = theirs.Token(t.Context())
		require.NoError(t, err)

		goOn := make(chan struct{})
		st.wait <- goOn
		_, f := ours.source.otherThan(first, true, lookupOptions{})
		require.NotNil(t, f)
		require.Eventually(t, func() bool { return len(st.wait) == 0 }, 10*time.Second, time.Millisecond)
		if replaced {
			require.NoError(t, ours.SetAccount(Account{ID: "id", Secret: NewSecret("canary-2")}, nil))
		}
		close(goOn)
		<-f.done
		cached := ours.source.current.Load().token
		assert.Equal(t, replaced, cached.Access.Equal(first.Access), "replaced: %t", replaced)
		assert.Equal(t, replaced, ours.source.last.token.Access.IsZero(), "replaced: %t", replaced)
	}
}

// A fetch of the old account reads its record when the account has been replaced. Nothing of
// the record is used by the new account's next fetch.
func TestALoadDuringSetAccount(t *testing.T) {
	t.Parallel()
	st := &slowStore{MemoryStore: NewMemoryStore(), wait: make(chan chan struct{}, 1)}
	var given []string
	open := func() *Client {
		c, err := New(Vendor{
			Name: "acme", Parse: func(int, http.Header, []byte) Outcome { return Outcome{} }, Put: PutBearer,
			Fetch: func(_ context.Context, old Token) (Token, error) {
				given = append(given, old.Refresh.Reveal())
				return Token{Access: NewSecret(fmt.Sprintf("token-%d", len(given))), Refresh: NewSecret("refresh")}, nil
			},
		}, "https://acme.example", "id", NewSecret("canary"), WithStore(st), WithStoreKey(NewSecret("0123456789abcdef")))
		require.NoError(t, err)
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	_, err := open().Token(t.Context())
	require.NoError(t, err)
	c, goOn, got := open(), make(chan struct{}), make(chan string, 1)
	st.wait <- goOn
	go func() {
		token, _ := c.Token(t.Context())
		got <- token.Access.Reveal()
	}()
	require.Eventually(t, func() bool { return len(st.wait) == 0 }, 10*time.Second, time.Millisecond)
	require.NoError(t, c.SetAccount(Account{ID: "id", Secret: NewSecret("canary-2")}, nil))
	close(goOn)
	assert.Equal(t, "token-1", <-got, "it serves those who wait")
	token, err := c.Token(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "token-2", token.Access.Reveal())
	assert.Equal(t, []string{"", ""}, given)
}
