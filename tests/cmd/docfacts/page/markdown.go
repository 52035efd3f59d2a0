package page

import (
	"regexp"
	"slices"
	"strings"
)

var (
	fence = regexp.MustCompile("^\\s*(```|~~~)")
	// hashes mark a heading; a single one would be a comment of a sample as well.
	hashes  = regexp.MustCompile(`^#{2,6}\s+`)
	comment = regexp.MustCompile(`(?:^|[^*\w])/\*`)
	bullet  = regexp.MustCompile(`^\s*[-*+•·●▪◦]\s+`)
	link    = regexp.MustCompile(`!?\[([^\[\]]*)\]\(((?:https?:|/|#|\.)[^()\s]*)(?:\s+"[^"]*")?\)`)
	escape  = regexp.MustCompile(`\\([_*#~|\[\](){}<>+.!-])`)
	// shell is a command whose output goes through a pipe.
	shell = regexp.MustCompile(`^(\$ |curl|echo|printf|cat|openssl|grep|jq)\b`)
	// branch is what draws a tree of fields.
	branch = regexp.MustCompile(`^\s*[├└│─┣┗┃━]+[\s├└│─┣┗┃━]*`)
	// rule is the line below a table's head.
	rule = regexp.MustCompile(`^(?:[|\s:+-]*-{2,}[|\s:+-]*|\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?)$`)
)

// escapedPipe stands for a pipe inside a cell while the row is cut.
const escapedPipe = "\x01"

// unmarked takes Markdown's marks away and makes tabs of the pipes between cells.
func unmarked(lines []Line) []Line {
	kept := lines[:0]
	inFence, inComment := false, false // a comment's lines begin with stars
	table := 0                         // lines that are left of the table
	for i, line := range lines {
		switch {
		case fence.MatchString(line.Text):
			inFence = !inFence
			line.Text = ""
		case inComment || comment.MatchString(line.Text):
			inComment = !strings.Contains(line.Text, "*/")
		case inFence:
			line.Text = strings.ReplaceAll(line.Text, `\_`, "_") // what made Markdown of the page escaped it there as well
		default:
			if table == 0 {
				table = rows(lines[i:])
			}
			if table > 0 {
				table--
				if rule.MatchString(strings.TrimSpace(line.Text)) {
					if len(kept) > 0 {
						kept[len(kept)-1].Head = true
					}
					continue
				}
				line.Text = cells(line.Text)
			}
			line.Text = words(line.Text)
		}
		kept = append(kept, line)
	}
	return kept
}

// words is a line without the marks of headings, lists, links, code and bold.
func words(text string) string {
	text = branch.ReplaceAllString(bullet.ReplaceAllString(hashes.ReplaceAllString(text, ""), ""), "")
	text = link.ReplaceAllStringFunc(text, func(found string) string {
		m := link.FindStringSubmatch(found)
		return m[1]
	})
	if !strings.HasSuffix(text, `\`) { // a shell's command goes on
		text = escape.ReplaceAllString(text, "$1")
	}
	return strings.NewReplacer("**", "", "`", "").Replace(text)
}

// rows is how many of the lines, from the first on, are one table between pipes.
func rows(lines []Line) int {
	n, outer := 0, true
	for _, line := range lines {
		text := strings.TrimSpace(strings.ReplaceAll(line.Text, `\|`, escapedPipe))
		isRule := strings.HasPrefix(text, "+-") || strings.ContainsRune(text, '|') && rule.MatchString(text)
		count := strings.Count(strings.Trim(text, "|"), "|")
		framed := len(text) > 2 && text[0] == '|' && text[len(text)-1] == '|'
		if !isRule && !framed && (count == 0 || strings.Contains(text, "||") || strings.ContainsAny(text, `{};`) || shell.MatchString(text)) {
			break
		}
		n++
		if isRule {
			continue
		}
		outer = outer && framed
	}
	if n > 1 || outer && n > 0 {
		return n
	}
	return 0
}

// cells makes tabs of the pipes of a row.
func cells(text string) string {
	text = strings.TrimSpace(strings.ReplaceAll(text, `\|`, escapedPipe))
	text = strings.TrimSuffix(strings.TrimPrefix(text, "|"), "|")
	parts := strings.Split(text, "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return strings.ReplaceAll(strings.Join(parts, "\t"), escapedPipe, "|")
}

// wholeHTML reports whether a document is HTML as a whole, and no text with some HTML in it.
func wholeHTML(text string) bool {
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, "<") || slices.ContainsFunc([]string{"<!doctype", "<html", "<body"}, func(tag string) bool {
		return strings.Contains(strings.ToLower(text), tag)
	})
}
