package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A new operation of a spec is compatible. Any other change of the same interfaces, and the
// same change of any other interface, is a break.
func TestANewOperationIsCompatible(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path, line string
		want       Level
	}{
		{"gen/scnetapi", "ClientInterface.Center: added", Minor},
		{"gen/scnetapi", "ClientWithResponsesInterface.CenterWithResponse: added", Minor},
		{"gen/scnetapi", "ClientInterface.Center: removed", Major},
		{"gen/scnetapi", "ClientInterface.Center: changed from func() to func(int)", Major},
		{"gen/scnetapi", "HttpRequestDoer.Do: added", Major},
		{"gen/scnetapi", "OtherClientInterface.Center: added", Major},
		{"gen/scnetserver", "ClientInterface.Center: added", Major},
		{"authhooks", "ClientInterface.Center: added", Major},
		{"clients/scnet", "ClientInterface.Center: added", Major},
	} {
		changes, err := parseAPIDiff("Incompatible changes:\n- " + c.line + "\n")
		require.NoError(t, err)
		assert.Equal(t, c.want, withNewOperations(c.path, changes)[0].Level, "%s: %s", c.path, c.line)
	}
}
