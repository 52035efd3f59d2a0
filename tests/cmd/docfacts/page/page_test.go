package page

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func texts(t *testing.T, document string) (texts []string, numbers []int) {
	t.Helper()
	lines, err := Read(strings.NewReader(document))
	require.NoError(t, err)
	for _, l := range lines {
		if l.Text != "" {
			texts, numbers = append(texts, l.Text), append(numbers, l.Number)
		}
	}
	return texts, numbers
}

func TestHTMLIsReadAsText(t *testing.T) {
	t.Parallel()
	got, numbers := texts(t, `<!doctype html>
<head><title>no</title><script>no("<p>")</script><style>no{}</style></head>
<body><nav><ul><li>no</li></ul></nav>
<div class="x sidebar"><div>no</div></div>
<h2>Heading <a class="header-anchor" href="#h">#</a></h2>
<p>a &lt;b&gt;&nbsp;c
 d</p>
<table><tr><th>name</th><th>type</th></tr>
<tr><td> id </td><td><p>String</p></td></tr><tr><td>x<br>y<td>Integer</table>
<pre><code><span>{</span>
  "k": <b>1</b>
}</code></pre>
<ul><li>one<li>two</ul>
<footer>no</footer>
</body>`)
	require.Equal(t, []string{"Heading", "a <b> c d", "name\ttype", "id\tString", "x y\tInteger", "{", `  "k": 1`, "}", "one", "two"}, got)
	require.Equal(t, []int{5, 6, 8, 9, 9, 10, 11, 12, 13, 13}, numbers)
}

func TestTextIsPutIntoNormalForm(t *testing.T) {
	t.Parallel()
	got, numbers := texts(t, "\ufeff请求:A,B\u200b\r\n\r\n### 标题\r\n| a | `b` |\r\n|---|:-:|\r\n| 1 |  |\r\n“x”\u00a0y\r# comment")
	require.Equal(t, []string{"请求:A,B", "标题", "a\tb", "1\t", `"x" y`, "# comment"}, got)
	require.Equal(t, []int{1, 3, 4, 6, 7, 8}, numbers)
}

func TestTextWithAngleBracketsIsNoHTML(t *testing.T) {
	t.Parallel()
	got, _ := texts(t, "#import <Foundation/Foundation.h>\nMap<String, String> m;")
	require.Equal(t, []string{"#import <Foundation/Foundation.h>", "Map<String, String> m;"}, got)
}

func TestUnreadableIsSaid(t *testing.T) {
	t.Parallel()
	for _, document := range []string{"", " \n\t", "a\x00b", "\xff\xff\xff\xff", strings.Repeat("x", maxSize+1)} {
		_, err := Read(strings.NewReader(document))
		require.ErrorIs(t, err, ErrUnreadable)
	}
}

func TestDateOfThePage(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"最后更新:2022年07月12日":       "2022-07-12",
		"更新时间 2023/1/2":          "2023-01-02",
		"Last updated: 2024-5-6": "2024-05-06",
		"创建于 2020-01-01":         "",
	} {
		lines, err := Read(strings.NewReader(text))
		require.NoError(t, err)
		assert.Equal(t, want, Date(lines), text)
	}
}
