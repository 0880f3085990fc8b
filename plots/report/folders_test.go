package report

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/xml"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/plots"
	"github.com/xbar-sim/xbar/plots/internal/sample"
)

const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`

func pageOf(t *testing.T, folders ...*results.Stored) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteFolders(&b, folders, Options{Version: "1.0"}); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	if strings.Count(page, "<script>"+scriptText+"</script>") != 1 {
		t.Fatal("the page's own script is not in it as it is")
	}
	return strings.Replace(page, "<script>"+scriptText+"</script>", "", 1)
}

// ours is a folder of fits and one of a comparison.
func ours(t *testing.T) (fits, compare *results.Stored) {
	t.Helper()
	var svg bytes.Buffer
	named := plots.All(sample.Compare(sample.Devices(), 3, 4))[0]
	if err := plots.Write(&svg, named.Figure, plots.SVG, "p"); err != nil {
		t.Fatal(err)
	}
	card := `title = "Our memristor"
class = "oxide"
model = "exp-pulse"
[params]
g_max = { value = "50 µS", se = "1 µS", n = 12, provenance = "fitted", source = "lab" }
g_min = { value = "5 µS", provenance = "fitted", source = "lab" }
states_ltp = { value = 64, provenance = "fitted", source = "lab" }
states_ltd = { value = 64, provenance = "fitted", source = "lab" }
nl_ltp = { value = 1, provenance = "assumed" }
nl_ltd = { value = -1, provenance = "assumed" }
v_set = { value = "1 V", provenance = "measured", source = "lab" }
t_set = { value = "1 µs", provenance = "measured", source = "lab" }
v_reset = { value = "-1 V", provenance = "measured", source = "lab" }
t_reset = { value = "1 µs", provenance = "measured", source = "lab" }
v_th = { value = "0.5 V", provenance = "assumed" }
v_read = { value = "0.1 V", provenance = "assumed" }
t_read = { value = "1 µs", provenance = "assumed" }
[sources.lab]
text = "our laboratory"
`
	fits = &results.Stored{Dir: "a/fit", Files: []results.Data{
		{Name: "estimates_pulse.csv", Data: []byte("name,value,low,high,se,sd,n,of,unit,method,verdict\ng_max,5e-05,4.8e-05,5.2e-05,1e-06,,12,devices,S,Kalman likelihood,identified\nc2c,0.01,,,,,1,devices,,Kalman likelihood,not identified from one cycle\n")},
		{Name: "fit_pulse.csv", Data: []byte("x\n1\n")},
		{Name: "fit_pulse.svg", Data: svg.Bytes()},
		{Name: "goodness_pulse.csv", Data: []byte("name,value,verdict\nLjung–Box p,0.4321,white\n")},
		{Name: "methods_fit_pulse.txt", Data: []byte("g_max by Kalman likelihood.\n")},
		{Name: "ours.toml", Data: []byte(card)},
	}, Manifests: []results.Manifest{{Study: "f00", Command: []string{"xbar", "fit", "pulse", "a b.csv"}, Warnings: []string{"one cycle"}, Finished: time.Unix(1, 0)}}}
	compare = &results.Stored{Dir: "compare", Files: []results.Data{
		{Name: "config.toml", Data: []byte("command = \"compare\"\n")},
		{Name: "references.bib", Data: []byte("Sources.\n\n@misc{woo2016,\n  note = {Woo},\n}\n")},
		{Name: "summary.csv", Data: []byte("device,n,mean,sd,ci_lo,ci_hi,loss_vs_ideal,loss_ci_lo,loss_ci_hi\nideal,10,0.9,0.01,0.89,0.91,0,0,0\nours,10,0.85,0.01,0.84,0.86,0.05,0.03,0.07\nmemristor,10,0.891,0.01,0.88,0.9,0.009,-0.01,0.03\n")},
		{Name: "trials.csv", Data: []byte("device,repeat,accuracy\nours,0,0.85123456789\n")},
	}, Manifests: []results.Manifest{{Study: "c00", Command: []string{"xbar", "compare"}, Answers: []string{"the answer"}}}}
	return fits, compare
}

func TestFoldersBecomeOnePage(t *testing.T) {
	fits, compare := ours(t)
	page := html.UnescapeString(pageOf(t, fits, compare))
	contains(t, page, "This work and the literature", "Our memristor", "AlOx/HfO2 RRAM (Woo 2016)", "20 kΩ", "[19.2 kΩ, 20.8 kΩ], n = 12", `class="soft ours"`,
		"50 µS", "48 µS to 52 µS", "Kalman likelihood", "not identified from one cycle", "goodness of fit: Ljung–Box p 0.432 (white)",
		"accuracy on ours: 85.0 % [84.0, 86.0], n = 10; 5.0 points below ideal [3.0, 7.0].", "0.9 points below ideal [−1.0, 3.0], not told apart from no loss",
		"compare: the answer", "fit: one cycle", "compare: the study is not finished", "xbar fit pulse 'a b.csv'", "g_max by Kalman likelihood.",
		"@misc{woo2016,\n  note = {Woo},\n}", "@misc{lab,", "0.85123", "85.0 % [84.0, 86.0]", "Accuracy of the devices at one operating point.")
	if strings.Contains(page, "accuracy on ideal: 90.0 % [89.0, 91.0], n = 10;") {
		t.Error("the reference is compared with itself")
	}
	if again := html.UnescapeString(pageOf(t, fits, compare)); again != page {
		t.Error("the same folders give two pages")
	}
}

func TestEveryTableOfFoldersIsADownload(t *testing.T) {
	fits, compare := ours(t)
	page := pageOf(t, fits, compare)
	for _, f := range append(fits.Files, compare.Files...) {
		if !strings.HasSuffix(f.Name, ".csv") {
			continue
		}
		m := regexp.MustCompile(`<a download="` + f.Name + `" href="data:text/csv;charset=utf-8;base64,([^"]*)"`).FindStringSubmatch(page)
		if m == nil {
			t.Errorf("no link to %s", f.Name)
			continue
		}
		if got, err := base64.StdEncoding.DecodeString(html.UnescapeString(m[1])); err != nil || !bytes.Equal(got, f.Data) {
			t.Errorf("%s holds %q, %v", f.Name, got, err)
		}
	}
	m := regexp.MustCompile(`<a download="this_work_and_literature.csv" href="data:text/csv;charset=utf-8;base64,([^"]*)"`).FindStringSubmatch(page)
	text, _ := base64.StdEncoding.DecodeString(html.UnescapeString(m[1]))
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(rows) < 8 || rows[1][1] != "conductance states" {
		t.Errorf("the card as CSV: %v, %v", rows, err)
	}
}

