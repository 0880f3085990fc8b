package results_test

import (
	"fmt"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
)

// The sources of a study as a bibliography, which is how references.bib is written.
func ExampleBibTeX() {
	fmt.Printf("%s", results.BibTeX([]experiments.Source{{Key: "strukov2008", Text: "D. B. Strukov et al., The missing memristor found, Nature 453, 80–83 (2008)", DOI: "10.1038/nature06932"}}))
	// Output:
	// Sources of the numbers that this study used.
	//
	// @misc{strukov2008,
	//   key = {strukov2008},
	//   note = {D. B. Strukov et al., The missing memristor found, Nature 453, 80--83 (2008)},
	//   year = {2008},
	//   doi = {10.1038/nature06932},
	// }
}
