// Command prose reads the comments of Go files and the text of Markdown files, and
// reports what the house rules forbid and a program can see. Without findings it prints
// the measures of each folder.
package main

import (
	"errors"
	"flag"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	flag.Parse()
	if err := run(os.Stdout, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "prose:", err)
		os.Exit(1)
	}
}

var errFindings = errors.New("write plain sentences: subject, verb, object; \"if\" for conditions; at most one colon")

// run checks files and folders.
func run(out io.Writer, roots []string) error {
	found := false
	for _, root := range roots {
		var total measure
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			texts, err := textsOf(path)
			for _, t := range texts {
				for _, s := range sentences(t.text) {
					total.add(s)
					for _, f := range findings(s) {
						found = true
						_, _ = fmt.Fprintf(out, "%s:%d: %s: %s\n", path, t.line, f, s)
					}
				}
			}
			return err
		})
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(out, "%-40s %s\n", root, &total)
	}
	if found {
		return errFindings
	}
	return nil
}

// text is one comment, or one paragraph.
type text struct {
	line int
	text string
}

// textsOf returns the prose of a file. Generated files and other kinds have none.
func textsOf(path string) ([]text, error) {
	switch {
	case strings.HasSuffix(path, ".gen.go"):
		return nil, nil
	case strings.HasSuffix(path, ".go"):
		return comments(path)
	case strings.HasSuffix(path, ".md"):
		return paragraphs(path)
	}
	return nil, nil
}

func comments(path string) ([]text, error) {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, path, nil, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	var texts []text
	for _, group := range f.Comments {
		line := set.Position(group.Pos()).Line
		for paragraph := range strings.SplitSeq(group.Text(), "\n\n") {
			texts = append(texts, text{line, withoutCode(paragraph)})
		}
	}
	return texts, nil
}

// withoutCode drops the indented lines of a doc comment, but for list items: tables
// and examples are no prose.
func withoutCode(paragraph string) string {
	var kept []string
	for line := range strings.Lines(paragraph) {
		item := strings.TrimLeft(line, " \t")
		switch {
		case item == line:
		case strings.HasPrefix(item, "- "):
			line = ". " + item[2:] // each item is a sentence
		case strings.HasPrefix(line, "    "): // goes on from the line before
		default:
			continue
		}
		kept = append(kept, line)
	}
	return strings.Join(kept, "")
}

func paragraphs(path string) ([]text, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var texts []text
	line, code := 1, false
	for block := range strings.SplitSeq(string(raw), "\n\n") {
		fences := strings.Count(block, "```")
		if !code && fences == 0 && !strings.HasPrefix(block, "|") && !strings.HasPrefix(block, "    ") {
			texts = append(texts, text{line, strings.ReplaceAll(block, "\n- ", "\n. ")})
		}
		code = code != (fences%2 == 1)
		line += strings.Count(block, "\n") + 2
	}
	return texts, nil
}
