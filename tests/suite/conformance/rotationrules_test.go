package conformance_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// What New refuses is refused, and changes nothing.
func TestWrongCredentialsChangeNothing(t *testing.T) {
	t.Parallel()
	forEachRow(t, func(t *testing.T, v vendor) {
		a := v.start(t, nil)
		_, err := a.call(t, v.Business)
		require.NoError(t, err)
		fingerprint := a.Client.Source().Status().Fingerprint
		refused := 0
		for _, field := range v.Fields() {
			for code, texts := range unseen {
				for _, text := range texts {
					err := v.Set(a.Connection, with(t, a.Credentials, field.Name, fmt.Sprintf(text, "canary")))
					require.ErrorIs(t, err, authhooks.ErrInvalidRequest, "%s: %q", field.Name, text)
					require.ErrorContains(t, err, v.ID()+": setCredentials: invalid request: ", field.Name)
					require.ErrorContains(t, err, code, field.Name)
					require.NotContains(t, err.Error(), "ary", field.Name)
				}
			}
			if fieldText(t, a.Credentials, field.Name) == "" {
				continue
			}
			half := with(t, a.Credentials, field.Name, "")
			if _, err := v.New(a.URL, half); err != nil {
				refused++
				require.ErrorIs(t, v.Set(a.Connection, half), authhooks.ErrInvalidRequest, field.Name)
			}
		}
		assert.NotZero(t, refused)
		assert.Equal(t, fingerprint, a.Client.Source().Status().Fingerprint)
		a.Advance(v.Lifetime + 48*time.Hour)
		_, err = a.call(t, v.Business)
		require.NoError(t, err, "the credentials are those of before")
	})
}

// Equal credentials change nothing, a pause included. Others end the pause.
func TestEqualCredentialsKeepThePause(t *testing.T) {
	t.Parallel()
	forEachRow(t, func(t *testing.T, v vendor) {
		a := v.start(t, nil)
		a.Withdraw(a.Address)
		_, err := a.call(t, v.Business)
		require.ErrorIs(t, err, v.Refusal.Err)
		before, calls := a.Client.Source().Status(), a.Calls("")+a.Calls(authtest.OpBusiness)
		require.NotZero(t, before.RetryAt)
		require.NoError(t, a.Use(a.Address))
		_, err = a.call(t, v.Business)
		require.ErrorIs(t, err, v.Refusal.Err)
		assert.Equal(t, before.RetryAt, a.Client.Source().Status().RetryAt)
		assert.Equal(t, calls, a.Calls("")+a.Calls(authtest.OpBusiness), "within the pause")

		next := a.Address.Rotated()
		a.Accept(next)
		require.NoError(t, a.Use(next))
		assert.Zero(t, a.Client.Source().Status().RetryAt)
		require.NoError(t, a.Client.Source().Status().LastError)
		_, err = a.call(t, v.Business)
		require.NoError(t, err)
		require.NoError(t, a.Use(next))
		_, err = a.call(t, v.Business)
		require.NoError(t, err)
	})
}

// held is a transport that holds the first request of an operation until goOn.
type held struct {
	underWay, goOn chan struct{}
	once           sync.Once
}

func newHeld() *held { return &held{underWay: make(chan struct{}), goOn: make(chan struct{})} }

func (h *held) RoundTrip(req *http.Request) (*http.Response, error) {
	h.once.Do(func() {
		close(h.underWay)
		<-h.goOn
	})
	return http.DefaultTransport.RoundTrip(req)
}

// A login under way ends with the old credentials. Its token serves those who wait, and is
// in the old record alone. Its refusal counts nothing, and those who wait get the token of
// the new credentials.
func TestALoginUnderWayDuringARotation(t *testing.T) {
	t.Parallel()
	aLoginUnderWayDuringARotation(t, memory)
}

