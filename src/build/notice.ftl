<#-- NOTICE, written by the build from what it puts into lib/. -->
<#function licences names>
  <#local text = "">
  <#list names as name><#local text = text + (text == "")?string("", " or ") + name></#list>
  <#return text>
</#function>
smdm
Copyright 2026 the smdm authors

Licensed under the Apache License, Version 2.0 (LICENSE).

The corpus of State of the Union addresses that ships with it is in the public domain (CC0).

This file is written by the build. lib/ holds these libraries, each under its own licence:

<#list dependencyMap as entry>
<#assign p = entry.getKey()/>
${p.groupId}:${p.artifactId} ${p.version}
    ${licences(entry.getValue())}<#if p.url??>
    ${p.url}</#if>
</#list>
