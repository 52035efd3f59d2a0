//go:build soak

package soak_test

import (
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// trouble is one thing that befalls a vendor.
type trouble struct {
	Name  string
	Code  string        // of a refusal
	Delay time.Duration // of a slow answer; how long a frost lasts
	Times int           // how many calls; 0 is one

	kind authhooks.Kind // what callers may be told because of it
	who  scope
}

// scope says whose failure a trouble excuses.
type scope uint8

const (
	nobody   scope = iota // the client gets over it by itself
	one                   // the one caller whose answer it was
	everyone              // all who need a token until the next fetch, or a connection until a call gets through
)

// Troubles that are no fault of an answer.
const (
	revocation  = "all tokens revoked"  // and refresh tokens
	frozenStore = "store: frozen"       // its calls do not return, though their ctx has ended
	silence     = "connections: silent" // those that are open; new ones work
)

// silentConnections has fronts fall silent.
const silentConnections = true

// pings are how a user's own transport finds out that a connection is dead; nil
// leaves it to the client.
var pings = &http.HTTP2Config{SendPingTimeout: 2 * time.Second, PingTimeout: 5 * time.Second}

// draw chooses the next trouble of a vendor.
func draw(random *rand.Rand, v accounts.Vendor, behindFront bool) trouble {
	refusal := func(op string) string {
		rows := slices.DeleteFunc(accounts.CodesOf(v.Codes, op), func(c authhooks.CodeInfo) bool { return c.Rejects })
		return rows[random.IntN(len(rows))].Code
	}
	switch random.IntN(15) {
	case 0:
		return trouble{Name: "token: 503"}
	case 1:
		return trouble{Name: "token: slow", Delay: time.Duration(100+random.IntN(300)) * time.Millisecond}
	case 2, 3:
		return trouble{Name: "token: refused", Code: refusal(""), who: everyone}
	case 4:
		return trouble{Name: "token: truncated", kind: authhooks.KindProtocol, who: everyone}
	case 5:
		return trouble{Name: "token: login portal", kind: authhooks.KindProtocol, who: everyone}
	case 6:
		return trouble{Name: "token: connection reset", kind: authhooks.KindTransport, who: everyone}
	case 7:
		return trouble{Name: "business: refused", Code: refusal(authtest.OpBusiness), who: one}
	case 8:
		return trouble{Name: "business: 500", kind: authhooks.KindUnavailable, who: one}
	case 9:
		return trouble{Name: "business: connection reset", kind: authhooks.KindTransport, who: one}
	case 10:
		return trouble{Name: "business: slow", Delay: time.Duration(50+random.IntN(200)) * time.Millisecond, Times: 1 + random.IntN(8)}
	case 11:
		return frozen(random)
	case 12, 13:
		if silentConnections && behindFront {
			return silent()
		}
	}
	return trouble{Name: revocation}
}

// first is the trouble that even a short soak has.
func first(random *rand.Rand, behindFront bool) trouble {
	if silentConnections && behindFront {
		return silent()
	}
	return frozen(random)
}

func frozen(random *rand.Rand) trouble {
	return trouble{Name: frozenStore, Delay: time.Duration(3500+random.IntN(2500)) * time.Millisecond}
}

func silent() trouble {
	return trouble{Name: silence, kind: authhooks.KindTransport, who: everyone}
}

// fault is the same for a simulator. taken is called when a call has met it.
func (d trouble) fault(taken func()) authtest.Fault {
	var f authtest.Fault
	op := ""
	if d.Name[0] == 'b' {
		op = authtest.OpBusiness
	}
	switch d.Name {
	case "token: 503":
		f.Status = http.StatusServiceUnavailable
	case "business: 500":
		f.Status = http.StatusInternalServerError
	case "token: truncated":
		f = authtest.Truncated("")
	case "token: login portal":
		f = authtest.HTML("", http.StatusOK)
	case "token: connection reset", "business: connection reset":
		f.Reset = authtest.BeforeHeaders
	}
	f.Op, f.Code, f.Delay, f.Times = op, d.Code, d.Delay, d.Times
	change := f.Change
	f.Change = func(a authtest.Answer) authtest.Answer {
		taken()
		if change != nil {
			a = change(a)
		}
		return a
	}
	return f
}

// excuses reports whether a caller may be told e because of d.
func (d trouble) excuses(v accounts.Vendor, e *authhooks.Error) bool {
	switch {
	case d.who == nobody:
		return false
	case d.Code == "" && e.Kind == d.kind, d.Code != "" && e.Code == d.Code:
		return true
	case d.who == one:
		return false
	}
	return isAmbiguous(v, e) // no token is to be had
}

// isAmbiguous reports whether e has another meaning than a dead token too. If no token is
// to be had, or if the caller leaves while the token is renewed, it is what the caller gets.
func isAmbiguous(v accounts.Vendor, e *authhooks.Error) bool {
	return slices.ContainsFunc(v.Codes, func(c authhooks.CodeInfo) bool {
		return c.Rejects && c.Code == e.Code && c.Kind != authhooks.KindTokenRejected
	})
}
