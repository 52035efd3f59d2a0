package hostile_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

// saying is a script for any scene.
func saying(s script) func(scene) (script, bool) {
	return func(scene) (script, bool) { return s, true }
}

// built is a script that says what is made of the scene.
func built(f func(s scene) string) func(scene) (script, bool) {
	return func(s scene) (script, bool) { return say(f(s)), true }
}

// whole is a good answer with more lines in its head.
func whole(s scene, lines string) string {
	return fmt.Sprintf("%s%sContent-Length: %d\r\n\r\n%s", head, lines, len(s.good), s.good)
}

// breaks are connections that end at each stage, in good order and by reset.
func breaks() []hostile {
	var list []hostile
	for stage, text := range map[string]string{
		"before a byte": "", "in the status line": "HTTP/1.1 20", "after the status line": "HTTP/1.1 200 OK\r\n", "in a header": "HTTP/1.1 200 OK\r\nContent-Ty",
		"after the headers": head + "Content-Length: 100\r\n\r\n", "in the body": head + "Content-Length: 100\r\n\r\n{\"code\":",
		"in a chunk": head + "Transfer-Encoding: chunked\r\n\r\nff\r\n{\"code\":", "before the last chunk": head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
		"after an interim answer": "HTTP/1.1 103 Early Hints\r\n\r\n",
	} {
		list = append(list,
			hostile{name: "closed " + stage, wire: saying(say(text)), want: transport},
			hostile{name: "reset " + stage, wire: saying(breakAfter(text)), want: transport},
			hostile{name: "silent " + stage, wire: saying(silent(text)), want: transport, slow: stage == "before a byte" || stage == "in a header" || stage == "in the body"})
	}
	return kept(list, func(h hostile) bool { return h.slow || !strings.HasPrefix(h.name, "silent ") })
}

func kept(list []hostile, keep func(hostile) bool) []hostile {
	var out []hostile
	for _, h := range list {
		if keep(h) {
			out = append(out, h)
		}
	}
	return out
}

