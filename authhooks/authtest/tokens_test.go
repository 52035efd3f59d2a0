package authtest_test

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func newSim(t *testing.T, opts ...authtest.Option) *authtest.Sim {
	t.Helper()
	sim, err := authtest.NewSim(nil, opts...)
	require.NoError(t, err)
	return sim
}

// grant issues a token for a minute. Its value says how often mint was called.
func grant(sim *authtest.Sim, kind, subject, name string) string {
	now := sim.Clock.Now()
	return sim.Tokens.Issue(
		authtest.Grant{Kind: kind, Subject: subject, IssuedAt: now, ExpiresAt: now.Add(time.Minute)},
		func(generation int) string { return name + strconv.Itoa(generation) }).Value
}

func state(sim *authtest.Sim, kind, value string) authtest.State {
	_, s := sim.Tokens.Find(kind, value)
	return s
}

func TestTokenStates(t *testing.T) {
	t.Parallel()
	clock := authtest.NewFrozenClock(time.Unix(1000, 0))
	sim := newSim(t, authtest.WithClock(clock))
	a, b := grant(sim, "access", "me", "a"), grant(sim, "access", "me", "b")

	assert.Equal(t, authtest.Live, state(sim, "access", a))
	assert.Equal(t, authtest.Unknown, state(sim, "refresh", a), "a kind of its own")
	assert.Equal(t, authtest.Unknown, state(sim, "access", "never issued"))
	assert.Equal(t, authtest.Unknown, state(sim, "access", ""))

	clock.Advance(time.Minute - 1)
	assert.Equal(t, authtest.Live, state(sim, "access", a))
	clock.Advance(1)
	assert.Equal(t, authtest.Expired, state(sim, "access", a), "dead in the moment of its end")
	assert.True(t, sim.Tokens.Revoke(b))
	assert.Equal(t, authtest.Revoked, state(sim, "access", b), "revoked before expired")
	assert.False(t, sim.Tokens.Revoke("never issued"))
	clock.Advance(-time.Minute)
	assert.Equal(t, authtest.Live, state(sim, "access", a), "the clock decides")

	found, _ := sim.Tokens.Find("access", a)
	assert.Equal(t, "me", found.Subject)
	assert.Equal(t, time.Unix(1060, 0), found.ExpiresAt)
}

func TestRevokedTokenIsNotIssuedAgain(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	first := grant(sim, "access", "me", "t")
	assert.Equal(t, first, grant(sim, "access", "me", "t"), "the same claims are the same bytes")
	sim.Tokens.Revoke(first)
	second := grant(sim, "access", "me", "t")
	assert.NotEqual(t, first, second)
	assert.Equal(t, authtest.Revoked, state(sim, "access", first))
	assert.Equal(t, authtest.Live, state(sim, "access", second))
	assert.Equal(t, second, grant(sim, "access", "me", "t"))
}

func TestNewKillsOld(t *testing.T) {
	t.Parallel()
	sim := newSim(t, authtest.NewKillsOld())
	first, other, refresh := grant(sim, "access", "me", "t"), grant(sim, "access", "you", "o"), grant(sim, "refresh", "me", "r")
	second := grant(sim, "access", "me", "t")
	assert.Equal(t, authtest.Revoked, state(sim, "access", first))
	assert.Equal(t, authtest.Live, state(sim, "access", second))
	assert.Equal(t, authtest.Live, state(sim, "access", other), "another subject's")
	assert.Equal(t, authtest.Live, state(sim, "refresh", refresh), "of another kind")
}

func TestRevokeAll(t *testing.T) {
	t.Parallel()
	sim := newSim(t)
	access, refresh := grant(sim, "access", "me", "a"), grant(sim, "refresh", "me", "r")
	sim.Tokens.RevokeAll("access")
	assert.Equal(t, authtest.Revoked, state(sim, "access", access))
	assert.Equal(t, authtest.Live, state(sim, "refresh", refresh))
	sim.Tokens.RevokeAll()
	assert.Equal(t, authtest.Revoked, state(sim, "refresh", refresh))
}

func TestTokensAreSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	sim := newSim(t, authtest.NewKillsOld())
	issued := make([]string, 50)
	var group sync.WaitGroup
	for i := range issued {
		group.Go(func() {
			issued[i] = grant(sim, "access", "me", "t")
			sim.Tokens.Live("access", issued[i])
		})
	}
	group.Wait()
	live := 0
	for _, value := range issued {
		if sim.Tokens.Live("access", value) {
			live++
		}
	}
	assert.Equal(t, 1, live, "one of them is the newest")
}
