package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/internal/si"
)

func (a *app) dataPreview() *cobra.Command {
	var out, columns string
	var force bool
	c := &cobra.Command{
		Use:               "preview NAME",
		Short:             "Write a contact sheet of training images, one row per class",
		Example:           "  xbar data preview digits\n  xbar data preview digits --columns 5 -o few.png",
		Args:              wants(1, "the name of a set or the path of a folder with IDX files"),
		ValidArgsFunction: cobra.FixedCompletions(datasetNames(false), cobra.ShellCompDirectiveDefault),
		RunE: func(_ *cobra.Command, args []string) error {
			n := 20
			if columns != "" {
				if err := (si.Param{Name: "--columns", At: &n, Doc: "images per class", Min: 1, Max: 200}).Set(columns); err != nil {
					return err
				}
			}
			if out == "" {
				out = filepath.Base(filepath.Clean(args[0])) + ".png"
			}
			return a.preview(args[0], out, n, force)
		},
	}
	c.Flags().StringVarP(&out, "out", "o", "", "`FILE` to write (default NAME.png)")
	c.Flags().StringVar(&columns, "columns", "", "`N` images per class (default 20)")
	c.Flags().BoolVar(&force, "force", false, "replace an existing file")
	return c
}

func (a *app) preview(name, out string, columns int, force bool) error {
	if _, err := os.Lstat(out); err == nil && !force {
		return fmt.Errorf("%s exists already: use -o or --force", out)
	}
	set, err := a.images(name)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, contactSheet(set, columns)); err != nil {
		return after(err)
	}
	if err := writeWhole(out, b.Bytes()); err != nil {
		return after(err)
	}
	a.printf("%s\n", out)
	return nil
}

// contactSheet puts the first images of every class in a row, two pixels of paper to one of the
// image, grey level 0 white.
func contactSheet(set *dataset.Set, columns int) image.Image {
	const zoom, gap = 2, 4
	stepX, stepY := zoom*set.Width+gap, zoom*set.Height+gap
	sheet := image.NewGray(image.Rect(0, 0, gap+columns*stepX, gap+set.Classes*stepY))
	for i := range sheet.Pix {
		sheet.Pix[i] = 255
	}
	filled := make([]int, set.Classes)
	for i, pixels := range set.Train.Images {
		class := int(set.Train.Labels[i])
		if filled[class] == columns {
			continue
		}
		x0, y0 := gap+filled[class]*stepX, gap+class*stepY
		for k, level := range pixels {
			for d := range zoom * zoom {
				sheet.SetGray(x0+zoom*(k%set.Width)+d%zoom, y0+zoom*(k/set.Width)+d/zoom, color.Gray{Y: 255 - level})
			}
		}
		filled[class]++
	}
	return sheet
}

// writeWhole writes a file that appears as a whole or not at all.
func writeWhole(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, reason(err))
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("cannot write %s: %w", path, reason(err))
	}
	return nil
}
