//go:build all

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// quiet is a page that says in a way of its own where to call.
const quiet = `Quiet API

To get a token, knock at the second door of quiet dot example and say slash tokens.

Parameter	Type	Required	Description
client	string	yes	your name
word	string	yes	your word

Error code	Meaning
Q101	nobody knows you
Q102	come back later

{"token": "q", "expires_in": 60}
`

const quietSpec = `openapi: 3.0.3
servers: [{url: "https://quiet.example", x-source: %s}]
paths:
  /tokens:
    post: {operationId: createToken, x-source: D elsewhere, responses: {}}
`

// checkout is a folder with one vendor.
func checkout(t *testing.T, source string) (dir string, command func(name, page string) (code int, out, errs string)) {
	t.Helper()
	dir = t.TempDir()
	for _, d := range []string{"specs/quiet", "gen/quietapi", "clients/quiet"} {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, d), 0o750))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "specs/quiet/openapi.yaml"), []byte(strings.ReplaceAll(quietSpec, "%s", source)), 0o600))
	return dir, func(name, page string) (int, string, string) {
		var out, errs bytes.Buffer
		args := []string{name, "-root", dir, "-vendor", "quiet", "-doc", "-"}
		if name == "facts" {
			args = append(args, "-date", "2026-01-02")
		}
		code := run(args, strings.NewReader(page), &out, &errs)
		return code, out.String(), errs.String()
	}
}

// A page of which the reader sees no host or no path is refused, until a person
// has written down where they are.
func TestThePageIsRefusedIfNoHostIsSeen(t *testing.T) {
	t.Parallel()
	_, command := checkout(t, "S the page")
	for _, name := range []string{"facts", "drift"} {
		code, out, errs := command(name, quiet)
		require.Equal(t, unreadable, code, out)
		require.Empty(t, out)
		require.NotEmpty(t, errs)
	}
	_, _, errs := command("facts", quiet)
	require.Contains(t, errs, "no host was found on the page")

	_, command = checkout(t, "D another page")
	code, _, errs := command("facts", quiet)
	require.Equal(t, same, code, "the spec says that the host is from elsewhere: %s", errs)
	code, _, errs = command("drift", quiet)
	require.Equal(t, same, code, errs)
}

// A fact written by hand stands with its line, and drift watches the line.
func TestAFactWrittenByHandIsWatched(t *testing.T) {
	t.Parallel()
	dir, command := checkout(t, "S the page")
	file := filepath.Join(dir, "specs/quiet/facts.yaml")
	const line = "To get a token, knock at the second door of quiet dot example and say slash tokens."
	require.NoError(t, os.WriteFile(file, []byte("vendor: quiet\npage: {date: '', sha256: ''}\nfacts:\n"+
		"  - {kind: host, value: quiet dot example, places: {}, line: '"+line+"', spec: ['/servers/https:~1~1quiet.example']}\n"+
		"  - {kind: path, value: slash tokens, places: {}, line: '"+line+"', ignored: a test}\n"), 0o600))
	code, _, errs := command("facts", quiet)
	require.Equal(t, same, code, errs)
	assert.Contains(t, errs, "kept, and does not hold: host = quiet dot example: /servers/https:~1~1quiet.example does not say")
	written, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Contains(t, string(written), "line: "+line)
	assert.Contains(t, string(written), "spec: ['/servers/https:~1~1quiet.example']")
	code, _, _ = command("facts", quiet)
	require.Equal(t, same, code)
	again, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(written), string(again), "make facts again changes nothing")

	code, out, errs := command("drift", quiet)
	require.Equal(t, same, code, out+errs)
	for changed, want := range map[string]string{
		"quiet dot example": "changed host: quiet dot example -> loud dot example",
		"slash tokens":      "changed path: slash tokens -> slash keys",
	} {
		code, out, _ = command("drift", strings.ReplaceAll(quiet, changed, strings.NewReplacer("quiet", "loud", "tokens", "keys").Replace(changed)))
		require.Equal(t, changes, code, out)
		assert.Contains(t, out, want)
		assert.Contains(t, out, "1 change,")
	}
	code, _, errs = command("drift", strings.ReplaceAll(quiet, line, "Knock anywhere."))
	require.Equal(t, unreadable, code, "the line is gone, and with it where to call")
	require.Contains(t, errs, "no host was found")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "specs/quiet/openapi.yaml"), []byte(strings.ReplaceAll(quietSpec, "%s", "D elsewhere")), 0o600))
	code, _, errs = command("facts", strings.ReplaceAll(quiet, line, "Knock anywhere."))
	require.Equal(t, same, code, errs)
	require.Contains(t, errs, "no longer has the line of a fact that was written by hand: "+line)
}

