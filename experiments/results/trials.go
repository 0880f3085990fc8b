package results

import (
	"fmt"
	"strconv"

	"github.com/xbar-sim/xbar/experiments"
)

type (
	trial = experiments.Trial
	row   = experiments.Row
)

// trials is the table of trials.csv: one row per trial.
func trials() table[trial] {
	return table[trial]{
		device: func(t *trial) *string { return &t.Device },
		point:  func(t *trial) *[]float64 { return &t.Point },
		rest: []column[trial]{
			count("repeat", func(t *trial) *int { return &t.Repeat }),
			{"seed", func(t *trial) string { return strconv.FormatUint(t.Seed, 10) }, readSeed},
			number("accuracy", func(t *trial) *float64 { return &t.Metrics.Accuracy }),
			number("accuracy_raw", func(t *trial) *float64 { return &t.Metrics.AccuracyRaw }),
			number("mean_g_ratio", func(t *trial) *float64 { return &t.Metrics.MeanG }),
			number("gain", func(t *trial) *float64 { return &t.Metrics.Gain }),
			number("writes", func(t *trial) *float64 { return &t.Metrics.Writes }),
			number("write_energy_J", func(t *trial) *float64 { return &t.Metrics.WriteEnergy }),
			count("presentations", func(t *trial) *int { return &t.Metrics.Presentations }),
			number("sim_time_s", func(t *trial) *float64 { return &t.Metrics.SimTime }),
			number("spikes_per_image", func(t *trial) *float64 { return &t.Metrics.SpikesPerImg }),
			number("input_spikes_per_image", func(t *trial) *float64 { return &t.Metrics.InputsPerImg }),
			number("adc_clipped", func(t *trial) *float64 { return &t.Metrics.Clipped }),
			number("silent", func(t *trial) *float64 { return &t.Metrics.Silent }),
			number("disturbs", func(t *trial) *float64 { return &t.Metrics.Disturbs }),
			number("disturb_V_s", func(t *trial) *float64 { return &t.Metrics.DisturbFlux }),
			count("test_images", func(t *trial) *int { return &t.Metrics.TestImages }),
		},
		groups: []group[trial]{{
			wanted: func(t *trial) bool { return t.Metrics.Energy > 0 || t.Metrics.InferEnergy > 0 },
			columns: []column[trial]{
				known("energy_J", func(t *trial) *float64 { return &t.Metrics.Energy }),
				known("array_time_s", func(t *trial) *float64 { return &t.Metrics.Busy }),
				known("inference_energy_J", func(t *trial) *float64 { return &t.Metrics.InferEnergy }),
				known("inference_time_s", func(t *trial) *float64 { return &t.Metrics.InferBusy }),
				known("area_m2", func(t *trial) *float64 { return &t.Metrics.Area }),
			},
		}, {
			wanted: func(t *trial) bool { return t.Metrics.KeepEnergy > 0 },
			columns: []column[trial]{
				known("compensation_energy_J", func(t *trial) *float64 { return &t.Metrics.KeepEnergy }),
				known("compensation_time_s", func(t *trial) *float64 { return &t.Metrics.KeepBusy }),
			},
		}, {
			wanted: func(t *trial) bool { return t.Metrics.GoalShown > 0 },
			columns: []column[trial]{
				known("goal_presentations", func(t *trial) *float64 { return &t.Metrics.GoalShown }),
				known("goal_energy_J", func(t *trial) *float64 { return &t.Metrics.GoalEnergy }),
				known("goal_array_time_s", func(t *trial) *float64 { return &t.Metrics.GoalBusy }),
			},
		}, {
			wanted: func(t *trial) bool { return t.Metrics.ProgramPulses > 0 },
			columns: []column[trial]{
				number("program_pulses_mean", func(t *trial) *float64 { return &t.Metrics.ProgramPulses }),
				number("program_pulses_max", func(t *trial) *float64 { return &t.Metrics.ProgramMost }),
				number("program_error_sd", func(t *trial) *float64 { return &t.Metrics.ProgramError }),
				number("program_error_mean", func(t *trial) *float64 { return &t.Metrics.ProgramBias }),
				number("program_missed", func(t *trial) *float64 { return &t.Metrics.ProgramMissed }),
			},
		}, {
			wanted: func(t *trial) bool { return t.Metrics.Cells > 0 },
			columns: []column[trial]{
				number("cells", func(t *trial) *float64 { return &t.Metrics.Cells }),
				number("cells_stuck_lrs", func(t *trial) *float64 { return &t.Metrics.StuckLRS }),
				number("cells_stuck_hrs", func(t *trial) *float64 { return &t.Metrics.StuckHRS }),
				number("cells_unformed", func(t *trial) *float64 { return &t.Metrics.Unformed }),
				number("cells_open", func(t *trial) *float64 { return &t.Metrics.Open }),
				number("cells_frozen", func(t *trial) *float64 { return &t.Metrics.Frozen }),
			},
		}, {
			wanted: func(t *trial) bool { return t.Metrics.TestedBad > 0 },
			columns: []column[trial]{
				number("tested_bad", func(t *trial) *float64 { return &t.Metrics.TestedBad }),
				number("tested_bad_left", func(t *trial) *float64 { return &t.Metrics.LeftBad }),
				number("replaced_rows", func(t *trial) *float64 { return &t.Metrics.ReplacedRows }),
				number("replaced_columns", func(t *trial) *float64 { return &t.Metrics.ReplacedColumns }),
			},
		}, {
			wanted: func(t *trial) bool { return t.Metrics.WireLoss != 0 },
			columns: []column[trial]{
				number("wire_loss", func(t *trial) *float64 { return &t.Metrics.WireLoss }),
				number("wire_error", func(t *trial) *float64 { return &t.Metrics.WireError }),
				number("wire_error_first_order", func(t *trial) *float64 { return &t.Metrics.WireFirstOrder }),
				number("wire_error_alpha_beta", func(t *trial) *float64 { return &t.Metrics.WireAlphaBeta }),
			},
		}, {
			wanted: func(t *trial) bool { return t.Metrics.LifeUsed > 0 },
			columns: []column[trial]{
				number("failed", func(t *trial) *float64 { return &t.Metrics.Failed }),
				number("life_used_max", func(t *trial) *float64 { return &t.Metrics.LifeUsed }),
				number("cycles_mean", func(t *trial) *float64 { return &t.Metrics.Cycles }),
				number("pulses_median", func(t *trial) *float64 { return &t.Metrics.PulsesMedian }),
				number("pulses_p99", func(t *trial) *float64 { return &t.Metrics.PulsesP99 }),
				number("pulses_max", func(t *trial) *float64 { return &t.Metrics.PulsesMax }),
			},
		}},
	}
}

