// Command cluster is the control plane of a Kubernetes cluster in one program: `cluster etcd|kube-apiserver|
// kube-controller-manager|kube-proxy [flags]` takes the flags of the program of that name.
// One program instead of four, because they share most of their code: it links once and lies on the disk once.
package main

import (
	"fmt"
	"os"
	_ "time/tzdata" // for time zones in CronJobs

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
)

const usage = "Usage: cluster etcd|kube-apiserver|kube-controller-manager|kube-proxy [flags]"

var commands = map[string]func() *cobra.Command{
	"kube-apiserver":          apiserver.NewAPIServerCommand,
	"kube-controller-manager": controllers.NewControllerManagerCommand,
	"kube-proxy":              proxy.NewProxyCommand,
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	name := os.Args[1]
	os.Args = append([]string{name}, os.Args[2:]...)
	if name == "etcd" {
		etcdmain.Main(os.Args)
		return
	}
	command, known := commands[name]
	if !known {
		fmt.Fprintf(os.Stderr, "Cannot run %q: no such part\n%s\n", name, usage)
		os.Exit(2)
	}
	os.Exit(cli.Run(command()))
}
