package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// texts completes what the simulator says for each code. The text is that of the row in
// openapi.yaml, or else of a sample, or else of the page's table of codes, or else of a
// sample that others wrote, or else our meaning. A sample without a text says that the vendor sends none.
func (v *vendor) texts(dir string) error {
	samples, err := v.samples(dir)
	if err != nil {
		return err
	}
	table, err := tableTexts(filepath.Join(dir, "facts.yaml"))
	if err != nil {
		return err
	}
	for _, c := range v.Codes {
		for _, own := range []bool{true, false} {
			for _, s := range samples {
				if s.own == own && s.code == c.Code && (c.Call == "" || s.business == (c.Call == "Business")) {
					c.say(s.language, s.text)
				}
			}
			if text, there := table[c.Code]; own && there {
				c.say("", text)
			}
		}
		c.say("", c.Meaning)
	}
	return nil
}

// sample is what one sample says of one code.
type sample struct {
	code, language, text string
	business             bool // the answer to a business call
	own                  bool // the vendor's own words
}

var language = regexp.MustCompile(`^[a-z]{2}$`)

// samples reads the samples that are named <operation>.<code>[.<language>].json.
func (v *vendor) samples(dir string) (list []sample, err error) {
	index, err := readYAML(filepath.Join(dir, "examples", "index.yaml"))
	if err != nil {
		return nil, err
	}
	for file, entry := range index.pairs {
		name, isJSON := strings.CutSuffix(file, ".json")
		op := entry.at("operation").text()
		rest, named := strings.CutPrefix(name, op+".")
		if !isJSON || !named {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(dir, "examples", file))
		if err != nil {
			return nil, err
		}
		decoder := json.NewDecoder(bytes.NewReader(raw))
		decoder.UseNumber()
		var body any
		if decoder.Decode(&body) != nil {
			continue // another test holds the samples to their schemas
		}
		for i := range v.Codes {
			variant, is := strings.CutPrefix(rest+".", v.Codes[i].Code+".")
			if variant = strings.TrimSuffix(variant, "."); !is || variant != "" && !language.MatchString(variant) {
				continue
			}
			list = append(list, sample{
				v.Codes[i].Code, variant, message(body, v.Codes[i].Code), op == "business", !strings.HasPrefix(entry.at("x-source").text(), "P"),
			})
		}
	}
	return list, nil
}

// message finds the text beside a code.
func message(body any, code string) string {
	switch value := body.(type) {
	case map[string]any:
		keys := slices.Sorted(maps.Keys(value))
		here := slices.ContainsFunc(keys, func(k string) bool {
			number, isNumber := value[k].(json.Number)
			return value[k] == code || isNumber && number.String() == code
		})
		if here {
			return beside(value, keys, code)
		}
		for _, k := range keys {
			if text := message(value[k], code); text != "" {
				return text
			}
		}
	case []any:
		for _, element := range value {
			if text := message(element, code); text != "" {
				return text
			}
		}
	}
	return ""
}

// beside returns the text in an object that has the code: that of a field called message
// or msg, or else the first other text.
func beside(object map[string]any, keys []string, code string) (text string) {
	for _, k := range keys {
		value, isText := object[k].(string)
		name := strings.ToLower(k)
		switch {
		case !isText || value == code:
		case strings.HasSuffix(name, "msg") || strings.HasSuffix(name, "message"):
			return value
		case text == "":
			text = value
		}
	}
	return text
}

// tableTexts returns the values of the page's facts that are codes. What a sentence of the
// page says of a code is not the vendor's text. A vendor whose page is not saved has no facts.
func tableTexts(path string) (map[string]string, error) {
	texts := map[string]string{}
	facts, err := readYAML(path)
	if os.IsNotExist(err) {
		return texts, nil
	} else if err != nil {
		return nil, err
	}
	for fact := range facts.at("facts").items {
		if fact.at("kind").text() == "code" && !spoken(fact) {
			texts[fact.at("name").text()] = fact.at("value").text()
		}
	}
	return texts, nil
}

// spoken reports whether a fact stands in sentences alone.
func spoken(fact node) bool {
	places := 0
	for range fact.at("places").pairs {
		places++
	}
	return places == 1 && fact.at("places", "prose").is()
}
