//go:build copies

package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// One new code is one row in the spec and one in the overlay, and one changed lifetime is
// one number. make generate brings both to the client, the simulator and the tests.
func TestOneFactIsChangedInOnePlace(t *testing.T) {
	t.Parallel()
	c := copied(t)
	const list = "        - {code: \"10001\", meaning: internal error of the server, x-source: S 5.错误码}\n"
	c.replace(t, "specs/scnet/openapi.yaml", list, list+"        - {code: \"10002\", meaning: the account is being moved, x-source: S 5.错误码}\n")
	c.replace(t, "specs/scnet/overlay.yaml", "        \"10003\": {", "        \"10002\": {err: ErrMoving, kind: Unavailable}\n        \"10003\": {")
	c.replace(t, "specs/hitem3d/openapi.yaml", "x-lifetime: {value: 24h,", "x-lifetime: {value: 12h,")
	c.must(t, "make", "generate")
	assert.Contains(t, c.read(t, "clients/scnet/codes.gen.go"), "ErrMoving = errors.New(\"scnet: the account is being moved\")")
	assert.Contains(t, c.read(t, "clients/scnet/scnettest/page.gen.go"), "codeMoving")
	assert.Contains(t, c.read(t, "clients/hitem3d/page.gen.go"), "lifetime = 12 * time.Hour")
	assert.Contains(t, c.read(t, "clients/hitem3d/hitem3dtest/page.gen.go"), "const Lifetime = 12 * time.Hour")
	for _, vendor := range []string{"scnet", "hitem3d"} { // docfacts would say that the page knows nothing of it
		said, err := c.test(t.Context(), vendor, "./tests/suite/conformance", "./tests/suite/simulators", "./tests/cmd/demo", "./tests/kit/accounts")
		require.NoError(t, err, said)
	}
}
