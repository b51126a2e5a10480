# The module in the language mode of this session: all of its cmdlets are there, a policy and the job records can be asked for.
#   Import.ps1 <module folder> [-Constrained]
param([Parameter(Mandatory)] [string] $Module, [switch] $Constrained)
$ErrorActionPreference = 'Stop'
if ($Constrained) { $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage' }
Import-Module $Module
$wanted = (Import-PowerShellDataFile (Join-Path $Module HoopConnect.psd1)).CmdletsToExport
$missing = $wanted | Where-Object { $_ -notin (Get-Command -Module HoopConnect).Name }
if ($missing -or -not $wanted) { throw "Not there in $($ExecutionContext.SessionState.LanguageMode): $($missing -join ', ')" }
if ((Get-HoopIamPolicy AwsConnect -AccountId 111122223333).Document -notmatch 'Statement') { throw 'There is no policy.' }
Get-HoopProvisioningJob | Out-Null
"PowerShell $($PSVersionTable.PSVersion), $($ExecutionContext.SessionState.LanguageMode): $($wanted.Count) cmdlets"
