package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/periphery/cost"
)

func (a *app) cost() *cobra.Command {
	o := &options{command: "cost"}
	workload, goal := "train", ""
	c := &cobra.Command{
		Use:   "cost",
		Short: "What training and inference take: energy, time and area",
		Long: `Train and test a network on each device and lay out what that took, event by event: reads, writes,
half-selected cells, lines, converters, neurons, learning, refresh and leakage. Events are counted by
the simulation; prices are keys (cost.*, "xbar config keys"), each with its source or marked assumed.
Energy in the cells is simulated. Not included: interconnect between arrays, memory of thresholds,
clock, host and cooling. costs.csv has all of it, for training and for inference.`,
		Example: `  xbar cost --device memristor,pcm --workload train
  xbar cost --device memristor,pcm --to 80%
  xbar cost --device pcm --workload infer --set adc.bits=6 --json`,
		Args: wants(0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains(experiments.Workloads(), workload) {
				return fmt.Errorf("--workload %q: want one of %s", workload, strings.Join(experiments.Workloads(), ", "))
			}
			if goal != "" {
				part, err := partOf(goal)
				if err != nil {
					return err
				}
				o.set = append(o.set, "train.goal="+part)
			}
			cfg, err := a.settle(cmd, o)
			if err != nil {
				return err
			}
			if o.explained {
				return a.foretell(cmd.Context(), cfg, o)
			}
			f, err := a.conduct(cmd.Context(), cfg, o, nil)
			if err != nil {
				return err
			}
			return a.costed(f, o, workload)
		},
	}
	o.study(a, c)
	c.Flags().StringVar(&workload, "workload", workload, "`WORK` that is laid out: train, infer or compensate (after a wait)")
	c.RegisterFlagCompletionFunc("workload", listed(experiments.Workloads, false))
	c.Flags().StringVar(&goal, "to", "", "`ACCURACY` on training images kept apart, as 80%; what training takes until it is first reached")
	o.place(c)
	return c
}

// costed prints what "cost" found.
func (a *app) costed(f *finished, o *options, workload string) error {
	bills := experiments.MeanCosts(f.Result)
	if len(bills) == 0 {
		return after(errors.New("no device of the study has cells: the ideal one takes nothing"))
	}
	if o.json {
		return a.costJSON(f, bills, workload)
	}
	if !o.quiet {
		for _, c := range bills {
			a.showBill(f, c, workload)
		}
		a.showGoal(f)
		a.showChips()
	}
	a.finish(f, o)
	return nil
}

// presented is the word for one presentation of a workload.
func presented(workload string) string {
	switch workload {
	case "infer":
		return "test image"
	case "compensate":
		return "compensation"
	}
	return "training presentation"
}

func (a *app) showBill(f *finished, c experiments.Costs, workload string) {
	items, n, seconds := c.Of(workload)
	if items == nil {
		a.printf("%s, %s: nothing was done; --after \"1 day\" lets time pass, --compensation says what is done\n\n", c.Device, workload)
		return
	}
	joules, busy := cost.Total(items)
	t := grid("event", "count", "energy", "share %", "time", "price", "source of the price")
	for _, i := range items {
		if i.Count > 0 {
			t.Row(i.Event, si.Format(i.Count, ""), si.Format(i.Energy, "J"), fmt.Sprintf("%.1f", 100*i.Energy/joules),
				si.Format(i.Time, "s"), si.Format(i.Price, "J"), i.Source)
		}
	}
	a.printf("%s, %s\n", c.Device, workload)
	a.show(t)
	if n == 0 {
		n = 1 // programmed at once, and not trained
	}
	a.printf("total   %s, array busy for %s; %s and %s a %s", si.Format(joules, "J"), si.Format(busy, "s"),
		si.Format(joules/n, "J"), si.Format(busy/n, "s"), presented(workload))
	if spikes := spikesOf(items); spikes > 0 {
		a.printf(", %s a neuron's spike", si.Format(joules/spikes, "J"))
	}
	if workload == "train" {
		a.printf(", %s an epoch", si.Format(joules/float64(f.cfg.Train.Epochs), "J"))
	}
	if seconds > 0 {
		a.printf("; %s over the network's %s", si.Format(joules/seconds, "W"), si.Format(seconds, "s"))
	}
	a.printf("\n")
	a.printf("area    %.3g mm²: cells %.3g, converters %.3g, row drivers %.3g (no neurons)\n\n",
		1e6*(c.Cells+c.Drivers+c.Converters), 1e6*c.Cells, 1e6*c.Converters, 1e6*c.Drivers)
}

// spikesOf is how many spikes of neurons are behind a bill.
func spikesOf(items []cost.Item) float64 {
	for _, i := range items {
		if i.Event == "spike" {
			return i.Count
		}
	}
	return 0
}

func (a *app) showChips() {
	var list []string
	for _, p := range cost.Chips() {
		list = append(list, p.Text())
	}
	a.printf("chips   %s\n        %s\n\n", strings.Join(list, "; "), cost.Caveat)
}

func (a *app) costJSON(f *finished, bills []experiments.Costs, workload string) error {
	rows, totals := []record{}, []record{}
	for _, c := range bills {
		items, n, seconds := c.Of(workload)
		for _, i := range items {
			rows = append(rows, record{
				{"device", c.Device}, {"event", i.Event}, {"count", i.Count}, {"energy_J", i.Energy}, {"time_s", i.Time},
				{"price_J", i.Price}, {"source", i.Source},
			})
		}
		joules, busy := cost.Total(items)
		totals = append(totals, record{
			{"device", c.Device}, {"energy_J", joules}, {"time_s", busy}, {"presentations", n},
			{"energy_per_presentation_J", orNull(joules / n)}, {"time_per_presentation_s", orNull(busy / n)},
			{"power_W", orNull(joules / seconds)}, {"area_m2", c.Cells + c.Drivers + c.Converters},
			{"accuracy", orNull(meanAccuracy(f.Result, c.Device))},
		})
	}
	return a.printJSON(record{
		{"command", f.Command}, {"workload", workload}, {"rows", rows}, {"totals", totals}, {"goal", goalJSON(f)},
		{"results", f.folder.Path()}, {"seconds", f.Elapsed.Seconds()}, {"warnings", list(f.Warnings)},
	})
}

func meanAccuracy(r *experiments.Result, device string) float64 {
	for _, row := range r.Summary {
		if row.Device == device {
			return row.Mean
		}
	}
	return 0
}