func readSeed(t *trial, s string) (err error) {
	if t.Seed, err = strconv.ParseUint(s, 10, 64); err != nil {
		return fmt.Errorf("%q: want a whole number", cut(s))
	}
	return nil
}

// summary is the table of summary.csv: one row per device and point. Intervals are 95 %: ci of the
// mean over repeats, loss_ci of the paired loss, test_ci of the test set alone.
func summary() table[row] {
	return table[row]{
		device: func(r *row) *string { return &r.Device },
		point:  func(r *row) *[]float64 { return &r.Point },
		rest: []column[row]{
			count("n", func(r *row) *int { return &r.N }),
			number("mean", func(r *row) *float64 { return &r.Mean }),
			number("sd", func(r *row) *float64 { return &r.SD }),
			number("ci_lo", func(r *row) *float64 { return &r.Lo }),
			number("ci_hi", func(r *row) *float64 { return &r.Hi }),
			number("loss_vs_ideal", func(r *row) *float64 { return &r.Loss }),
			number("loss_ci_lo", func(r *row) *float64 { return &r.LossLo }),
			number("loss_ci_hi", func(r *row) *float64 { return &r.LossHi }),
			number("test_ci_lo", func(r *row) *float64 { return &r.TestLo }),
			number("test_ci_hi", func(r *row) *float64 { return &r.TestHi }),
			number("raw_mean", func(r *row) *float64 { return &r.Raw }),
			number("raw_ci_lo", func(r *row) *float64 { return &r.RawLo }),
			number("raw_ci_hi", func(r *row) *float64 { return &r.RawHi }),
			number("mean_g_ratio", func(r *row) *float64 { return &r.MeanG }),
			number("gain", func(r *row) *float64 { return &r.Gain }),
			number("spikes_per_image", func(r *row) *float64 { return &r.Spikes }),
			number("input_spikes_per_image", func(r *row) *float64 { return &r.Inputs }),
			number("writes", func(r *row) *float64 { return &r.Writes }),
			number("write_energy_J", func(r *row) *float64 { return &r.WriteEnergy }),
		},
		groups: []group[row]{{
			wanted: func(r *row) bool { return r.Energy > 0 || r.Infer > 0 },
			columns: []column[row]{
				known("energy_J", func(r *row) *float64 { return &r.Energy }),
				known("energy_ci_lo", func(r *row) *float64 { return &r.EnergyLo }),
				known("energy_ci_hi", func(r *row) *float64 { return &r.EnergyHi }),
				known("array_time_s", func(r *row) *float64 { return &r.Busy }),
				known("inference_energy_J", func(r *row) *float64 { return &r.Infer }),
				known("inference_energy_ci_lo", func(r *row) *float64 { return &r.InferLo }),
				known("inference_energy_ci_hi", func(r *row) *float64 { return &r.InferHi }),
				known("inference_time_s", func(r *row) *float64 { return &r.InferBusy }),
				known("area_m2", func(r *row) *float64 { return &r.Area }),
			},
		}, {
			wanted: func(r *row) bool { return r.GoalN > 0 },
			columns: []column[row]{
				count("goal_n", func(r *row) *int { return &r.GoalN }),
				known("goal_presentations", func(r *row) *float64 { return &r.GoalShown }),
				known("goal_energy_J", func(r *row) *float64 { return &r.GoalEnergy }),
				known("goal_array_time_s", func(r *row) *float64 { return &r.GoalBusy }),
			},
		}, {
			wanted: func(r *row) bool { return r.Keep > 0 },
			columns: []column[row]{
				known("compensation_energy_J", func(r *row) *float64 { return &r.Keep }),
				known("compensation_energy_ci_lo", func(r *row) *float64 { return &r.KeepLo }),
				known("compensation_energy_ci_hi", func(r *row) *float64 { return &r.KeepHi }),
				known("compensation_time_s", func(r *row) *float64 { return &r.KeepFor }),
			},
		}},
	}
}

