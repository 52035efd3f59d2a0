package conformance_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
)

// Every wrong argument is reported by New, with what to do and without the value.
func TestNewReportsWrongArguments(t *testing.T) {
	t.Parallel()
	secret := authhooks.NewSecret("canary")
	const url = "https://h.example"
	type attempt struct {
		err  error
		want error
		says string
	}
	attempts := map[string]attempt{}
	add := func(name string, err, want error, says string) { attempts[name] = attempt{err, want, says} }
	pair := map[string]func(authhooks.ClientCredentials, ...authhooks.Option) error{
		"hitem3d": func(c authhooks.ClientCredentials, o ...authhooks.Option) error {
			_, err := hitem3d.New(c, o...)
			return err
		},
		"amsu": func(c authhooks.ClientCredentials, o ...authhooks.Option) error {
			_, err := amsu.New(c, o...)
			return err
		},
		"zhihuiya": func(c authhooks.ClientCredentials, o ...authhooks.Option) error {
			_, err := zhihuiya.New(c, o...)
			return err
		},
	}
	for name, create := range pair {
		upper := map[string]string{"hitem3d": "HITEM3D", "amsu": "AMSU", "zhihuiya": "ZHIHUIYA"}[name]
		https := authhooks.WithBaseURL(url)
		add(name+" no id", create(authhooks.ClientCredentials{ClientSecret: secret}, https), authhooks.ErrInvalidRequest, upper+"_CLIENT_ID")
		add(name+" no secret", create(authhooks.ClientCredentials{ClientID: "id"}, https), authhooks.ErrInvalidRequest, upper+"_CLIENT_SECRET")
		add(name+" colon", create(authhooks.ClientCredentials{ClientID: "canary:x", ClientSecret: secret}, https), authhooks.ErrInvalidRequest, "colon")
		add(name+" line break", create(authhooks.ClientCredentials{ClientID: "id", ClientSecret: authhooks.NewSecret("canary\n")}, https), authhooks.ErrInvalidRequest, "line break")
		add(name+" userinfo", create(authhooks.ClientCredentials{ClientID: "id", ClientSecret: secret}, authhooks.WithBaseURL("https://id:canary@h.example")), authhooks.ErrPolicy, "userinfo")
		add(name+" plain http", create(authhooks.ClientCredentials{ClientID: "id", ClientSecret: secret}, authhooks.WithBaseURL("http://canary.example")), authhooks.ErrPolicy, "WithInsecureHTTP")
	}
	hum := func(u string, c hummingbird.Credentials) error { _, err := hummingbird.New(u, c); return err }
	add("hummingbird no user", hum(url, hummingbird.Credentials{Password: secret}), authhooks.ErrInvalidRequest, "HUMMINGBIRD_USERNAME")
	add("hummingbird no password", hum(url, hummingbird.Credentials{Username: "u"}), authhooks.ErrInvalidRequest, "HUMMINGBIRD_PASSWORD")
	add("hummingbird no URL", hum("", hummingbird.Credentials{Username: "u", Password: secret}), authhooks.ErrPolicy, "empty")
	add("hummingbird plain http", hum("http://10.0.0.7:58081", hummingbird.Credentials{Username: "u", Password: secret}), authhooks.ErrPolicy, "WithInsecureHTTP")
	sc := func(u string, c scnet.Credentials) error { _, err := scnet.New(u, c); return err }
	add("scnet nothing", sc(url, scnet.Credentials{ClusterID: "1"}), authhooks.ErrInvalidRequest, "SCNET_TOKEN (or SCNET_USER")
	add("scnet no password", sc(url, scnet.Credentials{User: "u", OrgID: "o"}), authhooks.ErrInvalidRequest, "Password")
	add("scnet no org", sc(url, scnet.Credentials{User: "u", Password: secret, Token: secret}), authhooks.ErrInvalidRequest, "OrgID")
	add("scnet no user", sc(url, scnet.Credentials{Password: secret}), authhooks.ErrInvalidRequest, "User")
	add("scnet bad token", sc(url, scnet.Credentials{Token: authhooks.NewSecret("canary\r\n")}), authhooks.ErrInvalidRequest, "line break")
	add("scnet bad org", sc(url, scnet.Credentials{User: "u", Password: secret, OrgID: "canary\n"}), authhooks.ErrInvalidRequest, "OrgID")
	add("scnet inner space", sc(url, scnet.Credentials{Token: authhooks.NewSecret("canary def")}), authhooks.ErrInvalidRequest, "Token")
	add("scnet no ASCII", sc(url, scnet.Credentials{Token: authhooks.NewSecret("canarytök")}), authhooks.ErrInvalidRequest, "Token")
	add("scnet outer space", sc(url, scnet.Credentials{User: "u", OrgID: "o", Password: authhooks.NewSecret(" canary ")}), authhooks.ErrInvalidRequest, "Password")
	add("scnet no URL", sc("", scnet.Credentials{Token: secret}), authhooks.ErrPolicy, "empty")
	for name, a := range attempts {
		require.ErrorIs(t, a.err, a.want, name)
		assert.ErrorContains(t, a.err, a.says, name)
		assert.NotContains(t, a.err.Error(), "canary", name)
		e := asError(t, a.err)
		assert.Equal(t, "new", e.Op, name)
		assert.NotEmpty(t, e.Vendor, name)
	}
	c, err := hummingbird.New("https://one.example", hummingbird.Credentials{Username: "u", Password: secret}, authhooks.WithBaseURL("https://two.example/x/"))
	require.NoError(t, err)
	closed(t, c)
	assert.Equal(t, "https://two.example/x", c.BaseURL(), "WithBaseURL overrides the positional one")
}

