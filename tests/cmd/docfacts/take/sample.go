package take

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

func numeral(n int) string { return strconv.Itoa(n) }

// samplesOf are the samples whose schema leads to another one.
func (v *vendor) samplesOf(schema string) (files []string) {
	for file := range v.samples {
		if v.leads("/components/schemas/"+v.index.scalar("/"+escape(file)+"/schema"), schema, map[string]bool{}) {
			files = append(files, file)
		}
	}
	slices.Sort(files)
	return files
}

func (v *vendor) leads(from, to string, seen map[string]bool) bool {
	if from == to || strings.HasPrefix(to, from+"/") {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	for _, p := range v.spec.pointers(from, func(p string, _ place) bool { return last(p) == "$ref" && !strings.Contains(p, "/not/") }) {
		if v.leads(strings.TrimPrefix(v.spec.scalar(p), "#"), to, seen) {
			return true
		}
	}
	return false
}

// fromPage reports whether a sample is cut from the page.
func (v *vendor) fromPage(file string) bool {
	return strings.HasPrefix(v.index.scalar("/"+escape(file)+"/x-source"), "S ")
}

// renameInSamples gives a key of samples another name.
func (v *vendor) renameInSamples(files []string, before, after string) error {
	for _, file := range files {
		text := v.samples[file]
		if strings.HasSuffix(file, ".json") {
			text = strings.ReplaceAll(text, `"`+before+`":`, `"`+after+`":`)
		} else {
			text = strings.TrimPrefix(strings.ReplaceAll("&"+text, "&"+before+"=", "&"+after+"="), "&")
		}
		if err := v.setSample(file, text); err != nil {
			return err
		}
	}
	return nil
}

// renumberSamples follows a code that has another number.
func (v *vendor) renumberSamples(before, after string) error {
	for file, text := range v.samples {
		if !strings.HasSuffix(file, ".json") {
			continue
		}
		number := after
		if !isNumber(after) {
			number = `"` + after + `"`
		}
		for _, end := range []string{",", "}", "\n", " "} {
			text = strings.ReplaceAll(text, `ode": `+before+end, `ode": `+number+end)
			text = strings.ReplaceAll(text, `ode":`+before+end, `ode":`+number+end)
		}
		text = strings.ReplaceAll(text, `ode": "`+before+`"`, `ode": "`+after+`"`)
		if err := v.setSample(file, text); err != nil {
			return err
		}
	}
	return nil
}

// setSample changes a sample, and the example of the spec that is the same.
func (v *vendor) setSample(file, text string) error {
	if text == v.samples[file] {
		return nil
	}
	v.samples[file] = text
	flow, ok := flowOf(file, text)
	if !ok {
		return nil
	}
	name := strings.TrimSuffix(strings.TrimSuffix(file, ".json"), ".form")
	for _, p := range v.spec.pointers("", func(p string, _ place) bool { return last(parent(p)) == "examples" && last(p) == name }) {
		at, there := v.spec.find(p + "/value")
		if !there {
			continue
		}
		if err := v.spec.replace(at.value, flow); err != nil {
			return err
		}
		if !v.fromPage(file) {
			if err := v.spec.review(p, "changed as the page has changed, and not seen so: "+v.index.scalar("/"+escape(file)+"/x-source")); err != nil {
				return err
			}
		}
	}
	return nil
}

// flowOf writes a sample as JSON of one line, in its own order.
func flowOf(file, text string) (string, bool) {
	if strings.HasSuffix(file, ".form") {
		var pairs []string
		for pair := range strings.SplitSeq(strings.TrimSpace(text), "&") {
			name, value, _ := strings.Cut(pair, "=")
			name, errName := url.QueryUnescape(name)
			value, errValue := url.QueryUnescape(value)
			if errName != nil || errValue != nil {
				return "", false
			}
			pairs = append(pairs, quoted(name)+": "+quoted(value))
		}
		return "{" + strings.Join(pairs, ", ") + "}", true
	}
	var out bytes.Buffer
	if json.Compact(&out, []byte(text)) != nil {
		return "", false
	}
	compact, inString := out.String(), false
	var flow strings.Builder
	for i := 0; i < len(compact); i++ {
		c := compact[i]
		flow.WriteByte(c)
		switch {
		case inString && c == '\\':
			i++
			flow.WriteByte(compact[i])
		case c == '"':
			inString = !inString
		case !inString && (c == ':' || c == ','):
			flow.WriteByte(' ')
		}
	}
	return flow.String(), true
}

func quoted(s string) string {
	text, _ := json.Marshal(s) // a string can be encoded
	return string(text)
}

// cut takes the samples of the page again, if they say something else than before.
func (v *vendor) cut() error {
	blocks := jsonBlocks(v.page.Text)
	used := map[int]bool{}
	type match struct {
		file  string
		block int
		score float64
	}
	var matches []match
	for file := range v.samples {
		if !strings.HasSuffix(file, ".json") || !v.fromPage(file) {
			continue
		}
		for i, b := range blocks {
			if score := likeness(says(v.samples[file]), says(b)); score > 0.34 {
				matches = append(matches, match{file, i, score})
			}
		}
	}
	slices.SortFunc(matches, func(a, b match) int {
		switch {
		case a.score != b.score:
			return int(1000 * (b.score - a.score))
		case a.file != b.file:
			return strings.Compare(a.file, b.file)
		}
		return a.block - b.block
	})
	taken := map[string]bool{}
	for _, m := range matches {
		if taken[m.file] || used[m.block] {
			continue
		}
		taken[m.file], used[m.block] = true, true
		if shape(v.samples[m.file]) == shape(blocks[m.block]) && !v.constantChanged() {
			continue // values of a sample are no facts
		}
		if flow, _ := flowOf(m.file, blocks[m.block]); flow == mustFlow(m.file, v.samples[m.file]) {
			continue
		}
		if err := v.setSample(m.file, strings.TrimRight(blocks[m.block], "\n")+"\n"); err != nil {
			return err
		}
	}
	return nil
}

func mustFlow(file, text string) string {
	flow, _ := flowOf(file, text)
	return flow
}

// constantChanged reports whether one of the changes is a value that samples have.
func (v *vendor) constantChanged() bool {
	return slices.ContainsFunc(v.news, func(n news) bool { return n.Kind == "constant" || n.Kind == "shape" })
}
