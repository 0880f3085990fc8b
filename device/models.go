package device

// A kind is one model of the library: the name that cards use and how to make one.
type kind struct {
	name string
	make func() Synapse
}

// kinds is the table of models. Adding one is one file and one line here.
func kinds() []kind {
	return []kind{
		{"ideal", func() Synapse { return &Ideal{} }},
		{"exp-pulse", func() Synapse { return &ExpPulse{} }},
		{"pcm", func() Synapse { return &PCM{} }},
		{"soft-bounds", func() Synapse { return &SoftBounds{} }},
		{"linear-step", func() Synapse { return &LinearStep{} }},
		{"power-step", func() Synapse { return &PowerStep{} }},
		{"exp-step", func() Synapse { return &ExpStep{} }},
		{"piecewise-step", func() Synapse { return &PiecewiseStep{} }},
		{"jump-table", func() Synapse { return &JumpTable{ScaleLTP: 1, ScaleLTD: 1} }},
		{"binary", func() Synapse { return &Binary{} }},
		{"mtj", func() Synapse { return &MTJ{} }},
		{"domain-wall", func() Synapse { return &DomainWall{} }},
		{"ferro", func() Synapse { return &Ferro{Conduction: "linear"} }},
		{"charge-trap", func() Synapse { return &ChargeTrap{} }},
		{"memtransistor", func() Synapse { return &Memtransistor{} }},
		{"photonic", func() Synapse { return &Photonic{} }},
		{"n-bit", func() Synapse { return &NBit{} }},
		{"vteam", func() Synapse { return &VTEAM{Conduction: "conductance"} }},
		{"linear-drift", func() Synapse { return &LinearDrift{} }},
		{"nonlinear-drift", func() Synapse { return &NonlinearDrift{} }},
		{"yakopcic", func() Synapse { return &Yakopcic{} }},
		{"stanford", func() Synapse { return &Stanford{} }},
		{"data-driven", func() Synapse { return &DataDriven{} }},
		{"jart", func() Synapse { return &JART{} }},
		{"nili", func() Synapse { return &Nili{} }},
	}
}

// Models returns the names of all models.
func Models() []string {
	var names []string
	for _, k := range kinds() {
		names = append(names, k.name)
	}
	return names
}

// newModel returns a model with its parameters unset.
func newModel(name string) (Synapse, bool) {
	for _, k := range kinds() {
		if k.name == name {
			return k.make(), true
		}
	}
	return nil, false
}
