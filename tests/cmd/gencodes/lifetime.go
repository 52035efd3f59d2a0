package main

import (
	"fmt"
	"strings"
	"time"
)

// lifetime is a time that a page states for a token.
type lifetime struct {
	Name   string // in unexported identifiers
	Public string // the simulator's
	Value  time.Duration
	less   time.Duration // by which the vendor's answers state less
	Source string
	Doc    string
}

// The keys that state a lifetime, on the token's field or its schema.
var lifetimeKeys = []struct{ key, name, public, refresh, refreshPublic, doc string }{
	{"x-lifetime", "lifetime", "Lifetime", "refreshLifetime", "RefreshLifetime", "how long %s lives"},
	{"x-renewable", "renewable", "RenewalWindow", "refreshRenewable", "RefreshRenewalWindow", "how long after its end %s can be renewed"},
}

// lifetimes reads x-lifetime and x-renewable. A field whose name has "refresh" in it
// holds a refresh token.
func (v *vendor) lifetimes() (err error) {
	v.document.walk(func(n node) {
		for name, field := range n.at("properties").pairs {
			for _, k := range lifetimeKeys {
				stated := field.at(k.key)
				if !stated.is() || err != nil {
					continue
				}
				l := lifetime{Name: k.name, Public: k.public, Source: stated.at("x-source").text(), Doc: fmt.Sprintf(k.doc, "an access token")}
				if isRefresh(name) {
					l.Name, l.Public, l.Doc = k.refresh, k.refreshPublic, fmt.Sprintf(k.doc, "a refresh token")
				}
				if l.Value, err = time.ParseDuration(stated.at("value").text()); err != nil || l.Value <= 0 || l.Source == "" {
					err = fmt.Errorf(`%s: %s must be {value: a duration such as 30m or 24h, x-source: …}`, name, k.key)
					return
				}
				if less := stated.at("less"); less.is() {
					if l.less, err = time.ParseDuration(less.text()); err != nil {
						err = fmt.Errorf("%s: less of %s must be a duration such as 1s", name, k.key)
						return
					}
				}
				for _, other := range v.Lifetimes {
					if other.Name == l.Name && other.Value != l.Value {
						err = fmt.Errorf("%s says %s and %s: a fact stands once", k.key, other.Value, l.Value)
					}
				}
				v.Lifetimes = append(v.Lifetimes, l)
			}
		}
	})
	return err
}

// Page reports whether the vendor states it. A third party may have measured it.
func (l lifetime) Page() bool { return !strings.HasPrefix(l.Source, "P ") }

// Go is the value as an expression.
func (l lifetime) Go() string { return expression(l.Value) }

// Less is what to subtract in the simulator, as an expression, or "".
func (l lifetime) Less() string {
	if l.less == 0 {
		return ""
	}
	return expression(l.less)
}

func expression(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "24 * time.Hour"}, {time.Hour, "time.Hour"}, {time.Minute, "time.Minute"}, {time.Second, "time.Second"}} {
		switch n := d / unit.size; {
		case d%unit.size != 0:
		case n == 1:
			return unit.name
		default:
			return fmt.Sprintf("%d * %s", n, unit.name)
		}
	}
	return fmt.Sprintf("%d * time.Nanosecond", d)
}