// Every name and text of a folder may be hostile.
func TestHostileFolders(t *testing.T) {
	fits, compare := ours(t)
	fits.Dir, compare.Dir = evil, "b/"+evil
	fits.Files[5].Data = []byte(strings.ReplaceAll(string(fits.Files[5].Data), "Our memristor", strings.ReplaceAll(evil, `"`, `\"`)))
	fits.Files = append(fits.Files,
		results.Data{Name: evil + ".csv", Data: []byte(evil + "," + evil + "\n\"" + strings.ReplaceAll(evil, `"`, `""`) + "\",1\n")},
		results.Data{Name: "x" + evil + ".csv", Data: []byte("<script>alert(3)</script>,<b onclick=alert(4)>\n<script>,1\n")},
		results.Data{Name: "estimates_" + evil + ".csv", Data: bytes.ReplaceAll(fits.Files[0].Data, []byte("identified"), []byte("<script>alert(5)</script>"))},
		results.Data{Name: "methods.txt", Data: []byte(evil)}, results.Data{Name: "references.bib", Data: []byte("@misc{" + evil + "}")},
		results.Data{Name: evil + ".svg", Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="10pt" onload="alert(6)"><desc>` + html.EscapeString(evil) + `</desc><script>alert(7)</script>
			<style>@import "http://x"</style><a href="javascript:alert(8)"><path d="M0,0"/></a><foreignObject><img src="x"/></foreignObject>
			<image href="http://x/y.png"/><use href="#a"/><path d="M0,0" style="fill:url(http://x)" onclick="alert(9)"/><text>&lt;script&gt;</text></svg>`)},
		results.Data{Name: evil + "2.svg", Data: []byte(`<html><script>alert(10)</script></html>`)}, results.Data{Name: "z.png", Data: []byte(evil)})
	fits.Manifests[0].Command = []string{"xbar", evil, evil}
	fits.Manifests[0].Warnings = []string{evil}
	fits.Manifests[0].Files = []results.File{{Name: evil, SHA256: evil}}
	compare.Manifests[0].Answers = []string{evil}
	compare.Manifests[0].Version, compare.Manifests[0].Machine.OS = evil, evil
	compare.Files[0].Data = []byte(evil)
	page := pageOf(t, fits, compare)
	for _, bad := range []string{"<script", "<img", "'><", "<b ", "onload=\"", "onclick=\"", "javascript:", "http://x", "<style>@import", "<foreignObject", "<use"} {
		if strings.Contains(strings.ReplaceAll(page, "onload=&#34;", ""), bad) {
			t.Errorf("the page contains %q unescaped", bad)
		}
	}
	contains(t, page, "&lt;script&gt;alert(1)", "cannot be shown")
	onlyOurs(t, page)
}

func TestForeignDrawings(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "no SVG": "<p/>", "no end": "<svg><g>", "two": "<svg/><svg/>", "broken": "<svg><g></svg>",
		"deep": "<svg>" + strings.Repeat("<g>", 99) + strings.Repeat("</g>", 99) + "</svg>",
	} {
		if _, err := cleanSVG([]byte(text), ""); err == nil || !strings.HasPrefix(err.Error(), "not a drawing: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	d, err := cleanSVG([]byte(`<?xml version="1.0"?><svg width="240pt" viewBox="0 0 1 1"><desc>Words  here</desc><metadata>m</metadata><g><path d="M0,0" style="fill:#fff"/></g></svg>`), "")
	want := `<svg role="img" aria-label="Words here" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="240pt" viewBox="0 0 1 1"><g><path d="M0,0" style="fill:#fff"></path></g></svg>`
	if err != nil || string(d.markup) != want || d.caption != "Words here" || d.width != 240 {
		t.Errorf("%+v, %v", d, err)
	}
}

// Whatever a file holds, what is kept of it is a drawing, and cleaning it again changes nothing.
func FuzzCleanSVG(f *testing.F) {
	f.Add(`<svg width="1pt"><text x="1" style="fill:red">a &amp; b</text><image href="data:image/png;base64,AA=="/></svg>`)
	f.Add(`<svg onload="x"><script>y</script><g><title>t</title></g></svg>`)
	f.Fuzz(func(t *testing.T, text string) {
		d, err := cleanSVG([]byte(text), "label")
		if err != nil {
			return
		}
		for dec := xml.NewDecoder(strings.NewReader(string(d.markup))); ; {
			tok, err := dec.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%q becomes %q: %v", text, d.markup, err)
			}
			if e, ok := tok.(xml.StartElement); ok {
				if !drawn[e.Name.Local] {
					t.Fatalf("%q keeps %s", text, e.Name.Local)
				}
				for _, a := range e.Attr {
					if strings.HasPrefix(strings.ToLower(a.Name.Local), "on") || strings.Contains(strings.ToLower(a.Value), "javascript:") && a.Name.Local == "href" {
						t.Fatalf("%q keeps %s", text, a.Name.Local)
					}
				}
			}
		}
	})
}

func TestReadableNumbers(t *testing.T) {
	for in, want := range map[string]string{"0.7133333333333334": "0.71333", "-0.7133333333333334": "−0.71333", "4827872": "4827872", "15123456789012345678": "15123456789012345678",
		"1.5": "1.5", "ideal": "ideal", "": "", "2.0216958626192604e-06": "2.0217e−06", "0x1p-2222222": "0x1p-2222222"} {
		if got := readable(in); got != want {
			t.Errorf("%s is shown as %s, want %s", in, got, want)
		}
	}
}
