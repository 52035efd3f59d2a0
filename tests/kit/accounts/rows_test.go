package accounts

import (
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func namesOf(rows []Vendor) []string {
	var list []string
	for _, v := range rows {
		list = append(list, v.Name)
	}
	return list
}

func TestRowsOfAVendor(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"scnet", "scnet (access key)"}, namesOf(Named("scnet (access key)").Rows()))
	assert.Equal(t, []string{"amsu"}, namesOf(Named("amsu").Rows()))
	assert.ElementsMatch(t, namesOf(Vendors), namesOf(append(Fetching(), Keyed()...)), "a row's token is fetched, or is a key")
	seen := map[string]bool{}
	for _, v := range Vendors {
		assert.Equal(t, seen[v.ID()], v.IsFurther(), "%s: the first row of a vendor has the vendor's name alone", v.Name)
		seen[v.ID()] = true
	}
	for _, v := range First() {
		delete(seen, v.ID())
	}
	assert.Empty(t, seen, "vendors without a first row")
}

// What only one row reads tells it from the vendor's others.
func TestOwnVariablesTellRowsApart(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"SCNET_TOKEN", "SCNET_ORG_ID", "SCNET_PASSWORD"}, Named("scnet").OwnVariables())
	assert.Equal(t, []string{"SCNET_ACCESS_KEY", "SCNET_SECRET_KEY"}, Named("scnet (access key)").OwnVariables())
	assert.Equal(t, []string{"ZHIHUIYA_API_KEY"}, Named("zhihuiya (API key)").OwnVariables())
	for _, v := range Vendors {
		assert.NotEmpty(t, v.OwnVariables(), v.Name)
		for _, other := range v.Rows() {
			for _, name := range v.OwnVariables() {
				assert.Equal(t, other.Name == v.Name, slices.Contains(other.Variables(), name), "%s %s", other.Name, name)
			}
		}
	}
}

// Not parallel: it sets the environment.
func TestARowReadsItsOwnFieldsAlone(t *testing.T) {
	for _, v := range Vendors {
		t.Run(v.Name, func(t *testing.T) {
			for _, row := range v.Rows() {
				for _, f := range row.Fields() {
					t.Setenv(f.Variable, "fine-"+f.Name)
				}
			}
			credentials, err := v.FromEnv()
			require.NoError(t, err)
			read := addressOf("", credentials)
			for field := range reflect.TypeOf(credentials).Fields() {
				used := slices.ContainsFunc(v.Fields(), func(f Field) bool { return f.Name == field.Name })
				assert.Equal(t, used, read.Plain[field.Name]+read.Secret[field.Name] != "", field.Name)
			}
		})
	}
}

// Wrong secrets differ from the right ones, and an API key still looks like one.
func TestWrongSecrets(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v Vendor) {
		s, address, err := v.Serve()
		require.NoError(t, err)
		t.Cleanup(s.Close)
		wrong := v.Wrong(address, "mistyped")
		assert.Equal(t, address.Plain, wrong.Plain)
		for name, secret := range wrong.Secret {
			assert.Equal(t, v.KeyPrefix+"mistyped", secret)
			assert.NotEqual(t, address.Secret[name], secret)
			assert.Contains(t, address.Secret[name], v.KeyPrefix)
		}
		assert.Equal(t, v.Static, v.KeyPrefix != "", "%s: KeyPrefix is what shows that a key is one", v.Name)
	})
}
