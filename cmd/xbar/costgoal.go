package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xbar-sim/xbar/internal/si"
)

// partOf reads an accuracy, 80% or 0.8, as a part of one.
func partOf(text string) (string, error) {
	number, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if percent {
		v /= 100
	}
	if err != nil || !(v > 0 && v <= 1) {
		return "", fmt.Errorf("--to %q: want an accuracy of more than 0 to 100%%, as 80%% or 0.8", text)
	}
	return strconv.FormatFloat(v, 'g', -1, 64), nil
}

// showGoal prints what training took until it first reached the accuracy that was asked for.
func (a *app) showGoal(f *finished) {
	goal := f.cfg.Train.Goal
	if goal == 0 {
		return
	}
	a.printf("to %s %% of %d training images kept apart, looked at %d times or more\n", percent(goal), f.cfg.Train.Validation, 20)
	t := grid("device", "reached", "presentations", "energy", "array time", "test accuracy at the end")
	for _, r := range f.Summary {
		if r.GoalN == 0 {
			t.Row(r.Device, fmt.Sprintf("0 of %d", r.N), "–", "–", "–", accuracyText(r))
			continue
		}
		energy, busy := "–", "–"
		if r.GoalEnergy > 0 {
			energy, busy = si.Format(r.GoalEnergy, "J"), si.Format(r.GoalBusy, "s")
		}
		t.Row(r.Device, fmt.Sprintf("%d of %d", r.GoalN, r.N), fmt.Sprintf("%.0f", r.GoalShown), energy, busy, accuracyText(r))
	}
	a.show(t)
	a.printf("Means over the repeats that reached it. Included: training presentations until then, as in the bill above; not\n" +
		"calibration, labels and the looks themselves. The first look at which one draw of images reaches it is early by chance.\n\n")
}

// goalJSON is what showGoal prints; null where no goal is set.
func goalJSON(f *finished) any {
	if f.cfg.Train.Goal == 0 {
		return nil
	}
	rows := []record{}
	for _, r := range f.Summary {
		row := record{{"device", r.Device}, {"repeats", r.N}, {"reached", r.GoalN}}
		if r.GoalN > 0 {
			row = append(row, record{{"presentations", r.GoalShown}, {"energy_J", r.GoalEnergy}, {"array_time_s", r.GoalBusy}}...)
		}
		rows = append(rows, row)
	}
	return record{{"accuracy", f.cfg.Train.Goal}, {"validation_images", f.cfg.Train.Validation}, {"rows", rows}}
}
