package accounts

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// forEach runs f for every way to log in, as a parallel subtest.
func forEach(t *testing.T, f func(t *testing.T, v Vendor)) {
	t.Helper()
	for _, v := range Vendors {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			f(t, v)
		})
	}
}

// A vendor has a folder in specs, a Spec and a row, all three.
func TestEveryVendorHasARow(t *testing.T) {
	t.Parallel()
	documents, err := filepath.Glob(filepath.Join("..", "..", "..", "specs", "*", "openapi.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, documents)
	var folders, rows []string
	for _, file := range documents {
		folders = append(folders, filepath.Base(filepath.Dir(file)))
	}
	for _, v := range Vendors {
		rows = append(rows, v.ID())
	}
	for _, name := range folders {
		assert.NotEmpty(t, Named(name).Name, "%s: it has no row: add one to Vendors in tests/kit/accounts/vendors.go", name)
		assert.Contains(t, specs, name, "%s: tests/kit/accounts/spec.gen.go is old: run make gen", name)
	}
	slices.Sort(rows)
	assert.Equal(t, slices.Compact(rows), slices.Sorted(maps.Keys(specs)), "a row or a Spec is too many")
	assert.Empty(t, Named("nobody").Name)
}

// A row that cannot be right is reported with what to do, before a test of behaviour fails.
func TestEveryRowIsWhole(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v Vendor) {
		if !v.Static {
			require.NotEmpty(t, v.Operations())
			login := v.Operations()[0]
			require.True(t, login.IsLogin(), "%s: no operation of its OpenAPI document brings a token", v.Name)
			assert.Positive(t, v.Lifetime, "%s: Lifetime is how long the simulator's tokens live", v.Name)
		}
		assert.True(t, strings.HasPrefix(v.Business, "/"), "%s: Business is no path", v.Name)
		assert.Equal(t, v.CurlReason == "", len(v.Curl) > 0, "%s: Curl is what curl needs to log in, or CurlReason says why it cannot", v.Name)
		assert.NotEmpty(t, v.Refused().Code, "%s: Refusal.Err is in no row of Codes that holds for a login", v.Name)
		assert.Contains(t, []string{"bearer", "header", "query"}, v.Spec().Place, "%s: Spec.Carried and Spec.Where do not know this place", v.Name)
		for text := range maps.Keys(v.Unheld) {
			assert.Equal(t, 1, strings.Count(text, "."), "%s: Unheld has Schema.field", v.Name)
		}
	})
}

// Every operation has a typed call, or the typed call whose name its own begins with falls
// back to it. Each call of an account is as its operation says, and can be made in order.
func TestEveryOperationHasATypedCall(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v Vendor) {
		a := v.Open(t, nil)
		for _, op := range v.Operations() {
			typed := slices.ContainsFunc(a.Operations, func(o Operation) bool { return op.Name == o.Name || strings.HasPrefix(op.Name, o.Name+"By") })
			assert.True(t, typed, "%s: give its client a method %s", v.Name, op.method())
		}
		for _, op := range a.Operations {
			before := a.Calls(op.Name)
			token, err := op.Call(t.Context())
			require.NoError(t, err, "%s %s", v.Name, op.Name)
			assert.Equal(t, before+1, a.Calls(op.Name), "%s: %s sent another operation", v.Name, op.method())
			assert.Equal(t, op.Token != "", token != "", "%s %s: a token comes if and only if the document says so", v.Name, op.Name)
			if token != "" {
				raw := a.RawExchanges()
				assert.Equal(t, token, textAt(t, raw[len(raw)-1].ResponseBody, op.Token), "%s %s: another token stands at %s of the answer", v.Name, op.Name, op.Token)
			}
		}
		for _, op := range v.BusinessOperations() {
			i := slices.IndexFunc(a.Business, func(o Operation) bool { return o.Name == op.Name })
			require.GreaterOrEqual(t, i, 0, "%s: give its client a method %s", v.Name, op.method())
			before := a.Calls(authtest.OpBusiness)
			_, err := a.Business[i].Call(t.Context())
			require.NoError(t, err, "%s %s", v.Name, op.Name)
			assert.Equal(t, before+1, a.Calls(authtest.OpBusiness), "%s: %s is no business call", v.Name, op.Name)
		}
	})
}

// textAt is the text at a path of a JSON body.
func textAt(t *testing.T, body []byte, path string) string {
	t.Helper()
	var at any
	require.NoError(t, json.Unmarshal(body, &at))
	for key := range strings.SplitSeq(path, ".") {
		if list, ok := at.([]any); ok {
			i, err := strconv.Atoi(key)
			require.NoError(t, err, path)
			at = list[i]
			continue
		}
		object, _ := at.(map[string]any)
		at = object[key]
	}
	text, _ := at.(string)
	return text
}

// A simulator's address goes through plain text to another process and back.
func TestAnAddressHoldsTheCredentials(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v Vendor) {
		s, address, err := v.Serve()
		require.NoError(t, err)
		t.Cleanup(s.Close)
		filled, wrong := address.Fill(strings.Join(v.Curl, " ")), address.WithSecrets("wrong")
		for _, f := range v.Fields() {
			assert.NotEmpty(t, address.Plain[f.Name]+address.Secret[f.Name], "%s: the simulator's credentials have no %s", v.Name, f.Name)
			assert.NotContains(t, filled, "{"+f.Name+"}", v.Name)
			if f.IsSecret {
				assert.Equal(t, "wrong", wrong.Secret[f.Name])
				assert.Contains(t, address.Secrets(), address.Secret[f.Name])
			}
		}
		assert.Equal(t, address.Plain, wrong.Plain)
		assert.NotContains(t, address.Secrets(), "wrong", "the address is as it was")
	})
}

// Not parallel: it sets the environment.
func TestEnvIsWhatThePackageReads(t *testing.T) {
	for _, v := range Vendors {
		t.Run(v.Name, func(t *testing.T) {
			s, address, err := v.Serve()
			require.NoError(t, err)
			s.Close()
			for _, pair := range v.Env(address) {
				t.Setenv(pair[0], pair[1])
			}
			credentials, err := v.FromEnv()
			require.NoError(t, err, v.Name)
			want, got := addressOf("", v.fill(address)), addressOf("", credentials)
			assert.True(t, maps.Equal(want.Plain, got.Plain) && maps.Equal(want.Secret, got.Secret), "%s: CredentialsFromEnv does not read the variables that Env names", v.Name)
			assert.Equal(t, s.URL, v.BaseURLFromEnv(), "%s: BaseURLFromEnv does not read %s", v.Name, v.BaseURLVariable())
		})
	}
}