// WriteTrials writes trials.csv.
func (f *Folder) WriteTrials(r *experiments.Result) error {
	return f.WriteFile(TrialsName, trials().write(r.Axes, r.Trials))
}

// WriteSummary writes summary.csv.
func (f *Folder) WriteSummary(r *experiments.Result) error {
	return f.WriteFile(SummaryName, summary().write(r.Axes, r.Summary))
}

// WriteTables writes all that follows from the study alone: trials.csv, summary.csv,
// pulses.csv where cells wear, and references.bib, the same bytes for the same result.
func (f *Folder) WriteTables(r *experiments.Result) error {
	if err := f.WriteTrials(r); err != nil {
		return err
	}
	if err := f.WriteSummary(r); err != nil {
		return err
	}
	if err := f.WritePulses(r); err != nil {
		return err
	}
	return f.WriteReferences(r)
}

// ReadTrials reads a trials.csv and returns its axes, of which a table knows the key and the words,
// and its rows. Errors name the file, line and column.
func ReadTrials(path string) (axes []experiments.Axis, rows []experiments.Trial, err error) {
	return trials().readFile(path)
}

// ReadSummary reads a summary.csv as [ReadTrials] does trials.csv.
func ReadSummary(path string) (axes []experiments.Axis, rows []experiments.Row, err error) {
	return summary().readFile(path)
}
