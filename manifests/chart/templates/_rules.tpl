{{/* The alert rules, with the changes that the values ask for. If MetalLB has the same alert, the value for it has MetalLB's name. */}}
{{- define "arpeggio.rules" -}}
{{- $values := .Values.prometheus.prometheusRule -}}
{{- $switches := dict
  "ArpeggioConfigurationInvalid" "staleConfig"
  "ArpeggioConfigNotLoaded" "configNotLoaded"
  "ArpeggioAddressPoolExhausted" "addressPoolExhausted"
  "ArpeggioAddressPoolNearlyExhausted" "addressPoolUsage"
  "ArpeggioBGPSessionDown" "bgpSessionDown"
-}}
{{- $groups := list -}}
{{- range $group := (include "arpeggio.file" (dict "root" . "path" "monitoring/rules.yaml") | fromYaml).groups -}}
{{- $rules := list -}}
{{- range $rule := $group.rules -}}
{{- $wanted := dict "enabled" true -}}
{{- with get $switches $rule.alert -}}{{- $wanted = get $values . -}}{{- end -}}
{{- with $wanted.labels -}}{{- $_ := set $rule "labels" (mergeOverwrite $rule.labels .) -}}{{- end -}}
{{- with $values.runbookBaseURL -}}
{{- $_ := set $rule.annotations "runbook_url" (printf "%s/%s" (trimSuffix "/" .) $rule.annotations.runbook_url) -}}
{{- end -}}
{{- if $wanted.enabled -}}{{- $rules = append $rules $rule -}}{{- end -}}
{{- end -}}
{{- with $rules -}}{{- $groups = append $groups (dict "name" $group.name "rules" .) -}}{{- end -}}
{{- end -}}
{{- with $values.extraAlerts -}}{{- $groups = append $groups (dict "name" "arpeggio-extra" "rules" .) -}}{{- end -}}
{{- dict "groups" $groups | toYaml -}}
{{- end -}}
