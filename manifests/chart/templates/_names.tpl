{{/* The names of this release: those of the manifests, with the release's own name in place of "arpeggio". */}}

{{- define "arpeggio.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The labels that every object gets in addition to its own labels. */}}
{{- define "arpeggio.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/part-of: arpeggio
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* dict root, component: the ServiceAccount of the controller or the announcer. */}}
{{- define "arpeggio.account" -}}
{{- $values := ternary .root.Values.controller .root.Values.speaker (eq .component "controller") -}}
{{- default (printf "%s-%s" (include "arpeggio.fullname" .root) .component) $values.serviceAccount.name -}}
{{- end -}}

{{- define "arpeggio.heartbeat" -}}
{{- default (printf "%s-heartbeat" (include "arpeggio.fullname" .)) .Values.speaker.secretName -}}
{{- end -}}

{{/* dict root, path: a file that `deno task bundle` has put into the chart, as text. */}}
{{- define "arpeggio.file" -}}
{{- $text := .root.Subcharts.manifests.Files.Get (printf "files/%s" .path) -}}
{{- if not $text -}}{{- fail (printf "Cannot render: the chart has no file %s; run `deno task bundle` in the checkout" .path) -}}{{- end -}}
{{- $text -}}
{{- end -}}

{{/* The name of the program's ConfigMap. kustomize makes the same name, so the name does not depend on the kind of installation. */}}
{{- define "arpeggio.program" -}}
{{- $name := printf "%s-program" (include "arpeggio.fullname" .) -}}
{{- $data := dict "main.js" (include "arpeggio.file" (dict "root" . "path" "components/program/main.js")) -}}
{{- $hash := dict "kind" "ConfigMap" "name" "" "data" $data | toJson | sha256sum | trunc 10 -}}
{{- range $from, $to := dict "0" "g" "1" "h" "3" "k" "a" "m" "e" "t" -}}{{- $hash = replace $from $to $hash -}}{{- end -}}
{{- printf "%s-%s" $name $hash -}}
{{- end -}}

{{/* dict image: the name of the image. If it has a digest, the digest decides and the tag has no effect. */}}
{{- define "arpeggio.image" -}}
{{- .repository }}{{ with .tag }}:{{ . }}{{ end }}{{ with .digest }}@{{ . }}{{ end -}}
{{- end -}}

{{/* dict root, path: a manifest with the names, the namespace and the port of this release, as text. First marks replace the names of
     the manifests, then values replace the marks: a value may look like a name of the manifests, e.g. a namespace arpeggio-controller. */}}
{{- define "arpeggio.manifest" -}}
{{- $text := include "arpeggio.file" . -}}
{{- $text = $text | replace "metallb-system" "<namespace>" | replace "arpeggio-heartbeat" "<heartbeat>" | replace "arpeggio-program" "<program>" -}}
{{- $text = regexReplaceAll "arpeggio-(controller|announcer|frr)" $text "<name>-${1}" -}}
{{- $text = regexReplaceAll "\\b9120\\b" $text "<port>" -}}
{{- /* Only where it is needed: this name contains a hash of the whole program, which is slow to compute. */ -}}
{{- if contains "<program>" $text -}}{{- $text = replace "<program>" (include "arpeggio.program" .root) $text -}}{{- end -}}
{{- $text = $text | replace "<port>" (.root.Values.prometheus.metricsPort | toString) | replace "<name>" (include "arpeggio.fullname" .root) -}}
{{- $text | replace "<heartbeat>" (include "arpeggio.heartbeat" .root) | replace "<namespace>" .root.Release.Namespace -}}
{{- end -}}
