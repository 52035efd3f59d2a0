package main

import (
	"embed"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

//go:embed page.html page.css page.js
var files embed.FS

// slowdown is the delay that "slow down" adds to every call.
const slowdown = 2 * time.Second

// handler serves the page and its API.
func (b *sandbox) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, files, "page.html") })
	mux.Handle("GET /page.css", http.FileServerFS(files))
	mux.Handle("GET /page.js", http.FileServerFS(files))
	mux.HandleFunc("GET /api/state", b.serveState)
	mux.HandleFunc("POST /api/{vendor}/{action}", b.serveAction)
	return guarded(http.NewCrossOriginProtection().Handler(mux))
}

// guarded refuses other sites that are open in a browser on this machine. It checks the
// host name of the request and restricts what a page may load.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "this page is only for the machine that runs it", http.StatusForbidden)
			return
		}
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

type vendorState struct {
	Name       string      `json:"name"`
	Title      string      `json:"title"`
	URL        string      `json:"url"`
	Now        time.Time   `json:"now"` // the vendor's clock
	Env        [][2]string `json:"env"`
	Curl       string      `json:"curl"`
	Codes      codes       `json:"codes"`
	Operations []string    `json:"operations"`
	Slow       bool        `json:"slow"`
	Demo       demoState   `json:"demo"`
	Tokens     []token     `json:"tokens"`
	Exchanges  []exchange  `json:"exchanges"`
}

// codes maps each operation to its codes and their meanings.
type codes map[string][][2]string

type token struct {
	Kind        string `json:"kind"`
	Fingerprint string `json:"fingerprint"`
	Left        *int64 `json:"left"` // seconds; nil: it has no end
}

type exchange struct {
	ID         string `json:"id"`
	At         string `json:"at"`
	Op         string `json:"op"`
	Summary    string `json:"summary"`
	Status     int    `json:"status"`
	Transcript string `json:"transcript"`
}

// shown is how many tokens and exchanges of a vendor the page shows.
const shown = 8

func (b *sandbox) state() []vendorState {
	list := make([]vendorState, 0, len(b.stands))
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.stands {
		list = append(list, s.state(b.demos[s.Name]))
	}
	return list
}

// state is what the page shows of a vendor. The caller holds the sandbox's lock.
func (s *stand) state(d *demo) vendorState {
	now := s.sim.Now()
	v := vendorState{
		Name: s.Name, Title: s.title(), URL: s.sim.URL, Now: now, Env: s.env, Curl: s.curl, Operations: s.operations, Slow: s.slow,
		Demo: d.state(), Tokens: []token{}, Exchanges: []exchange{}, Codes: codes{},
	}
	for _, op := range append([]string{authtest.OpBusiness}, s.operations...) {
		for _, c := range accounts.CodesOf(s.Codes, op) {
			v.Codes[op] = append(v.Codes[op], [2]string{c.Code, c.Meaning})
		}
	}
	issued := s.sim.Issued()
	for _, t := range slices.Backward(issued[max(0, len(issued)-shown):]) {
		shown := token{Kind: t.Kind, Fingerprint: t.Fingerprint}
		if !s.Static {
			shown.Left = seconds(t.ExpiresAt.Sub(now))
		}
		v.Tokens = append(v.Tokens, shown)
	}
	for _, e := range slices.Backward(s.sim.Last(shown)) {
		v.Exchanges = append(v.Exchanges, exchange{
			ID: strconv.FormatInt(e.At.UnixNano(), 36), At: e.At.Format(time.TimeOnly), Op: e.Op,
			Summary: e.Method + " " + e.Path, Status: e.Status, Transcript: e.String(),
		})
	}
	return v
}

func (b *sandbox) serveState(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(b.state()) // the page may be closed
}

// serveAction does the action of a button.
func (b *sandbox) serveAction(w http.ResponseWriter, r *http.Request) {
	s := b.stand(r.PathValue("vendor"))
	if s == nil {
		http.Error(w, "there is no such vendor", http.StatusNotFound)
		return
	}
	switch r.PathValue("action") {
	case "expire":
		s.sim.ExpireAll()
	case "revoke":
		b.revoke(s)
	case "clock":
		s.sim.Advance(time.Hour)
	case "clear":
		b.clear(s)
	case "slow":
		b.toggle(s)
	case "fail":
		op, code := r.FormValue("op"), r.FormValue("code")
		documented := slices.ContainsFunc(accounts.CodesOf(s.Codes, op), func(c authhooks.CodeInfo) bool { return c.Code == code })
		if op != authtest.OpBusiness && !slices.Contains(s.operations, op) || !documented {
			http.Error(w, "fail needs an op and a code of this vendor", http.StatusBadRequest)
			return
		}
		b.fail(s, op, code)
	default:
		http.Error(w, "there is no such action", http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// revoke ends all tokens. An API key would be gone for ever, so it is refused until the
// faults are cleared.
func (b *sandbox) revoke(s *stand) {
	if !s.Static {
		s.sim.RevokeAll()
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	s.arm(authtest.Fault{Op: authtest.OpBusiness, Code: s.Refused().Code, Times: -1})
}

// fail refuses the next call of op with code.
func (b *sandbox) fail(s *stand, op, code string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s.arm(authtest.Fault{Op: op, Code: code, Times: 1})
}

// toggle slows down every call of a vendor, or ends the slowdown.
func (b *sandbox) toggle(s *stand) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s.slow = !s.slow
	s.arm()
}

// clear ends all faults.
func (b *sandbox) clear(s *stand) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s.slow = false
	s.sim.ClearFaults()
}

// arm adds failures to the failures that are still waiting. A slowdown is a fault without
// an end, so it comes last.
func (s *stand) arm(more ...authtest.Fault) {
	failures := slices.DeleteFunc(s.sim.ClearFaults(), func(f authtest.Fault) bool { return f.Code == "" })
	for _, f := range append(failures, more...) {
		f.Delay = 0
		if s.slow {
			f.Delay = slowdown
		}
		s.sim.Fail(f)
	}
	if s.slow {
		for _, op := range []string{"", authtest.OpBusiness} {
			s.sim.Fail(authtest.Fault{Op: op, Delay: slowdown, Times: -1})
		}
	}
}
