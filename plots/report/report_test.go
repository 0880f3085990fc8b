package report

import (
	"bytes"
	"encoding/base64"
	"flag"
	"fmt"
	"html"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/plots/internal/sample"
)

var lookFile = flag.String("look", "", "file to write a full page to, to be looked at")

func text(t *testing.T, r *experiments.Result, in Input) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, in); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func input() Input {
	return Input{
		Command: "xbar sweep --drift 0.05 --quick",
		Version: "0.1.0",
		Config:  []byte("# complete configuration\ncommand = \"sweep\"\n[train]\nimages = 2000\n"),
		CSV:     []File{{"trials.csv", []byte("device,d2d,accuracy\nideal,0,0.87\n")}, {"summary.csv", []byte("device,n\n")}},
	}
}

func TestLook(t *testing.T) {
	if *lookFile == "" {
		t.Skip("no -look file")
	}
	r := sample.Sweep(sample.Devices(), 12, sample.D2D())
	r.Quick = true
	r.Runs = sample.Compare(sample.Devices(), 3, 50).Runs
	if err := os.WriteFile(*lookFile, []byte(text(t, r, input())), 0o644); err != nil {
		t.Fatal(err)
	}
}

func contains(t *testing.T, page string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(page, w) {
			t.Errorf("the page does not contain %q", w)
		}
	}
}

func TestPageCarriesTheStudy(t *testing.T) {
	r := sample.Sweep(sample.Devices(), 6, sample.D2D())
	r.Quick = true
	page := text(t, r, input())
	contains(t, page, "adc clipped 3.1 % of samples", "in addition",
		"50 output neurons", "3 technologies (ideal; memristor is AlOx/HfO2 RRAM (Woo 2016); pcm is ",
		"data set digits", "Training was in-situ", "n = 6.",
		"Student&#39;s t over repeats", "Wilson&#39;s 95 % interval", "2000 training presentations",
		"The device-to-device spread (CV of Gmin, Gmax and steps) (key d2d) took 6 values: 0, 0.1, 0.2, 0.3, 0.5, 0.7.",
		"wires, thresholds, neuron spread, unselected lines at 0 V",
		"@misc{woo2016,", "doi = {10.1109/LED.2016.2582859}", `href="https://doi.org/10.1038/s41467-020-16108-9"`,
		"xbar sweep --drift 0.05 --quick", "xbar 0.1.0", "# complete configuration",
		"<svg role=\"img\"", "Figure 1.")
	if n := strings.Count(page, "<tr>"); n != 2+len(r.Summary)+len(r.Trials) {
		t.Errorf("%d table rows, want two heads, %d points and %d trials", n, len(r.Summary), len(r.Trials))
	}
}

func TestExSitu(t *testing.T) {
	r := sample.Sweep(sample.Devices(), 3, sample.D2D())
	r.Mode = "ex-situ"
	contains(t, text(t, r, Input{}), "Training was ex-situ")
}

func TestTheOnlyLoadsAreInside(t *testing.T) {
	r := sample.Compare(sample.Devices(), 3, 9)
	page := text(t, r, input())
	contains(t, html.UnescapeString(page), `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-`)
	ours := "<script>" + scriptText + "</script>"
	if strings.Count(page, ours) != 1 {
		t.Fatal("the page's own script is not in it as it is")
	}
	page = strings.Replace(page, ours, "", 1)
	for _, re := range []string{`<script`, `<link`, `<iframe`, `<object`, `<embed`, `@import`, `url\(`, `\ssrc=`, `\sonload`, `@font-face`} {
		if m := regexp.MustCompile(re).FindString(page); m != "" {
			t.Errorf("the page has %q", m)
		}
	}
	links := regexp.MustCompile(`(?:xlink:)?href="([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(links) < 5 {
		t.Fatalf("%d links: images, data and sources are missing", len(links))
	}
	for _, l := range links {
		if !strings.HasPrefix(l[1], "data:") && !strings.HasPrefix(l[1], "https://doi.org/") {
			t.Errorf("link to %.60q", l[1])
		}
	}
	for _, m := range regexp.MustCompile(`<image[^>]*>`).FindAllString(page, -1) {
		if !strings.Contains(m, `xlink:href="data:image/png;base64,`) {
			t.Errorf("image from outside: %.80q", m)
		}
	}
}

