package experiments_test

import (
	"context"
	"fmt"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/dataset"
)

// A small sweep of device-to-device spread: six neurons learn forty digits on ideal cells and on
// memristors. The ideal cells do not differ, so they are simulated once a repeat.
func ExampleConduct() {
	cfg := experiments.Default("sweep")
	cfg.Devices, cfg.Repeats = []string{"ideal", "memristor"}, 3
	cfg.Network.Neurons = 6
	cfg.Train.Images, cfg.Label.Images, cfg.Test.Images, cfg.Calibrate.Images = 40, 20, 20, 3
	cards, err := cfg.LoadCards()
	if err != nil {
		fmt.Println(err)
		return
	}
	axis, err := cfg.ParseAxis("d2d=0:0.4:3", cards)
	if err != nil {
		fmt.Println(err)
		return
	}
	cfg.Axes = []experiments.Axis{axis}
	if err := cfg.Check(); err != nil {
		fmt.Println(err)
		return
	}
	digits, err := dataset.Load(cfg.Dataset, dataset.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := experiments.Conduct(context.Background(), cfg, experiments.Env{Data: digits})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range result.Summary {
		fmt.Printf("%s, d2d %g: n = %d\n", row.Device, row.Point[0], row.N)
	}
	// Output:
	// ideal, d2d 0: n = 3
	// memristor, d2d 0: n = 3
	// memristor, d2d 0.2: n = 3
	// memristor, d2d 0.4: n = 3
}
