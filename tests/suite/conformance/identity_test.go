package conformance_test

import (
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// base is where the accounts of these tests are. The other base URLs differ from
// it in one part, the same ones in their writing only.
const base = "https://api.vendor.test/v1"

var (
	otherBases = map[string]string{
		"scheme": "http://api.vendor.test:443/v1", "host": "https://eu.vendor.test/v1", "port": "https://api.vendor.test:8443/v1",
		"path": "https://api.vendor.test/sandbox", "longer path": "https://api.vendor.test/v1/eu", "no path": "https://api.vendor.test",
	}
	sameBases = map[string]string{
		"case of the host": "https://API.Vendor.test/v1", "default port": "https://api.vendor.test:443/v1", "trailing slash": "https://api.vendor.test/v1/",
	}
)

// Two clients over one store that differ in anything that decides which token
// comes share no token, and a refusal of one is none of the other.
func TestClientsThatDifferShareNothing(t *testing.T) {
	t.Parallel()
	differentClientsShareNothing(t, memory)
}

func differentClientsShareNothing(t *testing.T, stores openers) {
	t.Helper()
	forEach(t, func(t *testing.T, v vendor) {
		s := newSites(t, v)
		for name, store := range stores(t) {
			alone := func(what, otherBase string, other any) {
				for _, otherFirst := range []bool{false, true} {
					st := store(t)
					own, theirs := s.client(t, st, base, s.credentials), s.client(t, st, otherBase, other)
					var token, foreign authhooks.Token
					var err error
					if otherFirst { // refused or not
						foreign, _ = s.token(t, theirs)
						token, err = s.token(t, own)
					} else {
						token, err = s.token(t, own)
						foreign, _ = s.token(t, theirs)
					}
					require.NoError(t, err, "%s, %s: somebody else's refusal", name, what)
					assert.NotEqual(t, token.Fingerprint(), foreign.Fingerprint(), "%s, %s: somebody else's token", name, what)
				}
			}
			for field, other := range s.variants(t) {
				alone("Credentials."+field, base, other)
			}
			for part, other := range otherBases {
				alone(part+" of the base URL", other, s.credentials)
			}
		}
	})
}

// Two clients that are equal share, or the test before would prove nothing.
func TestClientsThatAreEqualShareOneToken(t *testing.T) {
	t.Parallel()
	equalClientsShareOneToken(t, memory)
}

func equalClientsShareOneToken(t *testing.T, stores openers) {
	t.Helper()
	forEach(t, func(t *testing.T, v vendor) {
		s := newSites(t, v)
		for name, store := range stores(t) {
			st := store(t)
			want, err := s.token(t, s.client(t, st, base, s.credentials))
			require.NoError(t, err, name)
			logins := s.Calls(s.login)
			for writing, same := range sameBases {
				got, err := s.token(t, s.client(t, st, same, s.credentials))
				require.NoError(t, err, name)
				assert.True(t, got.Access.Equal(want.Access), "%s, %s of the base URL", name, writing)
			}
			assert.Equal(t, logins, s.Calls(s.login), name)
		}
	})
}

// sites is one simulator behind hosts of any name.
type sites struct {
	*authtest.Server
	vendor      vendor
	login       string
	credentials any
	transport   *http.Transport
}

func newSites(t *testing.T, v vendor) sites {
	t.Helper()
	server, address, err := v.Serve()
	require.NoError(t, err)
	t.Cleanup(server.Close)
	c, err := v.Connect(address)
	require.NoError(t, err)
	closed(t, c.Client)
	s := sites{Server: server, vendor: v, credentials: c.Credentials, transport: &http.Transport{}}
	if !v.Static {
		s.login = c.Operations[0].Name
	}
	t.Cleanup(s.transport.CloseIdleConnections)
	return s
}

func (s sites) client(t *testing.T, st authhooks.Store, baseURL string, credentials any) *authhooks.Client {
	t.Helper()
	simulator, err := url.Parse(s.URL)
	require.NoError(t, err)
	at, err := url.Parse(strings.TrimSuffix(baseURL, "/"))
	require.NoError(t, err)
	c, err := s.vendor.New(baseURL, credentials,
		authhooks.WithHTTPClient(&http.Client{Transport: site{prefix: at.Path, simulator: simulator, send: s.transport}}),
		authhooks.WithInsecureHTTP(), authhooks.WithClock(s.Now), authhooks.WithRetries(0),
		authhooks.WithStore(st), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef0123456789abcdef")))
	require.NoError(t, err)
	closed(t, c.Client)
	return c.Client
}

// token moves the clock first: two tokens of one second may be equal.
func (s sites) token(t *testing.T, c *authhooks.Client) (authhooks.Token, error) {
	t.Helper()
	s.Advance(2 * time.Second)
	return c.Token(t.Context())
}

// site carries requests for a base URL to the simulator.
type site struct {
	prefix    string
	simulator *url.URL
	send      http.RoundTripper
}

func (s site) RoundTrip(req *http.Request) (*http.Response, error) {
	out := req.Clone(req.Context())
	out.URL.Scheme, out.URL.Host, out.Host = s.simulator.Scheme, s.simulator.Host, s.simulator.Host
	out.URL.Path, out.URL.RawPath = strings.TrimPrefix(out.URL.Path, s.prefix), strings.TrimPrefix(out.URL.RawPath, s.prefix)
	resp, err := s.send.RoundTrip(out)
	if err == nil {
		resp.Request = req
	}
	return resp, err
}

// variants are credentials that differ from the simulator's in the field that they are
// listed under. Each field decides which token comes. If one does not, put it into the
// store's key (id, secret, Vendor.Secrets or Vendor.Scope).
func (s sites) variants(t *testing.T) map[string]any {
	t.Helper()
	all := map[string]any{}
	for _, field := range s.vendor.Fields() {
		all[field.Name] = with(t, s.credentials, field.Name, "other-"+field.Name)
	}
	require.NotEmpty(t, all)
	return all
}

// with returns credentials with another text in a field.
func with(t *testing.T, credentials any, field, text string) any {
	t.Helper()
	v := reflect.New(reflect.TypeOf(credentials)).Elem()
	v.Set(reflect.ValueOf(credentials))
	require.NotEqual(t, text, fieldText(t, credentials, field))
	switch f := v.FieldByName(field); f.Kind() {
	case reflect.String:
		f.SetString(text)
	default:
		f.Set(reflect.ValueOf(authhooks.NewSecret(text)))
	}
	return v.Interface()
}

// fieldText returns the text in a field of credentials.
func fieldText(t *testing.T, credentials any, field string) string {
	t.Helper()
	switch f := reflect.ValueOf(credentials).FieldByName(field).Interface().(type) {
	case string:
		return f
	case authhooks.Secret:
		return f.Reveal()
	default:
		require.Fail(t, "a credential is a string or a Secret", "%s is a %T", field, f)
		return ""
	}
}

// openers open stores by kind, each call an empty one.
type openers func(t *testing.T) map[string]func(t *testing.T) authhooks.Store

// memory is the store of most runs. The build tag all brings the same tests over every kind.
func memory(*testing.T) map[string]func(t *testing.T) authhooks.Store {
	return map[string]func(t *testing.T) authhooks.Store{
		"memory": func(*testing.T) authhooks.Store { return authhooks.NewMemoryStore() },
	}
}
