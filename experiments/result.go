package experiments

import "time"

// A Result is everything a study found, in the order that every writer and figure uses:
// trials sorted by device, point and repeat; summary rows by device and point.
type Result struct {
	Command  string   // "sweep", "compare", "train", "eval" or "cost"
	Mode     string   // "in-situ" or "ex-situ"; "" where it is swept
	Dataset  string   // "digits", "mnist", …
	Quick    bool     // repeats and data were shrunk; figures say so
	Neurons  int      // post-synaptic neurons; 0 where they are swept
	Axes     []Axis   // swept axes, none for a single operating point
	Devices  []Device // in the order asked for
	Trials   []Trial
	Summary  []Row
	Warnings []string // doubts that did not stop the run
	Flaws    []string // what was switched on beyond the cards: "drift exponent 0.05", "read 1 d after training"
	Ideal    []string // what was idealised ("wires", "thresholds", …): a footnote of every figure
	Sources  []Source // of every card number used
	Runs     []Run    // details of single networks (train, eval, compare): one per device and repeat kept
	Costs    []Costs  // bills of the trials with cells, in the order of Trials
	Elapsed  time.Duration

	// TrainSeconds is the time spent in training alone, summed over the trials done now and not
	// taken from a journal; Trained counts their presentations.
	TrainSeconds float64
	Trained      int
}

// An Axis is one swept key with the values it takes. On an axis of words, as input codes, the
// values are the places of the words, 0, 1, 2, …, so that a point is numbers in any case.
type Axis struct {
	Key    string // as in --set, e.g. "d2d" or "device.memristor.g_max"
	Label  string // for a figure, without unit: "device-to-device spread (CV of Gmin, Gmax and steps)"
	Unit   string // SI unit, "" for a ratio
	Values []float64
	Words  []string     // in the order given; none on an axis of numbers
	With   [][]Override // settings that go with each word; nil where none go with any
	Log    bool         // values are spaced logarithmically or span two decades; draw so
}

// A Device is one technology of a study, as figures name it.
type Device struct {
	Name    string // card name: "ideal", "memristor", "pcm", …
	Title   string // "AlOx/HfO2 RRAM (Woo 2016)"
	Class   string // "ideal", "oxide", "pcm", …
	Ideal   bool   // the reference that spreads and drift do not touch: drawn as the baseline
	Imposed bool   // drift was imposed: the card has no measured power-law drift
	Scatter bool   // the card's own scatter already contains differences between devices
}

// A Trial is one network trained (or programmed) and tested once: one row of trials.csv.
type Trial struct {
	Device  string
	Point   []float64 // one value per axis; NaN where the axis does not apply to the device
	Repeat  int       // from 0
	Seed    uint64    // the study's seed
	Metrics Metrics
}

// Metrics are the figures of one trial. Fractions are 0..1.
type Metrics struct {
	Accuracy      float64 // of the test set, compensated as the study asks
	AccuracyRaw   float64 // without compensation; NaN when nothing was waited for
	TestImages    int     // presentations behind Accuracy
	MeanG         float64 // mean conductance after waiting over that before; NaN as above
	Gain          float64 // gain applied by the compensation, 1 for none
	Writes        float64 // programming pulses that reached cells, training and refresh together
	WriteEnergy   float64 // J, dissipated in the cells by those pulses; periphery not included
	Presentations int     // training presentations
	SimTime       float64 // s, simulated time at the end of training
	SpikesPerImg  float64 // output spikes per test presentation
	InputsPerImg  float64 // input spikes per test presentation
	Clipped       float64 // fraction of ADC samples that met the end of the range
	Silent        float64 // fraction of test images without any output spike
	Disturbs      float64 // most pulses of others that put a voltage on one cell
	DisturbFlux   float64 // most time integral of |V| of such pulses on one cell, V s

	// Cells, drivers, converters, neurons and learning together; 0 where weights are plain numbers.
	Energy      float64 // J, of training
	Busy        float64 // s, that the array took for training
	InferEnergy float64 // J, of one test presentation
	InferBusy   float64 // s, that the array took for it
	Area        float64 // m²
	KeepEnergy  float64 // J, of what was done against drift during the wait
	KeepBusy    float64 // s, that the array took for it

	// Until accuracy on validation images first reached train.goal; 0 where it did not, or nobody asked.
	GoalShown  float64 // presentations
	GoalEnergy float64 // J, of training until then
	GoalBusy   float64 // s, that the array took for it

	// Where weights are programmed by pulses; errors are of the range, true less wanted.
	ProgramPulses float64 // mean of the cells that were asked for something
	ProgramMost   float64
	ProgramError  float64 // standard deviation
	ProgramBias   float64 // mean
	ProgramMissed float64 // fraction of cells beyond the tolerance at the last look

	// Cells that were dead at the test, reference cells included, by what is wrong with them.
	StuckLRS float64
	StuckHRS float64
	Unformed float64
	Open     float64
	Frozen   float64
	Cells    float64 // of the array; 0 where none is dead

	// Where arrays have spare lines: cells that the test of the array found bad, on the lines in use before and
	// after spares had replaced some, and how many.
	TestedBad, LeftBad            float64
	ReplacedRows, ReplacedColumns float64

	// Where lines have resistance, 0 elsewhere: sampled against fresh solutions of the circuit, errors of the
	// largest current.
	WireLoss       float64 // mean part of the current that lines take
	WireError      float64 // largest error of what reads have seen
	WireFirstOrder float64 // of the first-order estimate; NaN where it does not know such lines
	WireAlphaBeta  float64 // of the estimate of that name

	// Where cells wear, 0 elsewhere.
	Failed       float64 // fraction of cells whose life is consumed
	LifeUsed     float64 // the largest part of its life that a cell has consumed
	Cycles       float64 // mean of what cells have consumed, full cycles
	PulsesMedian float64 // of the pulses a cell
	PulsesP99    float64
	PulsesMax    float64
}

