package plots_test

import (
	"bytes"
	"fmt"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/plots"
)

// A figure from a result that was made by hand: three repeats of two devices, summarised and drawn.
func ExampleComparison() {
	r := &experiments.Result{Command: "compare", Mode: "in-situ", Dataset: "digits", Neurons: 50,
		Devices: []experiments.Device{{Name: "ideal", Ideal: true}, {Name: "ours", Title: "our cells"}}}
	for _, d := range r.Devices {
		for k, accuracy := range map[string][]float64{"ideal": {0.82, 0.84, 0.83}, "ours": {0.78, 0.81, 0.79}}[d.Name] {
			r.Trials = append(r.Trials, experiments.Trial{Device: d.Name, Repeat: k, Metrics: experiments.Metrics{Accuracy: accuracy}})
		}
	}
	r.Summary = experiments.Summarise(r.Trials, r.Devices)
	fig, err := plots.Comparison(r)
	if err != nil {
		fmt.Println(err)
		return
	}
	var file bytes.Buffer
	if err := plots.Write(&file, fig, plots.SVG, "made by an example"); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f cm wide\n", float64(fig.Width)/72*2.54)
	fmt.Println("says the loss:", bytes.Contains(file.Bytes(), []byte("loss\u00a03.7")))
	// Output:
	// 8.5 cm wide
	// says the loss: true
}
