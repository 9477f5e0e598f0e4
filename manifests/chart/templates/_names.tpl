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

{{/* What every object carries beside its own labels. */}}
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

{{- define "arpeggio.program" -}}
{{- printf "%s-program-%s" (include "arpeggio.fullname" .) (.Files.Get "files/components/program/main.js" | sha256sum | trunc 10) -}}
{{- end -}}

{{/* dict root, path: a manifest under the names of this release, as text. */}}
{{- define "arpeggio.manifest" -}}
{{- $text := .root.Files.Get (printf "files/%s" .path) -}}
{{- if not $text -}}{{- fail (printf "Cannot render: the chart has no files/%s" .path) -}}{{- end -}}
{{- $text = replace "metallb-system" .root.Release.Namespace $text -}}
{{- $text = replace "arpeggio-heartbeat" (include "arpeggio.heartbeat" .root) $text -}}
{{- $text = replace "arpeggio-program" (include "arpeggio.program" .root) $text -}}
{{- regexReplaceAll "arpeggio-(controller|announcer|frr)" $text (printf "%s-${1}" (include "arpeggio.fullname" .root)) -}}
{{- end -}}