// Titles of cards, warnings and configurations come from files of strangers.
func TestForeignTextIsEscaped(t *testing.T) {
	const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`
	r := sample.Sweep(sample.Devices(), 3, sample.D2D())
	r.Devices[1].Title = evil
	r.Warnings = []string{evil}
	r.Ideal = []string{evil}
	r.Axes[0].Label = evil
	r.Sources = []experiments.Source{{Key: evil, Text: evil, DOI: `"><script>`}}
	in := Input{Command: evil, Version: evil, Config: []byte(evil), CSV: []File{{evil, []byte(evil)}}}
	page := text(t, r, in)
	page = strings.Replace(page, "<script>"+scriptText+"</script>", "", 1)
	for _, bad := range []string{"<script", "<img", "'><"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page contains %q unescaped", bad)
		}
	}
	contains(t, page, "&lt;script&gt;alert(1)")
}

func TestDownloadsHoldTheBytes(t *testing.T) {
	in := input()
	page := text(t, sample.Sweep(sample.Devices(), 3, sample.D2D()), in)
	for _, f := range in.CSV {
		m := regexp.MustCompile(`<a download="` + f.Name + `" href="data:text/csv;charset=utf-8;base64,([^"]*)"`).FindStringSubmatch(page)
		if m == nil {
			t.Errorf("no link to %s", f.Name)
			continue
		}
		b64 := strings.ReplaceAll(m[1], "&#43;", "+")
		if got, err := base64.StdEncoding.DecodeString(b64); err != nil || !bytes.Equal(got, f.Data) {
			t.Errorf("%s holds %q, %v", f.Name, got, err)
		}
	}
}

func TestLongStudiesAreCut(t *testing.T) {
	r := sample.Sweep(sample.Devices(), 30, sample.D2D())
	page := text(t, r, Input{})
	contains(t, page, fmt.Sprintf("The first 200 of %d trials", len(r.Trials)))
	if n := strings.Count(page, "<tr>"); n != 2+len(r.Summary)+200 {
		t.Errorf("%d table rows", n)
	}
}

func TestSummaryRow(t *testing.T) {
	r := sample.Sweep(sample.Devices()[:2], 3, sample.D2D())
	r.Summary = []experiments.Row{{Device: "memristor", Point: []float64{0.3}, N: 6, Mean: 0.8512, SD: 0.004,
		Lo: 0.84, Hi: 0.86, Loss: -0.00001, LossLo: -0.01, LossHi: 0.01, TestLo: 0.83, TestHi: 0.87, Raw: 0.5, RawLo: 0.4, RawHi: 0.6, MeanG: 0.57, Gain: 1.754,
		Spikes: 9.5, Inputs: 2286, Writes: 1.2e6}}
	got := strings.Join(summaryTable(r).Rows[0], " | ")
	want := "memristor | 0.3 | 6 | 85.12 | 84.00 to 86.00 | 0.40 | 83.00 to 87.00 | 0.00 | −1.00 to 1.00 | 50.00 | 40.00 to 60.00 | 0.57 | 1.754 | 9.5 | 2286 | 1.2e6"
	if got != want {
		t.Errorf("row\n%s, want\n%s", got, want)
	}
}

// What no row knows has no column: a study without waiting has no drift.
func TestUnknownColumnsAreLeftOut(t *testing.T) {
	page := text(t, sample.Sweep(sample.Devices()[:1], 3), Input{})
	for _, head := range []string{"not compensated", "G after / before"} {
		if strings.Contains(page, head) {
			t.Errorf("an empty column %q", head)
		}
	}
	contains(t, page, "accuracy (%)")
}

func TestSameBytesTwice(t *testing.T) {
	a := text(t, sample.Compare(sample.Devices(), 3, 4), input())
	if b := text(t, sample.Compare(sample.Devices(), 3, 4), input()); a != b {
		t.Error("two pages of one study differ")
	}
}

func TestBrokenFigureBecomesANotice(t *testing.T) {
	r := sample.Compare(sample.Devices()[:1], 1, 2)
	r.Runs[0].Maps[0] = nil
	contains(t, text(t, r, Input{}), "figure weights_ideal could not be drawn: weight map 0 has 0 weights, want 28 × 28", "Figure 3.")
}

func TestEmptyResultIsAPage(t *testing.T) {
	contains(t, text(t, &experiments.Result{}, Input{}), "<h1>xbar</h1>", "</html>")
}

// An axis of words is told in words, hyphens and all.
func TestReportOfWords(t *testing.T) {
	codes := sample.Codes("rank-order", "burst")
	codes.With = [][]experiments.Override{nil, {{Key: "network.target", Value: "1"}, {Key: "stdp.window", Value: "0.35 s"}}}
	page := text(t, sample.Sweep(sample.Devices(), 3, codes), Input{})
	contains(t, page, "The key input.code (how grey levels become spikes) took 2 values: rank-order, burst. With burst: network.target = 1, stdp.window = 0.35 s.",
		"<td>rank-order</td>", "<td>burst</td>", "input spikes per image")
}