// A Row summarises the repeats of one device at one point: one row of summary.csv.
// Intervals are 95 %, two-sided, Student's t over repeats.
type Row struct {
	Device               string
	Point                []float64
	N                    int
	Mean, SD, Lo, Hi     float64 // accuracy; SD, Lo, Hi are NaN for N = 1
	Loss, LossLo, LossHi float64 // paired loss against ideal at the same repeats; NaN without ideal
	TestLo, TestHi       float64 // Wilson interval of the test set alone at the mean accuracy
	Raw, RawLo, RawHi    float64 // uncompensated accuracy; NaN when there is none
	MeanG, Gain          float64 // means over the repeats; NaN when nothing was waited for
	Spikes, Inputs       float64 // output and input spikes per test presentation, means over the repeats
	Writes, WriteEnergy  float64 // pulses that reached cells, and J in the cells; means over the repeats

	// Means over the repeats; 0 where weights are plain numbers. Intervals as those of accuracy, 0 where there is
	// none.
	Energy, EnergyLo, EnergyHi    float64 // J, of training
	Infer, InferLo, InferHi       float64 // J, of one test presentation
	Busy, InferBusy               float64 // s, that the array took for training and for one test presentation
	Keep, KeepLo, KeepHi, KeepFor float64 // J and s, of what was done against drift
	Area                          float64 // m²

	// Repeats that reached train.goal, and means over them: presentations, J and s until then.
	GoalN                           int
	GoalShown, GoalEnergy, GoalBusy float64
}

// A Source is a publication behind a number of a card.
type Source struct {
	Key  string // BibTeX key
	Text string // author, title, journal, year
	DOI  string // without resolver; may be empty
}

// A Run holds the details of one trained network for the figures that show one network.
type Run struct {
	Device    string
	Point     []float64 // as in its trial
	Repeat    int
	Curve     []CurvePoint // accuracy on held-out training images while learning
	Confusion [][]int      // [true class][predicted class], test images; the last column counts "no answer"
	Maps      [][]float32  // one receptive field per neuron, weight units, Width×Height
	Labels    []int        // class of each neuron, -1 if it never answered
	Width     int          // pixels per row of a map
	Height    int
	Grids     []Grid `json:",omitempty"` // of the cells
	Pulses    []int  `json:",omitempty"` // where cells wear: cells without a pulse, with 1, with 2 to 3, with 4 to 7, …
}

// A Grid is a number for every cell of an array, or the mean of Merged × Merged cells where there are many.
type Grid struct {
	Name, Quantity, Unit string // of a file; what it is
	Rows, Cols, Merged   int
	Scale                float64   // of the values
	Values               []float32 // row after row, in thousandths at least
}

// A CurvePoint is one evaluation during training.
type CurvePoint struct {
	Presentations int
	Accuracy      float64 // 0..1, on training images kept apart
	N             int     // images behind it
	Energy        float64 `json:",omitempty"` // J, of training so far
	Busy          float64 `json:",omitempty"` // s, that the array took for it
}
