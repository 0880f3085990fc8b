package browser

import (
	"bytes"
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

var lookDir = flag.String("look", "", "folder to write screenshots and the printed page to, to be looked at")

// chromium is where the browser is; the test is skipped where there is none.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("XBAR_CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	t.Skip("no Chromium found: install it, or name it in XBAR_CHROMIUM")
	return ""
}

// made writes a report of fits and of a small comparison, and returns its path and that of its folders.
func made(t *testing.T) (page, dir string) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	program := filepath.Join(dir, "xbar")
	run := func(in, name string, args ...string) {
		t.Helper()
		c := exec.Command(name, args...)
		c.Dir = in
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
	}
	run(root, "go", "build", "-o", program, "./cmd/xbar")
	lab := func(name string) string { return filepath.Join(root, "examples", "lab", name) }
	run(dir, program, "fit", "all", lab("pulses_arcone.csv.gz"), lab("stdp.csv"), "-o", "fit", "--name", "ours")
	run(dir, program, "compare", "--device", "fit/ours.toml,ideal,memristor", "--quick", "--repeats", "2", "--neurons", "10", "--set", "train.images=60",
		"--set", "label.images=40", "--set", "test.images=40", "-o", "compare", "--quiet")
	run(dir, program, "report", "fit", "compare", "-o", "page.html")
	return filepath.Join(dir, "page.html"), dir
}

// A visitor is a browser without a network that notes what goes wrong.
type visitor struct {
	context.Context
	wrong []string
}

func visit(t *testing.T, path string) *visitor {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox,
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"), chromedp.WindowSize(1200, 1000))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 2*time.Minute) // a browser that hangs ends the test
	t.Cleanup(stop)
	v := &visitor{Context: ctx}
	chromedp.ListenTarget(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			v.wrong = append(v.wrong, e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			v.wrong = append(v.wrong, fmt.Sprintf("console.%s", e.Type))
		case *log.EventEntryAdded:
			v.wrong = append(v.wrong, e.Entry.Text)
		case *network.EventRequestWillBeSent:
			if u := e.Request.URL; !strings.HasPrefix(u, "file://"+path) && !strings.HasPrefix(u, "data:") {
				v.wrong = append(v.wrong, "request of "+u)
			}
		}
	})
	v.do(t, log.Enable(), network.Enable(), network.EmulateNetworkConditions(true, 0, 0, 0), chromedp.Navigate("file://"+path), chromedp.Evaluate("document.readyState", nil))
	return v
}

func (v *visitor) do(t *testing.T, actions ...chromedp.Action) {
	t.Helper()
	if err := chromedp.Run(v, actions...); err != nil {
		t.Fatal(err)
	}
}

// eval runs a script as the inspector does, whatever the page's policy is.
func eval[T any](t *testing.T, v *visitor, script string) (x T) {
	t.Helper()
	v.do(t, chromedp.Evaluate(script, &x))
	return x
}

func TestReport(t *testing.T) {
	path, dir := made(t)
	v := visit(t, path)

	boxes := eval[[]float64](t, v, `[...document.querySelectorAll("figure svg, figure img")].flatMap(e => { const b = e.getBoundingClientRect(); return [b.width, b.height]; })`)
	if len(boxes) < 8 {
		t.Errorf("%d figures", len(boxes)/2)
	}
	for i, side := range boxes {
		if side < 100 {
			t.Errorf("figure %d is %g pixels wide or high", i/2+1, side)
		}
	}
	if wide := eval[float64](t, v, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
		t.Errorf("the page is %g pixels wider than its window", wide)
	}
	hover(t, v)
	enlarge(t, v)
	downloads(t, v, dir)
	look(t, v)
	if len(v.wrong) > 0 {
		t.Errorf("the browser complains:\n%s", strings.Join(v.wrong, "\n"))
	}
}

