package drift

import (
	"strconv"
	"strings"

	"github.com/vendorauth/vendorauth-go/tests/cmd/docfacts/extract"
)

// judge says whether a change breaks users of the present release, and why. In
// doubt it does: the page may mean less than it says, never the other way round.
func (c *Change) judge() {
	c.Breaking, c.Why = true, "a program made for the old page does what the new one does not say"
	switch c.What {
	case Added:
		c.judgeAdded()
	case Removed:
		c.judgeRemoved()
	default:
		c.judgeChanged()
	}
	if c.Places < c.All && c.What != Added {
		c.Why += "; the page still says the old elsewhere, and so contradicts itself"
	}
}

// additive says that the change breaks nobody.
func (c *Change) additive(why string) { c.Breaking, c.Why = false, why }

func (c *Change) judgeAdded() {
	inRequest := strings.HasSuffix(c.Owner, " request")
	if c.ofAdded {
		c.additive("of an operation that was added")
		return
	}
	switch c.Kind {
	case extract.Code:
		if c.contradicts {
			c.Why = "a second meaning of a known code: the page contradicts itself"
			return
		}
		c.additive("an unknown code is already an error of unknown kind")
	case extract.Endpoint, extract.Path:
		c.additive("what is called today stays")
	case extract.Field:
		switch {
		case !inRequest:
			c.additive("unknown fields of answers are ignored")
		case strings.Contains(c.New, ", optional"):
			c.additive("an optional parameter")
		default:
			c.Why = "a parameter that the page does not call optional"
		}
	case extract.Shape, extract.Constant:
		if !inRequest {
			c.additive("unknown fields of answers are ignored")
		} else {
			c.Why = "the sample sends more"
		}
	case extract.Parameter, extract.Header:
		c.Why = "the sample sends more"
	case extract.Identifier:
		c.additive("named in addition")
		if strings.HasPrefix(strings.ToLower(c.Name), "x-") {
			c.Breaking, c.Why = true, "a header that the release does not send"
		}
	case extract.Claim, extract.Algorithm:
		c.additive("named in addition")
	case extract.Quantity, extract.Unit, extract.Fixed:
		c.Why = "a limit or a meaning that the release does not know"
	}
}

func (c *Change) judgeRemoved() {
	switch c.Kind {
	case extract.Code:
		c.Why = "its error value would go, and programs compare with it"
	case extract.Endpoint, extract.Path, extract.Method:
		c.Why = "the release calls it"
	case extract.Field, extract.Shape, extract.Constant, extract.Claim:
		c.Why = "programs read it"
		if strings.HasSuffix(c.Owner, " request") {
			c.Why = "the release sends it"
		}
	case extract.Identifier, extract.Algorithm, extract.Fixed:
		c.Why = "the page no longer says it"
	}
}

func (c *Change) judgeChanged() {
	switch c.Kind {
	case extract.Code:
		c.Why = "its meaning decides on retry and renewal"
	case extract.Quantity, extract.Constant:
		if longer(c.Old, c.New) && (c.Kind == extract.Quantity || strings.Contains(c.Name, "expire")) {
			c.additive("longer than before: the release renews sooner than it must")
			return
		}
		c.Why = "programs rely on the old value"
	case extract.Field:
		if before, after := strings.Split(c.Old, ", "), strings.Split(c.New, ", "); before[0] == after[0] && after[len(after)-1] == "optional" {
			c.additive("no longer required")
			if strings.HasSuffix(c.Owner, " answer") {
				c.Breaking, c.Why = true, "an answer may leave it out"
			}
			return
		}
		c.Why = "another name, type or required mark"
	case extract.Shape:
		c.Why = "another name or JSON type"
	case extract.Header, extract.Parameter, extract.In:
		c.Why = "the release sends the old"
	case extract.Host, extract.Port, extract.Path, extract.Endpoint, extract.Method, extract.Media:
		c.Why = "the release calls the old"
	}
}

// longer reports whether a lifetime grew; to a thousand times of it, it is another unit.
func longer(before, after string) bool {
	a, ok := extract.Duration(before)
	b, ok2 := extract.Duration(after)
	if ok && ok2 {
		return b > a
	}
	x, err := strconv.ParseFloat(before, 64)
	y, err2 := strconv.ParseFloat(after, 64)
	return err == nil && err2 == nil && y > x && y < 1000*x
}
