package main

import (
	"fmt"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

// node is a YAML node. Mappings keep the order of the document.
type node struct{ *yaml.Node }

// readYAML reads one document.
func readYAML(path string) (node, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return node{}, err
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return node{}, fmt.Errorf("%s: %w", path, err)
	}
	if len(document.Content) == 0 {
		return node{}, fmt.Errorf("%s is empty", path)
	}
	return node{document.Content[0]}, nil
}

// at returns the value under the keys, or a node without a value.
func (n node) at(keys ...string) node {
	for _, key := range keys {
		next := node{}
		for k, v := range n.pairs {
			if k == key {
				next = v
			}
		}
		n = next
	}
	return n
}

// is reports whether the node has a value.
func (n node) is() bool { return n.Node != nil }

// text returns a scalar, or "".
func (n node) text() string {
	if !n.is() || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

// pairs yields a mapping's keys and values.
func (n node) pairs(yield func(key string, value node) bool) {
	if !n.is() || n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if !yield(n.Content[i].Value, node{n.Content[i+1]}) {
			return
		}
	}
}

// items yields the elements of a sequence.
func (n node) items(yield func(node) bool) {
	if !n.is() || n.Kind != yaml.SequenceNode {
		return
	}
	for _, child := range n.Content {
		if !yield(node{child}) {
			return
		}
	}
}

// walk calls visit for every mapping at and below the node, in the document's order.
func (n node) walk(visit func(node)) {
	if !n.is() {
		return
	}
	if n.Kind == yaml.MappingNode {
		visit(n)
	}
	for _, child := range n.Content {
		node{child}.walk(visit)
	}
}

// follow resolves a $ref within the document.
func (n node) follow(document node) node {
	for range 16 { // references do not go deeper; a cycle ends here
		ref := n.at("$ref").text()
		if ref == "" {
			return n
		}
		n = document.at(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
	}
	return node{}
}

// first returns the first element of a sequence.
func (n node) first() node {
	for child := range n.items {
		return child
	}
	return node{}
}
