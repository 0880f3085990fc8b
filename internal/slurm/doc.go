// Package slurm hands the shards of a study to Slurm as a job array, with a job that merges them when
// all have ended, and asks what has become of them.
//
// It knows sbatch and squeue and the two scripts, and nothing of studies. The array is submitted as
// requeueable: a task that is preempted or whose node fails runs again and takes up its journal. What
// the commands mean is said in the manual of Slurm 22.05 and later.
package slurm
