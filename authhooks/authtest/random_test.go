package authtest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

func TestRandomCredentials(t *testing.T) {
	t.Parallel()
	assert.Regexp(t, `^[A-Za-z0-9]{48}$`, authtest.RandomText(48))
	assert.Regexp(t, `^[0-9a-f]{33}$`, authtest.RandomHex(33))
	assert.Regexp(t, `^\+[A-Za-z0-9]{59}/%&=$`, authtest.RandomSecret(64))
	assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, authtest.UUID())
	for name, invent := range map[string]func() string{
		"text":   func() string { return authtest.RandomText(20) },
		"hex":    func() string { return authtest.RandomHex(20) },
		"secret": func() string { return authtest.RandomSecret(20) },
		"uuid":   authtest.UUID,
	} {
		first, second := invent(), invent()
		assert.NotEqual(t, first, second, name)
	}
}
