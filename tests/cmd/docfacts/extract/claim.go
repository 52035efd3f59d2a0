package extract

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// JWT is the value of the fact that a sample is a JWT whose claims can be read.
const JWT = "readable JWT"

var keyBefore = regexp.MustCompile(`([A-Za-z_][\w-]*)\s*['"]?\s*[:=,]\s*@?['"]?$`)

// claims states what the payload of a sample JWT holds; a token that was cut or
// made up says nothing.
func (d *document) claims(i int) {
	text := d.lines[i].text
	for _, at := range jwt.FindAllStringIndex(text, -1) {
		parts := strings.Split(text[at[0]:at[1]], ".")
		raw, err := base64.RawURLEncoding.DecodeString(parts[1])
		if err != nil {
			continue
		}
		decoder := json.NewDecoder(strings.NewReader(string(raw)))
		decoder.UseNumber()
		var payload map[string]any
		if decoder.Decode(&payload) != nil {
			continue
		}
		holder := "path"
		if m := keyBefore.FindStringSubmatch(text[:at[0]]); m != nil {
			holder = m[1]
		}
		if strings.ToUpper(holder) == holder {
			holder = strings.ToLower(holder) // a constant of a sample
		}
		d.state(i, Fact{Kind: Claim, Value: JWT})
		for _, name := range slices.Sorted(maps.Keys(payload)) {
			d.state(i, Fact{Kind: Claim, Owner: "", Name: holder + "/" + name, Value: typeOf(payload[name])})
		}
	}
}

// Claims returns the claims of the first JWT of a text and their types.
func Claims(text string) map[string]string {
	d := &document{lines: []line{{text: text, region: -1}}}
	d.claims(0)
	found := map[string]string{}
	for _, s := range d.out[min(1, len(d.out)):] {
		found[s.Name[strings.LastIndexByte(s.Name, '/')+1:]] = s.Value
	}
	return found
}