// floods are answers without an end, each in its own place.
func floods() []hostile {
	return []hostile{
		{name: "endless body", wire: saying(endless(head+"\r\n{\"x\":\"", strings.Repeat("0", 64<<10), 0)), want: protocol},
		{name: "endless body of a stated length", wire: saying(endless(head+"Content-Length: 9223372036854775807\r\n\r\n", strings.Repeat("0", 64<<10), 0)), want: protocol},
		{name: "endless chunks", wire: saying(endless(head+"Transfer-Encoding: chunked\r\n\r\n", "1000\r\n"+strings.Repeat("0", 4096)+"\r\n", 0)), want: protocol},
		{name: "endless chunks of a byte", slow: true, wire: saying(endless(head+"Transfer-Encoding: chunked\r\n\r\n", strings.Repeat("1\r\n0\r\n", 4096), 0)), want: kinds(authhooks.KindProtocol, authhooks.KindTransport)},
		{name: "endless chunk extension", wire: saying(endless(head+"Transfer-Encoding: chunked\r\n\r\n1;", strings.Repeat("x", 64<<10), 0)), want: transport},
		{name: "endless trailers", wire: saying(endless(head+"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", strings.Repeat("X-T: y\r\n", 4096), 0)), want: transport},
		{name: "endless headers", wire: saying(endless("HTTP/1.1 200 OK\r\n", strings.Repeat("X-Flood: y\r\n", 4096), 0)), want: protocol},
		{name: "endless header line", wire: saying(endless("HTTP/1.1 200 OK\r\nX-Flood: ", strings.Repeat("y", 64<<10), 0)), want: protocol},
		{name: "endless status line", wire: saying(endless("HTTP/1.1 200 ", strings.Repeat("O", 64<<10), 0)), want: protocol},
		{name: "endless interim answers", wire: saying(endless("", strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n", 512), 0)), want: kinds(authhooks.KindProtocol, authhooks.KindTransport)},
		{name: "endless continues", wire: saying(endless("", strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 512), 0)), want: kinds(authhooks.KindProtocol, authhooks.KindTransport)},
		{name: "endless line breaks", wire: saying(endless("", strings.Repeat("\r\n", 4096), 0)), want: transport},
		{name: "dripping headers", slow: true, wire: saying(endless("HTTP/1.1 200 OK\r\n", "X: y\r\n", 20*time.Millisecond)), want: transport},
		{name: "dripping interim answers", slow: true, wire: saying(endless("", "HTTP/1.1 103 Early Hints\r\n\r\n", 20*time.Millisecond)), want: transport},
		{name: "dripping body", slow: true, wire: saying(endless(head+"\r\n{", " ", 20*time.Millisecond)), want: transport},
	}
}

// frames are heads and bodies that break the rules of HTTP.
func frames() []hostile {
	var list []hostile
	for name, text := range map[string]string{
		"no HTTP": "SSH-2.0-OpenSSH_9.9\r\n", "TLS": "\x15\x03\x01\x00\x02\x02\x28", "HTTP/0.9": "{\"code\":200}", "HTTP/2 preface": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"status 20": "HTTP/1.1 20 OK\r\n\r\n", "status -200": "HTTP/1.1 -200 OK\r\n\r\n", "status 2000": "HTTP/1.1 2000 OK\r\n\r\n", "status in letters": "HTTP/1.1 two OK\r\n\r\n",
		"a negative length": head + "Content-Length: -5\r\n\r\n{}", "a length in letters": head + "Content-Length: ten\r\n\r\n{}", "two lengths": head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
		"an overflowing length": head + "Content-Length: 99999999999999999999999\r\n\r\n{}", "an unknown transfer encoding": head + "Transfer-Encoding: rot13\r\n\r\n{}",
		"a chunk of letters": head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", "a negative chunk": head + "Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n",
		"an overflowing chunk": head + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n", "a header without a colon": "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n{}",
		"a header without a name": "HTTP/1.1 200 OK\r\n: x\r\n\r\n{}", "NUL in a header": "HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n{}",
		"a folded first header": "HTTP/1.1 200 OK\r\n folded\r\n\r\n{}",
	} {
		list = append(list, hostile{name: "wire: " + name, wire: saying(say(text)), want: kinds(authhooks.KindTransport)})
	}
	return append(list,
		// net/http reads these two, so that it is the body that is not as it should be.
		hostile{name: "wire: HTTP/9.9", wire: saying(say("HTTP/9.9 200 OK\r\n\r\n{}")), want: protocol},
		hostile{name: "wire: a blank before a colon", wire: saying(say("HTTP/1.1 200 OK\r\nX : y\r\n\r\n{}")), want: protocol},
		hostile{name: "wire: switching protocols", wire: saying(say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")), want: protocol},
		hostile{name: "wire: a length that is too small", wire: built(func(s scene) string { return head + "Content-Length: 5\r\n\r\n" + string(s.good) }), want: protocol},
		hostile{name: "wire: a length that is too large", wire: built(func(s scene) string {
			return fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", head, len(s.good)+1, s.good)
		}), want: transport},
		hostile{name: "wire: no body announced", wire: saying(say(head + "Content-Length: 0\r\n\r\n")), want: protocol},
		hostile{name: "wire: the secret as the status line", wire: built(func(s scene) string { return s.secrets[0] + "\r\n\r\n" }), want: transport},
		hostile{name: "wire: the secret as the status", wire: built(func(s scene) string { return "HTTP/1.1 " + s.secrets[0] + "\r\n\r\n" }), want: transport},
		hostile{name: "wire: the secret as the reason", wire: built(func(s scene) string { return "HTTP/1.1 503 " + s.secrets[0] + "\r\nContent-Length: 0\r\n\r\n" }), want: kinds(authhooks.KindUnavailable)},
		hostile{name: "wire: the secret as a header", wire: built(func(s scene) string { return "HTTP/1.1 200 OK\r\n" + s.secrets[0] + "\r\n\r\n" }), want: transport},
		hostile{name: "wire: the secret as the length", wire: built(func(s scene) string { return head + "Content-Length: " + s.secrets[0] + "\r\n\r\n" }), want: transport},
		hostile{name: "wire: the secret as the encoding", wire: built(func(s scene) string { return head + "Transfer-Encoding: " + s.secrets[0] + "\r\n\r\n" }), want: transport},
		hostile{name: "wire: the secret as a chunk's size", wire: built(func(s scene) string { return head + "Transfer-Encoding: chunked\r\n\r\n" + s.secrets[0] + "\r\n" }), want: transport},
		// What is odd but good.
		hostile{name: "wire: good, after interim answers", wire: built(func(s scene) string {
			return "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" + whole(s, "")
		})},
		hostile{name: "wire: good, until the connection ends", wire: built(func(s scene) string { return head + "\r\n" + string(s.good) })},
		hostile{name: "wire: good, in chunks of a byte", wire: built(func(s scene) string {
			var b strings.Builder
			for i := range s.good {
				fmt.Fprintf(&b, "1;x=y\r\n%c\r\n", rune(s.good[i]))
			}
			return head + "Transfer-Encoding: chunked\r\n\r\n" + b.String() + "0\r\nX-Trailer: z\r\n\r\n"
		})},
		hostile{name: "wire: good, and a second answer", wire: built(func(s scene) string { return whole(s, "") + "HTTP/1.1 500 Evil\r\n\r\n" })},
		hostile{name: "wire: good, with Latin in a header", wire: built(func(s scene) string { return whole(s, "X-Name: \xe9\xff\r\n") })},
		hostile{name: "wire: good, with bare line feeds", wire: built(func(s scene) string { return strings.ReplaceAll(whole(s, ""), "\r\n", "\n") })},
	)
}
