package dataset

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The four files of a set, as MNIST named them; each may also end in ".gz".
const (
	trainImages = "train-images-idx3-ubyte"
	trainLabels = "train-labels-idx1-ubyte"
	testImages  = "t10k-images-idx3-ubyte"
	testLabels  = "t10k-labels-idx1-ubyte"
)

// maxFileBytes bounds what one IDX file may hold. The largest public set of this kind, EMNIST
// ByClass, has 697 932 training images of 28×28 pixels: 547 MB.
const maxFileBytes = 1 << 30

var errMissing = errors.New("no file")

// isSetFile tells whether a folder's entry is one of the four files of a set.
func isSetFile(e fs.DirEntry) bool {
	return slices.Contains([]string{trainImages, trainLabels, testImages, testLabels}, strings.TrimSuffix(e.Name(), ".gz"))
}

// loadFolder reads the four IDX files in dir.
func loadFolder(name, dir string) (*Set, error) {
	train, size, err := loadSplit(dir, trainImages, trainLabels)
	if err != nil {
		return nil, err
	}
	test, testSize, err := loadSplit(dir, testImages, testLabels)
	if err != nil {
		return nil, err
	}
	if size != testSize {
		return nil, fmt.Errorf("%s: training images are %d×%d pixels but test images %d×%d",
			dir, size[1], size[0], testSize[1], testSize[0])
	}
	return &Set{
		Name:    name,
		Width:   size[1],
		Height:  size[0],
		Classes: 1 + int(max(slices.Max(train.Labels), slices.Max(test.Labels))),
		Train:   train,
		Test:    test,
	}, nil
}

// loadSplit reads a file of images and the labels that belong to it; size is height, width.
func loadSplit(dir, imagesName, labelsName string) (s Split, size [2]int, err error) {
	imagesPath, dims, pixels, err := readFile(dir, imagesName)
	if err != nil {
		return s, size, err
	}
	if len(dims) != 3 {
		return s, size, fmt.Errorf("%s: has %d dimensions: want 3 (images, rows, columns)", imagesPath, len(dims))
	}
	labelsPath, labelDims, labels, err := readFile(dir, labelsName)
	if err != nil {
		return s, size, err
	}
	if len(labelDims) != 1 {
		return s, size, fmt.Errorf("%s: has %d dimensions: want 1 (labels)", labelsPath, len(labelDims))
	}
	if dims[0] != labelDims[0] {
		return s, size, fmt.Errorf("%s: has %d images but %s has %d labels",
			imagesPath, dims[0], labelsPath, labelDims[0])
	}
	return Split{Images: cut(pixels, dims[1]*dims[2]), Labels: labels}, [2]int{dims[1], dims[2]}, nil
}

// readFile reads one IDX file, plain or compressed, and says which of the two it found.
func readFile(dir, name string) (path string, dims []int, data []byte, err error) {
	path = filepath.Join(dir, name)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		path += ".gz"
		f, err = os.Open(path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return path, nil, nil, fmt.Errorf("%s: %w %s or %s.gz", dir, errMissing, name, name)
	}
	if err != nil {
		return path, nil, nil, fmt.Errorf("%s: cannot read: %w", path, cause(err))
	}
	defer f.Close()
	dims, data, err = ReadIDX(f, maxFileBytes)
	if err != nil {
		return path, nil, nil, fmt.Errorf("%s: %w", path, cause(err))
	}
	return path, dims, data, nil
}

// cut divides data into consecutive slices of n bytes that cannot grow into each other.
func cut(data []byte, n int) [][]byte {
	parts := make([][]byte, len(data)/n)
	for i := range parts {
		parts[i] = data[i*n : (i+1)*n : (i+1)*n]
	}
	return parts
}

// cause drops the operation and path of a file error, for messages that have named the file.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
