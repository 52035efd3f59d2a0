package ledger

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Spec is an OpenAPI document as plain values, so that what a model of OpenAPI
// would drop is still there.
type Spec struct{ root any }

// LoadSpec reads a vendor's openapi.yaml.
func LoadSpec(root, vendor string) (*Spec, error) {
	raw, err := os.ReadFile(filepath.Join(root, "specs", vendor, "openapi.yaml"))
	if err != nil {
		return nil, err
	}
	return ParseSpec(raw)
}

// ParseSpec reads a document.
func ParseSpec(raw []byte) (*Spec, error) {
	var document map[string]any
	if err := yaml.Unmarshal(raw, &document); err != nil {
		return nil, err
	}
	return &Spec{document}, nil
}

// escape makes a segment of a JSON pointer (RFC 6901).
func escape(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "~", "~0"), "/", "~1")
}

func unescape(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "~1", "/"), "~0", "~")
}

// At returns the node at a pointer.
func (s *Spec) At(pointer string) (any, error) {
	node := s.root
	if pointer == "" {
		return node, nil
	}
	if pointer[0] != '/' {
		return nil, fmt.Errorf("%q is no JSON pointer: it has to begin with a slash", pointer)
	}
	for segment := range strings.SplitSeq(pointer[1:], "/") {
		child, ok := step(node, unescape(segment))
		if !ok {
			return nil, fmt.Errorf("the spec has no %s (nothing named %q there)", pointer, unescape(segment))
		}
		node = child
	}
	return node, nil
}

func step(node any, segment string) (any, bool) {
	switch n := node.(type) {
	case map[string]any:
		child, ok := n[segment]
		return child, ok
	case []any:
		if i := slices.Index(keys(n), segment); i >= 0 {
			return n[i], true
		}
	}
	return nil, false
}

// keys are the names of a list's items in pointers, so that a new item moves no
// pointer: the code, name or URL of each, the schema it refers to, and its index
// only if it has none of these.
func keys(list []any) []string {
	found, count := make([]string, len(list)), map[string]int{}
	for i, item := range list {
		found[i] = strconv.Itoa(i)
		key := keyOf(item)
		if key == "" {
			continue
		}
		if found[i] = key; count[key] > 0 {
			found[i] = fmt.Sprintf("%s+%d", key, count[key])
		}
		count[key]++
	}
	return found
}

func keyOf(item any) string {
	m, _ := item.(map[string]any)
	for _, name := range []string{"code", "name", "url", "title", "type"} {
		if text, ok := m[name].(string); ok {
			return text
		}
	}
	ref, _ := m["$ref"].(string)
	return ref[strings.LastIndexByte(ref, '/')+1:]
}

// Indexed is a pointer as RFC 6901 has it, with indexes of lists, for those who edit the YAML.
func (s *Spec) Indexed(pointer string) (string, error) {
	plain, node := "", s.root
	if pointer == "" {
		return plain, nil
	}
	for segment := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		child, ok := step(node, unescape(segment))
		if !ok {
			return "", fmt.Errorf("the spec has no %s (nothing named %q there)", pointer, unescape(segment))
		}
		if list, isList := node.([]any); isList {
			segment = strconv.Itoa(slices.Index(keys(list), unescape(segment)))
		}
		plain, node = plain+"/"+segment, child
	}
	return plain, nil
}

// last is the last segment of a pointer.
func last(pointer string) string {
	return unescape(pointer[strings.LastIndexByte(pointer, '/')+1:])
}

// resolve follows references.
func (s *Spec) resolve(pointer string, node any) (string, any) {
	for range 8 {
		m, ok := node.(map[string]any)
		if !ok {
			break
		}
		ref, ok := m["$ref"].(string)
		if !ok {
			break
		}
		target, err := s.At(strings.TrimPrefix(ref, "#"))
		if err != nil {
			break
		}
		pointer, node = strings.TrimPrefix(ref, "#"), target
	}
	return pointer, node
}

// walk visits every node below pointer, in order, without following references.
func (s *Spec) walk(pointer string, node any, visit func(pointer string, node any)) {
	visit(pointer, node)
	switch n := node.(type) {
	case map[string]any:
		for _, key := range sorted(n) {
			s.walk(pointer+"/"+escape(key), n[key], visit)
		}
	case []any:
		for i, key := range keys(n) {
			s.walk(pointer+"/"+escape(key), n[i], visit)
		}
	}
}

// reach visits every node below pointer and below what it refers to, once.
func (s *Spec) reach(pointer string, visit func(pointer string, node any)) {
	seen := map[string]bool{}
	var from func(string)
	from = func(pointer string) {
		if seen[pointer] {
			return
		}
		seen[pointer] = true
		node, err := s.At(pointer)
		if err != nil {
			return
		}
		s.walk(pointer, node, func(p string, n any) {
			visit(p, n)
			if target, _ := s.resolve(p, n); target != p {
				from(target)
			}
		})
	}
	from(pointer)
}

func sorted(m map[string]any) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

// operation returns the pointer of the operation an owner names: "POST /path request".
func (s *Spec) operation(owner string) string {
	fields := strings.Fields(owner)
	if len(fields) < 2 {
		return ""
	}
	pointer := "/paths/" + escape(fields[1]) + "/" + strings.ToLower(fields[0])
	if _, err := s.At(pointer); err != nil {
		return ""
	}
	return pointer
}

// part is the request or the answers of an operation.
func (s *Spec) part(owner string) []string {
	operation := s.operation(owner)
	switch {
	case operation == "":
		return []string{""}
	case strings.HasSuffix(owner, " answer"):
		return []string{operation + "/responses"}
	case strings.HasSuffix(owner, " request"):
		return []string{operation + "/parameters", operation + "/requestBody"}
	}
	return []string{operation}
}

// schemaTypes are the JSON types that a schema allows.
func (s *Spec) schemaTypes(node any) []string {
	_, node = s.resolve("", node)
	schema, ok := node.(map[string]any)
	if !ok {
		return nil
	}
	if inner, ok := schema["schema"]; ok { // a parameter
		return s.schemaTypes(inner)
	}
	var types []string
	switch t, _ := schema["type"].(string); t {
	case "":
	case "integer":
		types = append(types, "number")
	default:
		types = append(types, t)
	}
	for _, list := range []string{"oneOf", "anyOf"} {
		branches, _ := schema[list].([]any)
		for _, branch := range branches {
			types = append(types, s.schemaTypes(branch)...)
		}
	}
	if null, _ := schema["nullable"].(bool); null {
		types = append(types, "null")
	}
	return types
}

// Operation returns the pointer of the operation that an owner names, or empty.
func (s *Spec) Operation(owner string) string { return s.operation(owner) }

// OperationIDs returns the ids of the operation at a pointer, or of all of a path.
func (s *Spec) OperationIDs(pointer string) []string {
	node, err := s.At(pointer)
	if err != nil {
		return nil
	}
	m, _ := node.(map[string]any)
	if id, ok := m["operationId"].(string); ok {
		return []string{id}
	}
	var ids []string
	for _, method := range methods {
		if operation, ok := m[method].(map[string]any); ok {
			if id, ok := operation["operationId"].(string); ok {
				ids = append(ids, id)
			}
		}
	}
	return ids
}