// hover points at values of every figure that has some: their numbers must be told.
func hover(t *testing.T, v *visitor) {
	t.Helper()
	n := eval[int](t, v, `document.querySelectorAll("figure svg .spots").length`)
	if n < 4 {
		t.Errorf("%d figures tell values", n)
	}
	for k := range n {
		at := eval[[]float64](t, v, fmt.Sprintf(`(() => { const c = document.querySelectorAll("figure svg .spots")[%d].querySelectorAll("circle");
			const e = c[Math.floor(c.length / 2)]; e.scrollIntoView({block: "center"}); const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()`, k))
		v.do(t, chromedp.MouseEvent("mouseMoved", at[0], at[1]))
		if told := eval[string](t, v, `document.querySelector("#tip.on")?.textContent ?? ""`); !strings.ContainsAny(told, "0123456789") {
			t.Errorf("figure %d with values tells %q", k+1, told)
		}
	}
}

// enlarge opens a figure, goes nearer with the wheel and closes it again.
func enlarge(t *testing.T, v *visitor) {
	t.Helper()
	eval[any](t, v, `document.querySelector("figure button.enlarge").click()`)
	width := func() float64 {
		return eval[float64](t, v, `document.querySelector("#zoom svg").viewBox.baseVal.width`)
	}
	before := width()
	v.do(t, chromedp.ActionFunc(func(ctx context.Context) error {
		return chromedp.MouseEvent("mouseWheel", 600, 400, func(p *input.DispatchMouseEventParams) *input.DispatchMouseEventParams {
			return p.WithDeltaX(0).WithDeltaY(-200)
		}).Do(ctx)
	}))
	for range 100 { // the page hears of the wheel when it comes to it
		if width() < before {
			break
		}
		v.do(t, chromedp.Sleep(50*time.Millisecond))
	}
	if after := width(); !(after < before) {
		t.Errorf("the wheel leaves %g of %g", after, before)
	}
	if *lookDir != "" {
		var shot []byte
		v.do(t, chromedp.CaptureScreenshot(&shot))
		keep(t, "zoom.png", shot)
	}
	eval[any](t, v, `document.querySelector("#zoom button").click()`)
	if eval[bool](t, v, `document.querySelector("#zoom").open`) {
		t.Error("the figure stays open")
	}
}

// downloads follows every link to a table of a folder: it must hold the bytes of the file.
func downloads(t *testing.T, v *visitor, dir string) {
	t.Helper()
	links := eval[[][2]string](t, v, `[...document.querySelectorAll("a[download]")].map(a => [a.download, a.href])`)
	compared := 0
	for _, l := range links {
		_, text, ok := strings.Cut(l[1], ";base64,")
		got, err := base64.StdEncoding.DecodeString(text)
		if !ok || err != nil {
			t.Errorf("%s is no data: %v", l[0], err)
		}
		for _, folder := range []string{"fit", "compare"} {
			want, err := os.ReadFile(filepath.Join(dir, folder, l[0]))
			if err != nil {
				continue
			}
			compared++
			if !bytes.Equal(got, want) {
				t.Errorf("%s differs from the file in %s", l[0], folder)
			}
		}
	}
	if compared < 8 {
		t.Errorf("%d of %d downloads are files of the folders", compared, len(links))
	}
}

// look keeps what a person would see, on the screen and on paper.
func look(t *testing.T, v *visitor) {
	t.Helper()
	if *lookDir == "" {
		return
	}
	height := eval[int](t, v, `document.documentElement.scrollHeight`)
	for y, k := 0, 0; y < height; y, k = y+1400, k+1 {
		var shot []byte
		v.do(t, emulation.SetDeviceMetricsOverride(1200, 1400, 1, false), chromedp.Evaluate(fmt.Sprintf("scrollTo(0, %d)", y), nil), chromedp.CaptureScreenshot(&shot))
		keep(t, fmt.Sprintf("page%02d.png", k), shot)
	}
	var pdf []byte
	v.do(t, chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = page.PrintToPDF().WithPreferCSSPageSize(true).WithPrintBackground(true).Do(ctx)
		return err
	}))
	keep(t, "page.pdf", pdf)
}

func keep(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(*lookDir, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}
