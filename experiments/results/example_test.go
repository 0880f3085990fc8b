package results_test

import (
	"fmt"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
)

// The sources of a study as a bibliography, which is how references.bib is written.
func ExampleBibTeX() {
	fmt.Printf("%s", results.BibTeX([]experiments.Source{{Key: "woo2016", Text: "J. Woo et al., IEEE Electron Device Lett. 37(8), 994–997 (2016)", DOI: "10.1109/LED.2016.2582859"}}))
	// Output:
	// Sources of the numbers that this study used.
	//
	// @misc{woo2016,
	//   key = {woo2016},
	//   note = {J. Woo et al., IEEE Electron Device Lett. 37(8), 994--997 (2016)},
	//   year = {2016},
	//   doi = {10.1109/LED.2016.2582859},
	// }
}
