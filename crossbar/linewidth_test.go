package crossbar

import "testing"

// By hand from the table: ρ/(w² AR) times the pitch.
func TestSegmentResistance(t *testing.T) {
	for _, tt := range []struct{ width, pitch, want float64 }{
		{32e-9, 128e-9, 2.967105}, // 4.51e-8·128e-9/(1.024e-15·1.9)
		{32e-9, 64e-9, 1.483553},
		{22e-9, 88e-9, 4.918182},
		{200e-9, 400e-9, 0.115238},
		{14e-9, 56e-9, 10.108844},
		{27e-9, 108e-9, (4.96e-8 * 108e-9) / (27e-9 * 27e-9 * 1.95)}, // half way from 32 to 22 nm
	} {
		got, err := SegmentResistance(tt.width, tt.pitch)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "segment, Ω", got, tt.want, 1e-6)
	}
	for _, bad := range [][2]float64{{13e-9, 1e-7}, {201e-9, 1e-6}, {32e-9, 31e-9}} {
		if r, err := SegmentResistance(bad[0], bad[1]); err == nil {
			t.Errorf("lines of %g m at a pitch of %g m have %g Ω", bad[0], bad[1], r)
		}
	}
}