func aLoginUnderWayDuringARotation(t *testing.T, stores openers) {
	t.Helper()
	forEach(t, func(t *testing.T, v vendor) {
		for name, store := range stores(t) {
			for _, refused := range []bool{false, true} {
				h := newHeld()
				opts := []authhooks.Option{authhooks.WithStore(store(t)), storeKey}
				a := v.start(t, nil, append(opts, authhooks.WithHTTPClient(&http.Client{Transport: h}))...)
				next := a.Address.Rotated()
				a.Accept(next)
				if refused {
					a.Withdraw(a.Address)
				}
				var waiting sync.WaitGroup
				waiting.Go(func() {
					_, err := a.Client.Token(t.Context())
					assert.NoError(t, err, "%s, refused: %t", name, refused)
				})
				<-h.underWay
				require.NoError(t, a.Use(next))
				close(h.goOn)
				waiting.Wait()
				login, want := v.login(a), 1
				if refused {
					want = 2
				}
				assert.Equal(t, want, a.Calls(login), "%s, refused: %t", name, refused)
				_, err := a.Client.Token(t.Context())
				require.NoError(t, err)
				assert.Equal(t, 2, a.Calls(login), "%s, refused: %t: the old token is not cached", name, refused)
				own, err := a.Client.Token(t.Context())
				require.NoError(t, err)
				shared, err := v.other(t, a, next, opts...).Token(t.Context())
				require.NoError(t, err)
				assert.True(t, own.Access.Equal(shared.Access), name)
				if !refused {
					_, err = v.other(t, a, a.Address, opts...).Token(t.Context())
					require.NoError(t, err)
				}
				assert.Equal(t, 2, a.Calls(login), "%s, refused: %t: each record has its token", name, refused)
			}
		}
	})
}

// A client takes the credentials of its own kind alone, and none after Close.
func TestCredentialsOfAnotherKind(t *testing.T) {
	t.Parallel()
	keyed, paired := accounts.Named("zhihuiya (API key)"), accounts.Named("zhihuiya")
	a, b := vendor{keyed}.start(t, nil), vendor{paired}.start(t, nil)
	require.ErrorIs(t, paired.Set(a.Connection, b.Credentials), authhooks.ErrInvalidRequest)
	require.ErrorIs(t, keyed.Set(b.Connection, a.Credentials), authhooks.ErrInvalidRequest)
	for _, v := range accounts.Vendors {
		c := vendor{v}.start(t, nil)
		require.NoError(t, c.Client.Close())
		err := c.Use(c.Address.Rotated())
		require.ErrorIs(t, err, authhooks.ErrClosed, v.Name)
		assert.Equal(t, authhooks.KindPolicy, asError(t, err).Kind, v.Name)
	}
}

// A simulator serves a path of the test's own to whoever has a live token.
func TestAPathOfTheTestsOwn(t *testing.T) {
	t.Parallel()
	forEachRow(t, func(t *testing.T, v vendor) {
		a := v.start(t, nil)
		a.Handle("GET /own/{id}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusAccepted)
			_, _ = fmt.Fprintf(w, "own %s", r.PathValue("id"))
		}))
		own := "/own/7"
		if v.Query != "" {
			own += "?x=1"
		}
		status, err := a.call(t, own)
		require.NoError(t, err)
		assert.Equal(t, http.StatusAccepted, status)
		assert.Equal(t, 1, a.Calls(authtest.OpBusiness))
		assert.Equal(t, "own 7", string(a.last(t, authtest.OpBusiness).ResponseBody))
		resp, err := authtest.Send(t.Context(), http.MethodGet, a.URL+own, nil, "")
		require.NoError(t, err)
		assert.NotEqual(t, http.StatusAccepted, resp.Status, "without a token")
		token, err := a.Client.Token(t.Context())
		require.NoError(t, err)
		a.Revoke(token)
		if !v.Static {
			status, err = a.call(t, own)
			require.NoError(t, err)
			assert.Equal(t, http.StatusAccepted, status, "the rejection is the vendor's, so the call is sent again")
		}
		a.Fail(authtest.Fault{Op: authtest.OpBusiness, Status: http.StatusServiceUnavailable})
		status, _ = a.call(t, own)
		assert.NotEqual(t, http.StatusAccepted, status)
		_, err = a.call(t, v.Business)
		assert.Equal(t, v.Static, err != nil)
	})
}
