package simulators_test

import (
	"mime"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// undocumented is a code of no vendor.
const undocumented = "98765"

func TestEveryCodeCanBeMade(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v)
		router := s.router(t)
		for _, e := range s.all(t) {
			for _, info := range accounts.CodesOf(v.Codes, e.Op) {
				s.Fail(authtest.Fault{Op: e.Op, Code: info.Code, Times: -1})
				_, err := s.try(t, e.Op)
				s.ClearFaults()
				answer := s.last(t, e.Op)
				require.ErrorIs(t, err, info.Err, "%s: %s: code %s is not the package's error at the client", v.Name, e.Op, info.Code)
				assert.True(t, holds(answer.ResponseBody, info.Code), "%s: %s: the refusal does not carry code %s: pass the code of the fault on: %s",
					v.Name, e.Op, info.Code, answer.ResponseBody)
				media, _, err := mime.ParseMediaType(answer.ResponseHeader.Get("Content-Type"))
				require.NoError(t, err, "%s: %s: code %s", v.Name, e.Op, info.Code)
				assert.Equal(t, "application/json", media, "%s: %s: code %s: the media type of a refusal", v.Name, e.Op, info.Code)
				assert.Empty(t, s.granted(answer, ""), "%s: %s: the refusal with code %s brings a token", v.Name, e.Op, info.Code)
				if like := s.failures(e.Op, router == info.Code); len(like) > 0 {
					s.fits(t, answer, like, "code "+info.Code)
				}
			}
		}
	})
}

// failures are the samples that a refusal of op may look like, if op has any. Token calls
// share their forms. A router that refuses unknown paths does not yet know the kind of the
// call, so its code may look like any.
func (s sim) failures(op string, router bool) []sample {
	var list []sample
	own := false
	for _, one := range s.samples {
		if one.code == "" {
			continue
		}
		own = own || one.Operation == op
		if router || one.Operation == op || one.Operation != authtest.OpBusiness && op != authtest.OpBusiness {
			list = append(list, one)
		}
	}
	if !own {
		return nil
	}
	return list
}

// router returns the code of the answer to an unknown path, if it has one.
func (s sim) router(t *testing.T) string {
	t.Helper()
	answer := s.send(t, authtest.Exchange{Method: http.MethodGet, Path: "/nowhere"})
	return documented(s.vendor, "", answer.ResponseBody)
}

// Most vendors have a text for every code, and say so even for a code that they do not
// document. The others say a text for some codes only: there one operation must have it.
func TestEveryCodeHasAText(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v)
		requests := s.all(t)
		for _, e := range requests {
			usual := texts(s.refuse(t, e, undocumented).ResponseBody, undocumented)
			for _, info := range accounts.CodesOf(v.Codes, e.Op) {
				said := texts(s.refuse(t, e, info.Code).ResponseBody, info.Code)
				if usual == "" && said == "" {
					said = s.anyText(t, requests, info)
				}
				assert.True(t, said != "" && said != usual, "%s: %s: no text for code %s (%s): add it to the texts in %s",
					v.Name, e.Op, info.Code, info.Meaning, s.folder())
			}
		}
	})
}

func (s sim) anyText(t *testing.T, requests []authtest.Exchange, info authhooks.CodeInfo) string {
	t.Helper()
	for _, e := range requests {
		if said := texts(s.refuse(t, e, info.Code).ResponseBody, info.Code); said != "" {
			return said
		}
	}
	return ""
}

// A sample with something between its code and ".json" is of another language or of an
// option. The texts of a client of somebody else (source P) are not the vendor's.
func TestTextsAreThoseOfTheSamples(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v)
		for _, e := range s.all(t) {
			for _, info := range accounts.CodesOf(v.Codes, e.Op) {
				var want []string
				for _, one := range s.samples {
					if one.file == e.Op+"."+info.Code+".json" && one.Source[0] != 'P' {
						want = append(want, texts(one.body, info.Code))
					}
				}
				if len(want) > 0 {
					assert.Contains(t, want, texts(s.refuse(t, e, info.Code).ResponseBody, info.Code),
						"%s: %s: the text of code %s is not that of a sample: mend it in %s", v.Name, e.Op, info.Code, s.folder())
				}
			}
		}
	})
}

func TestUndocumentedCodesCanBeMade(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v)
		for _, e := range s.all(t) {
			for _, code := range []string{undocumented, "911404"} {
				answer := s.refuse(t, e, code)
				assert.True(t, holds(answer.ResponseBody, code), "%s: %s: the refusal does not carry the undocumented code %s: %s",
					v.Name, e.Op, code, answer.ResponseBody)
				if like := s.failures(e.Op, false); len(like) > 0 {
					s.fits(t, answer, like, "undocumented code "+code)
				}
			}
		}
	})
}
