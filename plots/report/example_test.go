package report_test

import (
	"bytes"
	"fmt"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/plots/report"
)

// The page of a result that was made by hand stands alone: nothing in it is loaded from anywhere.
func ExampleWrite() {
	r := &experiments.Result{Command: "compare", Mode: "in-situ", Dataset: "digits", Neurons: 50,
		Devices: []experiments.Device{{Name: "ours", Title: "our <best> cells"}}}
	for k, accuracy := range []float64{0.78, 0.81, 0.79} {
		r.Trials = append(r.Trials, experiments.Trial{Device: "ours", Repeat: k, Metrics: experiments.Metrics{Accuracy: accuracy}})
	}
	r.Summary = experiments.Summarise(r.Trials, r.Devices)
	var page bytes.Buffer
	if err := report.Write(&page, r, report.Input{Command: "xbar compare", Version: "example"}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("escaped:", bytes.Contains(page.Bytes(), []byte("our &lt;best&gt; cells")))
	fmt.Println("loads something:", bytes.Contains(page.Bytes(), []byte(`src="http`)))
	// Output:
	// escaped: true
	// loads something: false
}