// What looks like a fact and gave none is named, and does not look so if a person wrote it down.
func TestLinesThatLookLikeFactsAreNamed(t *testing.T) {
	t.Parallel()
	const open = "Host: https://quiet.example, POST /tokens\n\n" + quiet
	dir, command := checkout(t, "S the page")
	code, _, errs := command("facts", open)
	require.Equal(t, same, code, errs)
	require.Empty(t, errs)
	for _, line := range []string{
		"An error is told by a note, 70031 say.",
		"'grant' => $kind",
		"the token lies at https://keys.quiet.example/x",
		"word:string,minLength=3",
		"secret_word | at least three letters | required",
	} {
		code, out, errs := command("drift", open+"\n"+line+"\n")
		if code == changes {
			continue // read after all
		}
		assert.Equal(t, same, code, out)
		assert.Contains(t, errs, "looks like a fact and gave none: ", line)
	}
	const note = "An error is told by a note, 70031 say."
	file := filepath.Join(dir, "specs/quiet/facts.yaml")
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(raw), "facts:\n", "facts:\n  - {kind: code, name: '70031', value: a note, places: {}, line: '"+note+"', ignored: a test}\n", 1)), 0o600))
	code, out, errs := command("facts", open+"\n"+note+"\n")
	require.Equal(t, same, code, errs)
	require.NotContains(t, errs, "looks like", out)
	code, out, errs = command("drift", open+"\n"+strings.Replace(note, "70031", "70032", 1)+"\n")
	require.Equal(t, changes, code, errs)
	require.Contains(t, out, "70031")
	require.Contains(t, out, "70032")
}

func TestComparePagesThatCannotBeCompared(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	whole := file("whole", "GET https://a.example.com/v1/x\n\nError code\tMeaning\n1001\tbad\n")
	pathless := file("pathless", "POST /v1/x\n\nError code\tMeaning\n1001\tbad\n")
	hidden := file("hidden", "POST /v1/x\n\nthe token lies at https://keys.quiet.example/x\n")
	for name, c := range map[string]struct {
		args []string
		code int
		said string
	}{
		"the same":          {[]string{whole, file("copy", "GET https://a.example.com/v1/x\n\nError code | Meaning\n--|--\n1001 | bad\n")}, same, "no change"},
		"a change":          {[]string{whole, file("other", "GET https://b.example.com/v1/x\n\nError code\tMeaning\n1001\tbad\n")}, changes, "changed host: https://a.example.com -> https://b.example.com | line 1 | the release calls the old"},
		"no host by design": {[]string{pathless, file("pathless2", "POST /v1/x\n\nError code\tMeaning\n1001\tbad\n\n")}, same, "neither page gives a host"},
		"no host seen":      {[]string{hidden, file("hidden2", "POST /v1/x\n\nthe token lies at https://keys.quiet.example/x\n\n")}, unreadable, "no host was found"},
		"prose":             {[]string{file("prose", "Nothing to see here."), file("prose2", "Nothing at all.")}, unreadable, "no host was found"},
		"one page":          {[]string{whole}, unreadable, "name two saved pages"},
		"the page twice":    {[]string{whole, whole}, unreadable, "name two saved pages"},
		"no such file":      {[]string{whole, filepath.Join(dir, "none")}, unreadable, "no such file"},
		"format":            {[]string{"-format", "xml", whole, pathless}, unreadable, `no format "xml"`},
		"for machines":      {[]string{"-format", "json", whole, pathless}, changes, `"kind": "host"`},
	} {
		var out, errs bytes.Buffer
		code := run(append([]string{"compare"}, c.args...), strings.NewReader(""), &out, &errs)
		assert.Equal(t, c.code, code, "%s: %s%s", name, out.String(), errs.String())
		assert.Contains(t, out.String()+errs.String(), c.said, name)
	}
}
