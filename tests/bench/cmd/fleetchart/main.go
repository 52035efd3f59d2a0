// Command fleetchart draws what a fleet costs its vendor, from the lines that
// make fleet-sim leaves.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"image/color"
	"os"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

type day struct {
	Faults    bool    `json:"faults"`
	Processes float64 `json:"processes"`
	Lifetimes float64 `json:"lifetimes"`
	Fetches   float64 `json:"fetches"`
	StoreOps  float64 `json:"store_ops_per_process_and_lifetime"`
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: fleetchart IN.jsonl OUT.svg")
		os.Exit(2)
	}
	if err := draw(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "fleetchart:", err)
		os.Exit(1)
	}
}

func draw(in, out string) error {
	days, err := read(in)
	if err != nil {
		return err
	}
	p := plot.New()
	p.Title.Text = "What a fleet costs in a day: one account, a new token kills the old"
	p.X.Label.Text, p.Y.Label.Text = "processes", "calls per lifetime of a token"
	p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	p.Y.Scale, p.Y.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	p.Legend.Top, p.Legend.Left, p.Legend.XOffs = true, true, vg.Points(8)
	p.Add(plotter.NewGrid())
	for _, l := range []struct {
		name  string
		color color.RGBA
		value func(day) (float64, bool)
	}{
		{"one process each for itself", color.RGBA{0x99, 0x99, 0x99, 0xff}, func(d day) (float64, bool) { return d.Processes, !d.Faults }},
		{"of the vendor, no faults", color.RGBA{0x00, 0x9e, 0x73, 0xff}, func(d day) (float64, bool) { return d.Fetches / d.Lifetimes, !d.Faults }},
		{"of the vendor, with crashes, outages of the store and wrong clocks", color.RGBA{0xd5, 0x5e, 0x00, 0xff}, func(d day) (float64, bool) { return d.Fetches / d.Lifetimes, d.Faults }},
		{"of the store, by each process", color.RGBA{0x00, 0x72, 0xb2, 0xff}, func(d day) (float64, bool) { return d.StoreOps, !d.Faults }},
	} {
		var points plotter.XYs
		for _, d := range days {
			if y, ok := l.value(d); ok {
				points = append(points, plotter.XY{X: d.Processes, Y: y})
			}
		}
		line, dots, err := plotter.NewLinePoints(points)
		if err != nil {
			return err
		}
		line.Color, line.Width, dots.Color = l.color, 2, l.color
		p.Add(line, dots)
		p.Legend.Add(l.name, line)
	}
	p.Y.Min, p.Y.Max = 0.5, 1e6 // with room for the legend
	return p.Save(9*vg.Inch, 4.5*vg.Inch, out)
}

func read(path string) ([]day, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var days []day
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		var d day
		if err := json.Unmarshal(sc.Bytes(), &d); err != nil {
			return nil, err
		}
		days = append(days, d)
	}
	slices.SortFunc(days, func(a, b day) int { return int(a.Processes - b.Processes) })
	return days, sc.Err()
}
