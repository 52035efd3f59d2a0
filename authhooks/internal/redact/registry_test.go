package redact

import (
	"fmt"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/wire"
)

func secret(i int) wire.Secret { return wire.NewSecret("canary-" + strconv.Itoa(i) + "-x") }

func knows(r *Registry, i int) bool {
	text := secret(i).Reveal()
	return r.Redactor().Strike(text) != text
}

func TestRegistryForgetsTheOldestTokens(t *testing.T) {
	t.Parallel()
	var r Registry
	assert.False(t, knows(&r, 0))
	r.Keep(secret(0), wire.Secret{})
	for i := 1; i <= remembered+1; i++ {
		r.Issued(secret(i))
	}
	assert.True(t, knows(&r, 0))
	assert.False(t, knows(&r, 1))
	assert.True(t, knows(&r, 2))
	r.Issued(secret(2), secret(99)) // 2 is the newest now
	assert.True(t, knows(&r, 2))
	assert.False(t, knows(&r, 3))

	for i := 1000; i < 1000+10*remembered; i++ {
		r.Passed(secret(i))
	}
	assert.True(t, knows(&r, 99), "what callers pass in pushes out no token of the account")
	assert.True(t, knows(&r, 1000+10*remembered-1))
	assert.False(t, knows(&r, 1000))

	r.Passed(secret(99))
	assert.Len(t, r.passed, remembered)
	assert.NotContains(t, fmt.Sprint(len(r.kept), r.kept, r.issued, r.passed, *r.current), "canary")
}

// However many come in at the same time, those of one call are known to it.
func TestRedactorKnowsWhatIsPassedToIt(t *testing.T) {
	t.Parallel()
	var r Registry
	many := make([]wire.Secret, 3*remembered)
	for i := range many {
		many[i] = secret(i)
	}
	known := r.Redactor(many...)
	for i := range many {
		r.Passed(secret(1000 + i))
		assert.Equal(t, "[redacted]", known.Strike(many[i].Reveal()))
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for k := range 50 {
				s := secret(i*100 + k)
				r.Issued(s)
				assert.Equal(t, "[redacted]", r.Redactor(s).Strike(s.Reveal()))
			}
		})
	}
	wg.Wait()
}

// A vendor may hand out a token for each of many regions in one answer.
func TestRegistryKnowsAllThatComesTogether(t *testing.T) {
	t.Parallel()
	many := make([]wire.Secret, remembered+8)
	for i := range many {
		many[i] = secret(i)
	}
	for name, add := range map[string]func(*Registry, ...wire.Secret){
		"passed": (*Registry).Passed, "issued": (*Registry).Issued, "kept": (*Registry).Keep,
		"for one text": func(r *Registry, s ...wire.Secret) { r.Redactor(s...) },
	} {
		var r Registry
		add(&r, secret(500))
		add(&r, many...)
		for i := range many {
			assert.True(t, knows(&r, i), "%s: %d", name, i)
		}
		add(&r, secret(501))
		assert.True(t, knows(&r, 501), name)
		assert.Equal(t, name == "kept", knows(&r, 500), "%s: credentials stay", name)
		assert.True(t, knows(&r, len(many)-remembered), "%s: a later token pushes out one, the oldest", name)
		assert.LessOrEqual(t, max(len(r.passed), len(r.issued)), len(many), name)
	}
}

func TestRegistryMakesItsMatcherAnewOnlyAfterAChange(t *testing.T) {
	t.Parallel()
	var r Registry
	r.Keep(secret(1))
	r.Issued(secret(2), secret(3))
	before := r.Redactor()
	r.Keep(secret(1))
	r.Issued(secret(2))
	r.Passed(secret(3), secret(1))
	assert.Same(t, before, r.Redactor(secret(2)))
	r.Issued(secret(4))
	assert.NotSame(t, before, r.Redactor())
}

// Credentials that are replaced again and again do not grow the registry. The last ones are
// still struck out.
func TestRetiredCredentialsAreForgottenInTheEnd(t *testing.T) {
	t.Parallel()
	var r Registry
	name := func(i int) wire.Secret { return wire.NewSecret(fmt.Sprintf("credential-%04d", i)) }
	r.Keep(name(0))
	for i := range 1000 {
		r.Retire(name(i))
		r.Keep(name(i + 1))
	}
	assert.Len(t, r.kept, 1)
	assert.LessOrEqual(t, len(r.issued), remembered)
	text := r.Redactor().Strike("0: " + name(0).Reveal() + ", 999: " + name(999).Reveal() + ", 1000: " + name(1000).Reveal())
	assert.Equal(t, "0: credential-0000, 999: [redacted], 1000: [redacted]", text)
}