// Not parallel: it sets the environment.
func TestCredentialsFromEnv(t *testing.T) {
	t.Setenv("HITEM3D_CLIENT_ID", "")
	t.Setenv("HITEM3D_CLIENT_SECRET", "")
	_, err := hitem3d.CredentialsFromEnv()
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest)
	assert.EqualError(t, err, "hitem3d: credentialsFromEnv: invalid request: not set in the environment: HITEM3D_CLIENT_ID and HITEM3D_CLIENT_SECRET")
	t.Setenv("HITEM3D_CLIENT_ID", "id")
	t.Setenv("HITEM3D_CLIENT_SECRET", "canary\r\n")
	h, err := hitem3d.CredentialsFromEnv()
	require.NoError(t, err)
	assert.Equal(t, "canary", h.ClientSecret.Reveal(), "one line break of a file is dropped")
	assert.NotContains(t, fmt.Sprintf("%+v %#v", h, h), "canary")

	for name, value := range map[string]string{
		"AMSU_CLIENT_ID": "a", "AMSU_CLIENT_SECRET": "b", "ZHIHUIYA_CLIENT_ID": "c", "ZHIHUIYA_CLIENT_SECRET": "d", "HUMMINGBIRD_USERNAME": "e", "HUMMINGBIRD_PASSWORD": "f",
		"SCNET_TOKEN": "", "SCNET_USER": "", "SCNET_PASSWORD": "", "SCNET_ORG_ID": "", "SCNET_CLUSTER_ID": "7",
		"HITEM3D_BASE_URL": "u1", "HUMMINGBIRD_BASE_URL": "u2", "SCNET_BASE_URL": "u3", "AMSU_BASE_URL": "u4", "ZHIHUIYA_BASE_URL": "u5",
	} {
		t.Setenv(name, value)
	}
	a, err := amsu.CredentialsFromEnv()
	require.NoError(t, err)
	z, err := zhihuiya.CredentialsFromEnv()
	require.NoError(t, err)
	b, err := hummingbird.CredentialsFromEnv()
	require.NoError(t, err)
	assert.Equal(t, "a b c d e f", a.ClientID+" "+a.ClientSecret.Reveal()+" "+z.ClientID+" "+z.ClientSecret.Reveal()+" "+b.Username+" "+b.Password.Reveal())
	assert.Equal(t, "u1 u2 u3 u4 u5", hitem3d.BaseURLFromEnv()+" "+hummingbird.BaseURLFromEnv()+" "+scnet.BaseURLFromEnv()+" "+amsu.BaseURLFromEnv()+" "+zhihuiya.BaseURLFromEnv())

	_, err = scnet.CredentialsFromEnv()
	assert.ErrorContains(t, err, "SCNET_TOKEN, or SCNET_USER and SCNET_PASSWORD and SCNET_ORG_ID")
	t.Setenv("SCNET_TOKEN", "t")
	s, err := scnet.CredentialsFromEnv()
	require.NoError(t, err)
	assert.Equal(t, "t7", s.Token.Reveal()+s.ClusterID)
	t.Setenv("SCNET_PASSWORD", "p")
	_, err = scnet.CredentialsFromEnv()
	require.ErrorIs(t, err, authhooks.ErrInvalidRequest, "half a login is a mistake")
	t.Setenv("SCNET_USER", "u")
	t.Setenv("SCNET_ORG_ID", "o")
	s, err = scnet.CredentialsFromEnv()
	require.NoError(t, err)
	assert.Equal(t, "t u p o 7", s.Token.Reveal()+" "+s.User+" "+s.Password.Reveal()+" "+s.OrgID+" "+s.ClusterID)
}
