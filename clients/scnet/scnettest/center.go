package scnettest

import (
	"context"
	"net/http"
	"strconv"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/gen/scnetserver"
)

// CenterURL is one entry of a list in the answer to the center call. Enable is a boolean,
// or the text "true" or "false". A nil Enable is left out.
type CenterURL struct {
	URL    string `json:"url"`
	Enable any    `json:"enable,omitempty"`
}

// Center is where the center call says that a region's business calls go. Each list is a
// []CenterURL, a plain text, or nil for a list that is missing.
type Center struct {
	HpcUrls     any `json:"hpcUrls,omitempty"`
	EfileUrls   any `json:"efileUrls,omitempty"`
	AiUrls      any `json:"aiUrls,omitempty"`
	EshellUrls  any `json:"eshellUrls,omitempty"`
	IngressUrls any `json:"ingressUrls,omitempty"`
}

// centerData has its keys in the order of the vendor's page.
type centerData struct {
	ID          int64       `json:"id"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	UserInfo    clusterUser `json:"clusterUserInfo"`
	Center
}

type clusterUser struct {
	UserName string `json:"userName"`
	HomePath string `json:"homePath"`
}

// Center implements the generated server.
func (s operations) Center(ctx context.Context, _ scnetserver.CenterRequestObject) (scnetserver.CenterResponseObject, error) {
	r, _ := ctx.Value(requestKey{}).(*http.Request) // checkType put it there
	return reply{s.center(r)}, nil
}

func (s *Server) center(r *http.Request) authtest.Answer { return s.business(r, false, s.region) }

// region describes the region of a token.
func (s *Server) region(g authtest.Grant) any {
	c := centerData{
		Name: "ac", Description: "simulated",
		UserInfo: clusterUser{UserName: g.Account, HomePath: "/public/home/" + g.Account},
		Center:   s.centerOf(g.Subject),
	}
	c.ID, _ = strconv.ParseInt(g.Subject, 10, 64) // an id that is no number is 0
	for _, known := range s.facts.clusters {
		if known.id == g.Subject {
			c.Name = known.name
		}
	}
	return c
}

// centerOf returns what SetCenter set, or else this server for every service, with both
// ways to say that a URL is in use.
func (s *Server) centerOf(clusterID string) Center {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, is := s.centers[clusterID]; is {
		return c
	}
	word, mark := []CenterURL{{URL: s.URL, Enable: "true"}}, []CenterURL{{URL: s.URL, Enable: true}}
	return Center{HpcUrls: mark, EfileUrls: word, AiUrls: mark, EshellUrls: word, IngressUrls: mark}
}

// SetCenter sets the URLs that the center call names for a region. Without it, every
// service of a region is at the simulator itself.
func (s *Server) SetCenter(clusterID string, c Center) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.centers[clusterID] = c
}

// Host is a region's own business host. Its methods are those of the simulator, for the
// calls that come here.
type Host struct {
	*authtest.Server
	ClusterID string
}

// RegionHost starts another server, for the business calls of one region. It answers GET
// and POST of any path with up to six segments, and accepts only that region's tokens. The
// region's center call names it for jobs (hpcUrls), and nothing else, until SetCenter. It
// ends with the test.
func (s *Server) RegionHost(tb authtest.TB, clusterID string, opts ...Option) *Host {
	tb.Helper()
	return authtest.Start(tb, func(opts ...Option) (*Host, error) { return s.startHost(clusterID, opts...) }, opts...)
}

func (s *Server) startHost(clusterID string, opts ...Option) (*Host, error) {
	sim, err := authtest.NewSim(nil, append([]Option{authtest.WithClock(s.sim.Clock)}, opts...)...)
	if err != nil {
		return nil, err
	}
	sim.Tokens = s.sim.Tokens
	var routes []authtest.Route
	for path, n := "", 0; n < 6; n++ {
		path += "/{any}"
		routes = append(routes,
			authtest.Route{Method: http.MethodGet, Path: path, Op: authtest.OpBusiness},
			authtest.Route{Method: http.MethodPost, Path: path, Op: authtest.OpBusiness})
	}
	h := &Host{ClusterID: clusterID}
	h.Server, err = sim.Serve(authtest.Vendor{
		Name: "scnet", Routes: routes, Secrets: secretNames, Refuse: s.refuse, Unknown: authtest.NotFound,
		Handler:   authtest.Handle(func(r *http.Request) authtest.Answer { return s.regional(r, clusterID) }),
		Authorize: func(r *http.Request) (authtest.Answer, bool) { return s.authorizeAt(r, clusterID) },
	})
	if err != nil {
		return nil, err
	}
	s.SetCenter(clusterID, Center{HpcUrls: []CenterURL{{URL: h.URL, Enable: true}}})
	return h, nil
}

// regional answers a business call at the host of a region.
func (s *Server) regional(r *http.Request, clusterID string) authtest.Answer {
	if refusal, refused := s.authorizeAt(r, clusterID); refused {
		return refusal
	}
	return s.business(r, false, func(g authtest.Grant) any { return hostData{g.Subject, r.URL.Path} })
}

// authorizeAt requires a live token of one region.
func (s *Server) authorizeAt(r *http.Request, clusterID string) (refusal authtest.Answer, refused bool) {
	grant, state := s.sim.Tokens.Find(authtest.KindAccess, credential(r))
	if state == authtest.Live && grant.Subject != clusterID {
		return s.failure(authtest.OpBusiness, codeInsufficientPermission), true
	}
	return s.authorize(r)
}

type hostData struct {
	ClusterID string `json:"clusterId"`
	Path      string `json:"path"`
}
