{{/* dict target, patch: adds a patch to a Pod's spec. If the Pod has a container of the patch already, this container gets the
     patch's args, env and volumeMounts. Other containers are added. */}}
{{- define "arpeggio.addToPod" -}}
{{- $spec := .target -}}
{{- range $patch := .patch.containers -}}
{{- $found := false -}}
{{- range $container := $spec.containers -}}
{{- if eq $container.name $patch.name -}}
{{- $found = true -}}
{{- range $list := list "env" "volumeMounts" -}}
{{- $changed := dict -}}
{{- range default list (get $patch $list) -}}{{- $_ := set $changed .name true -}}{{- end -}}
{{- $kept := list -}}
{{- range default list (get $container $list) -}}{{- if not (hasKey $changed .name) -}}{{- $kept = append $kept . -}}{{- end -}}{{- end -}}
{{- with $patch.args -}}{{- $_ := set $container "args" . -}}{{- end -}}
{{- with concat $kept (default list (get $patch $list)) -}}{{- $_ := set $container $list . -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if not $found -}}{{- $_ := set $spec "containers" (append $spec.containers $patch) -}}{{- end -}}
{{- end -}}
{{- with .patch.volumes -}}{{- $_ := set $spec "volumes" (concat (default list $spec.volumes) .) -}}{{- end -}}
{{- end -}}

{{/* Takes a log level of MetalLB, and gives Arpeggio's name for it. */}}
{{- define "arpeggio.logLevel" -}}
{{- get (dict "all" "debug" "warn" "warning" "none" "error") . | default . -}}
{{- end -}}

{{/* dict container, values: sets the container's probes as the values ask for. */}}
{{- define "arpeggio.probes" -}}
{{- $container := .container -}}
{{- range $kind := list "startupProbe" "livenessProbe" "readinessProbe" -}}
{{- $wanted := get $.values $kind -}}
{{- if $wanted.enabled -}}
{{- $_ := set $container $kind (mergeOverwrite (get $container $kind) (omit $wanted "enabled")) -}}
{{- else -}}
{{- $_ := unset $container $kind -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* dict root, component, values, arguments: a workload of the manifests, with the values of this release. */}}
{{- define "arpeggio.workload" -}}
{{- $root := .root -}}
{{- $values := .values -}}
{{- $workload := include "arpeggio.manifest" (dict "root" $root "path" (printf "base/%s.yaml" .component)) | fromYaml -}}
{{- $_ := set $workload.metadata "labels" (merge $workload.metadata.labels (include "arpeggio.labels" $root | fromYaml)) -}}
{{- $pod := $workload.spec.template -}}
{{- $spec := $pod.spec -}}
{{- range $name := .components -}}
{{- $path := printf "components/%s/%s.yaml" $name $.component -}}
{{- if $root.Subcharts.manifests.Files.Get (printf "files/%s" $path) -}}
{{- $patch := include "arpeggio.manifest" (dict "root" $root "path" $path) | fromYaml -}}
{{- $_ := include "arpeggio.addToPod" (dict "target" $spec "patch" $patch.spec.template.spec) -}}
{{- end -}}
{{- end -}}
{{- $container := first $spec.containers -}}
{{- $_ := set $spec "serviceAccountName" (include "arpeggio.account" (dict "root" $root "component" .component)) -}}
{{- $_ := set $container "image" (include "arpeggio.image" $values.image) -}}
{{- $_ := set $container "args" (concat $container.args .arguments) -}}
{{- if ne $values.logLevel "info" -}}
{{- $_ := set $container "args" (append $container.args (printf "--log-level=%s" (include "arpeggio.logLevel" $values.logLevel))) -}}
{{- end -}}
{{- with $values.image.pullPolicy -}}{{- $_ := set $container "imagePullPolicy" . -}}{{- end -}}
{{- with $values.resources -}}{{- $_ := set $container "resources" . -}}{{- end -}}
{{- with $values.securityContext -}}{{- $_ := set $spec "securityContext" . -}}{{- end -}}
{{- $_ := include "arpeggio.probes" (dict "container" $container "values" $values) -}}
{{- with $values.nodeSelector -}}{{- $_ := set $spec "nodeSelector" (merge $spec.nodeSelector .) -}}{{- end -}}
{{- with $values.tolerations -}}{{- $_ := set $spec "tolerations" (concat $spec.tolerations .) -}}{{- end -}}
{{- with $values.affinity -}}{{- $_ := set $spec "affinity" . -}}{{- end -}}
{{- with $values.runtimeClassName -}}{{- $_ := set $spec "runtimeClassName" . -}}{{- end -}}
{{- if not (kindIs "invalid" $values.priorityClassName) -}}
{{- $_ := set $spec "priorityClassName" $values.priorityClassName -}}
{{- end -}}
{{- with $root.Values.imagePullSecrets -}}{{- $_ := set $spec "imagePullSecrets" . -}}{{- end -}}
{{- with $values.labels -}}{{- $_ := set $pod.metadata "labels" (merge $pod.metadata.labels .) -}}{{- end -}}
{{- $annotations := deepCopy $values.podAnnotations -}}
{{- if $root.Values.prometheus.scrapeAnnotations -}}
{{- $port := $root.Values.prometheus.metricsPort | toString -}}
{{- $annotations = merge $annotations (dict "prometheus.io/scrape" "true" "prometheus.io/port" $port) -}}
{{- end -}}
{{- with $annotations -}}{{- $_ := set $pod.metadata "annotations" . -}}{{- end -}}
{{- with $values.extraContainers -}}{{- $_ := set $spec "containers" (concat $spec.containers .) -}}{{- end -}}
{{- toYaml $workload -}}
{{- end -}}

{{/* The components that both workloads add to the base. */}}
{{- define "arpeggio.components" -}}
{{- if .Values.program.enabled -}}program{{- end -}}
{{- if .Values.speaker.frr.enabled }} bgp{{ end -}}
{{- if .Values.ipv6 }} ipv6{{ end -}}
{{- end -}}
