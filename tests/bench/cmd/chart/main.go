// Command chart draws callers' latency across expiries from what scenario E
// wrote: chart IN.jsonl OUT.svg
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"image/color"
	"os"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// floor is the shortest wait drawn, in milliseconds.
const floor = 0.01

// lines are the peers drawn: one of each way to behave, ours last and on top.
var lines = []struct {
	peer  string
	color color.RGBA
	width vg.Length
}{
	{"oauth2.ReuseTokenSource", color.RGBA{0xd5, 0x5e, 0x00, 0xff}, 1.2},
	{"aws.CredentialsCache", color.RGBA{0xe6, 0x9f, 0x00, 0xff}, 1.2},
	{"google auth.CachedTokenProvider (async)", color.RGBA{0x99, 0x99, 0x99, 0xff}, 1.2},
	{"ours authhooks.Source", color.RGBA{0x00, 0x9e, 0x73, 0xff}, 2.4},
}

type series struct {
	Peer   string    `json:"peer"`
	Bucket float64   `json:"bucket_ms"`
	Worst  []float64 `json:"worst_ms"`
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: chart IN.jsonl OUT.svg")
		os.Exit(2)
	}
	if err := draw(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "chart:", err)
		os.Exit(1)
	}
}

func draw(in, out string) error {
	all, err := read(in)
	if err != nil {
		return err
	}
	p := plot.New()
	p.Title.Text = "Longest wait of 64 callers across expiries (4 s token, vendor takes 200 ms)"
	p.X.Label.Text, p.Y.Label.Text = "seconds", "longest wait in 100 ms, milliseconds"
	p.Y.Scale, p.Y.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	p.Y.Min, p.Y.Max = floor, 10_000 // with room for the legend
	p.Legend.Top, p.Legend.Left, p.Legend.XOffs = true, true, vg.Points(8)
	p.Add(plotter.NewGrid())
	for _, l := range lines {
		s, ok := all[l.peer]
		if !ok {
			return fmt.Errorf("%s has no line for %q", in, l.peer)
		}
		points := make(plotter.XYs, 0, len(s.Worst))
		for i, ms := range s.Worst {
			points = append(points, plotter.XY{X: float64(i) * s.Bucket / 1000, Y: max(ms, floor)})
		}
		line, err := plotter.NewLine(points)
		if err != nil {
			return err
		}
		line.Color, line.Width = l.color, l.width
		p.Add(line)
		p.Legend.Add(l.peer, line)
	}
	return p.Save(9*vg.Inch, 4.5*vg.Inch, out)
}

func read(path string) (map[string]series, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all := map[string]series{}
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var s series
		if err := json.Unmarshal(sc.Bytes(), &s); err != nil {
			return nil, err
		}
		all[s.Peer] = s
	}
	return all, sc.Err()
}
