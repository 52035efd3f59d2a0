package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// needed returns the fields without which New refuses the credentials, each with its error.
func (s sites) needed(t *testing.T) map[accounts.Field]error {
	t.Helper()
	refused := map[accounts.Field]error{}
	for _, field := range s.vendor.Fields() {
		if fieldText(t, s.credentials, field.Name) == "" {
			continue
		}
		c, err := s.vendor.New(base, with(t, s.credentials, field.Name, ""))
		if err != nil {
			refused[field] = err
			continue
		}
		closed(t, c.Client)
	}
	return refused
}

// Every wrong argument is reported by New, with what to do and without the value.
func TestNewReportsWrongArguments(t *testing.T) {
	t.Parallel()
	forEveryWay(t, func(t *testing.T, v vendor) {
		s := newSites(t, v)
		reported := func(err, want error, says string) {
			require.ErrorIs(t, err, want, says)
			require.ErrorContains(t, err, says)
			assert.NotContains(t, err.Error(), "canary", says)
			assert.Equal(t, "new", asError(t, err).Op, says)
			assert.Equal(t, v.ID(), asError(t, err).Vendor, says)
		}
		needed := s.needed(t)
		require.NotEmpty(t, needed, "%s: New takes anything for credentials", v.Name)
		for field, err := range needed {
			reported(err, authhooks.ErrInvalidRequest, field.Variable)
		}
		if _, basic := s.credentials.(authhooks.ClientCredentials); basic {
			_, err := v.New(base, with(t, s.credentials, "ClientID", "canary:x"))
			reported(err, authhooks.ErrInvalidRequest, "colon")
		}
		for url, says := range map[string]string{"https://id:canary@h.example": "userinfo", "http://canary.example": "WithInsecureHTTP", "http://10.0.0.7:58081": "WithInsecureHTTP"} {
			_, err := v.New(url, s.credentials)
			reported(err, authhooks.ErrPolicy, says)
		}
		if v.NeedsURL {
			_, err := v.New("", s.credentials)
			reported(err, authhooks.ErrPolicy, "empty")
		}
		c, err := v.New("https://one.example", s.credentials, authhooks.WithBaseURL("https://two.example/x/"))
		require.NoError(t, err)
		closed(t, c.Client)
		assert.Equal(t, "https://two.example/x", c.Client.BaseURL(), "WithBaseURL overrides the positional one")
	})
}

// CredentialsFromEnv names each variable that New could not do without.
// Not parallel: it sets the environment.
func TestCredentialsFromEnvNameWhatIsMissing(t *testing.T) {
	for _, v := range accounts.Vendors {
		for _, field := range v.Fields() {
			t.Setenv(field.Variable, "")
		}
		_, err := v.FromEnv()
		require.ErrorIs(t, err, authhooks.ErrInvalidRequest, v.Name)
		require.ErrorContains(t, err, v.ID()+": credentialsFromEnv: invalid request: not set in the environment: ")
		for field := range newSites(t, vendor{v}).needed(t) {
			assert.ErrorContains(t, err, field.Variable, v.Name)
		}
	}
}
