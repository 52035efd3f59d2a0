package main

import (
	"fmt"
	"strings"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d"
	"github.com/vendorauth/vendorauth-go/clients/hitem3d/hitem3dtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
)

// stand is one vendor of the sandbox: its simulator, and what people and programs need to
// use it.
type stand struct {
	name, title string
	sim         *authtest.Server
	client      *authhooks.Client // the demo client's
	probe       string            // path of a business call
	codes       []authhooks.CodeInfo
	env         [][2]string // variables of CredentialsFromEnv and BaseURLFromEnv
	curl        string
	operations  []string
	slow        bool
}

// vendors start one stand each. watch goes into the demo client.
var vendors = []func(watch authhooks.Option) (*stand, error){
	startHitem3D, startHummingbird, startSCNet, startAMSU, startZhihuiya,
	// new-vendor: rows
}

func startHitem3D(watch authhooks.Option) (*stand, error) {
	s, err := hitem3dtest.Start()
	if err != nil {
		return nil, err
	}
	cr := s.Credentials()
	c, err := hitem3d.New(cr, authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now), watch)
	if err != nil {
		s.Close()
		return nil, err
	}
	secret := cr.ClientSecret.Reveal()
	return &stand{
		name: "hitem3d", title: "Hitem3D", sim: s.Server, client: c.Client, probe: "/open-api/v1/balance", codes: hitem3d.Codes(),
		operations: []string{"createToken"},
		env:        [][2]string{{"HITEM3D_BASE_URL", s.URL}, {"HITEM3D_CLIENT_ID", cr.ClientID}, {"HITEM3D_CLIENT_SECRET", secret}},
		curl:       curl("POST", s.URL+"/open-api/v1/auth/token", "-H", "Content-Type: application/json", "-u", cr.ClientID+":"+secret),
	}, nil
}

func startHummingbird(watch authhooks.Option) (*stand, error) {
	s, err := hummingbirdtest.Start()
	if err != nil {
		return nil, err
	}
	cr := s.Credentials()
	c, err := hummingbird.New(s.URL, cr, authhooks.WithClock(s.Now), watch)
	if err != nil {
		s.Close()
		return nil, err
	}
	password := cr.Password.Reveal()
	return &stand{
		name: "hummingbird", title: "Hummingbird", sim: s.Server, client: c.Client, probe: "/v1.0/openapi/products", codes: hummingbird.Codes(),
		operations: []string{"login", "refreshToken"},
		env:        [][2]string{{"HUMMINGBIRD_BASE_URL", s.URL}, {"HUMMINGBIRD_USERNAME", cr.Username}, {"HUMMINGBIRD_PASSWORD", password}},
		curl: curl("POST", s.URL+"/v1.0/openapi/auth/login", "-H", "Content-Type: application/json",
			"-d", fmt.Sprintf(`{"username":%q,"password":%q}`, cr.Username, password)),
	}, nil
}

func startSCNet(watch authhooks.Option) (*stand, error) {
	s, err := scnettest.Start()
	if err != nil {
		return nil, err
	}
	cr := s.Credentials()
	login := cr
	login.Token = authhooks.Secret{} // with a token the client would not log in
	c, err := scnet.New(s.URL, login, authhooks.WithClock(s.Now), watch)
	if err != nil {
		s.Close()
		return nil, err
	}
	password := cr.Password.Reveal()
	return &stand{
		name: "scnet", title: "SCNet", sim: s.Server, client: c.Client, probe: "/ac/openapi/v2/center", codes: scnet.Codes(),
		operations: []string{"createTokens", "renewToken", "checkToken"},
		env: [][2]string{
			{"SCNET_BASE_URL", s.URL}, {"SCNET_USER", cr.User}, {"SCNET_PASSWORD", password}, {"SCNET_ORG_ID", cr.OrgID}, {"SCNET_CLUSTER_ID", cr.ClusterID},
		},
		curl: curl("POST", s.URL+"/ac/openapi/v2/tokens", "-H", "Content-Type: application/json",
			"-H", "user: "+cr.User, "-H", "password: "+password, "-H", "orgId: "+cr.OrgID),
	}, nil
}

func startAMSU(watch authhooks.Option) (*stand, error) {
	s, err := amsutest.Start()
	if err != nil {
		return nil, err
	}
	cr := s.Credentials()
	c, err := amsu.New(cr, authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now), watch)
	if err != nil {
		s.Close()
		return nil, err
	}
	secret := cr.ClientSecret.Reveal()
	return &stand{
		name: "amsu", title: "AMSU", sim: s.Server, client: c.Client, probe: "/amsu-analysis/v2/available-times", codes: amsu.Codes(),
		operations: []string{"createToken", "refreshToken", "refreshTokenByPost"},
		env:        [][2]string{{"AMSU_BASE_URL", s.URL}, {"AMSU_CLIENT_ID", cr.ClientID}, {"AMSU_CLIENT_SECRET", secret}},
		curl: curl("POST", s.URL+"/amsu-analysis/v2/token",
			"--data-urlencode", "client_id="+cr.ClientID, "--data-urlencode", "client_secret="+secret),
	}, nil
}

func startZhihuiya(watch authhooks.Option) (*stand, error) {
	s, err := zhihuiyatest.Start()
	if err != nil {
		return nil, err
	}
	cr := s.Credentials()
	c, err := zhihuiya.New(cr, authhooks.WithBaseURL(s.URL), authhooks.WithClock(s.Now), watch)
	if err != nil {
		s.Close()
		return nil, err
	}
	secret := cr.ClientSecret.Reveal()
	return &stand{
		name: "zhihuiya", title: "Zhihuiya / PatSnap", sim: s.Server, client: c.Client,
		probe: "/basic-patent-data/simple-bibliography?patent_id=1", codes: zhihuiya.Codes(), operations: []string{"createToken"},
		env:  [][2]string{{"ZHIHUIYA_BASE_URL", s.URL}, {"ZHIHUIYA_CLIENT_ID", cr.ClientID}, {"ZHIHUIYA_CLIENT_SECRET", secret}},
		curl: curl("POST", s.URL+"/oauth/token", "-u", cr.ClientID+":"+secret, "-d", "grant_type=client_credentials"),
	}, nil
}

// curl returns a command line for a shell.
func curl(method, url string, args ...string) string {
	words := []string{"curl", "--noproxy", "'*'", "-sS", "-X", method, quote(url)}
	for _, a := range args {
		if strings.HasPrefix(a, "-") {
			words = append(words, a)
			continue
		}
		words = append(words, quote(a))
	}
	return strings.Join(words, " ")
}

// quote makes one word of text for a POSIX shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
