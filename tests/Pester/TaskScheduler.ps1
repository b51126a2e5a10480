# There is no task scheduler here: these write down what it would be given.
$registered = [Collections.Generic.List[object]]::new()
$unregistered = [Collections.Generic.List[string]]::new()
# What Get-ScheduledTaskInfo says, one after the other.
$taskResults = [Collections.Generic.List[uint32]]::new()
function New-ScheduledTaskAction($Execute, $Argument) { @{ Execute = $Execute; Argument = $Argument } }
function New-ScheduledTaskTrigger([switch] $Daily, [switch] $Once, $At, $RepetitionInterval) {
    @{ Daily = [bool]$Daily; Once = [bool]$Once; At = $At; RepetitionInterval = $RepetitionInterval }
}
function New-ScheduledTaskPrincipal($UserId, $LogonType, $RunLevel) { @{ UserId = $UserId; LogonType = $LogonType; RunLevel = $RunLevel } }
function New-ScheduledTaskSettingsSet([switch] $StartWhenAvailable, $MultipleInstances, $ExecutionTimeLimit) {
    @{ MultipleInstances = $MultipleInstances }
}
function Register-ScheduledTask($TaskName, $Action, $Trigger, $Principal, $Settings, [switch] $Force) {
    $task = [pscustomobject]@{ TaskName = $TaskName; Action = $Action; Trigger = $Trigger; Principal = $Principal }
    $registered.Add($task)
    $task
}
function Start-ScheduledTask($TaskName) { if ($registered.TaskName -notcontains $TaskName) { throw "There is no task '$TaskName'." } }
function Get-ScheduledTaskInfo($TaskName) {
    $result = $taskResults.Count ? $taskResults[0] : 0
    if ($taskResults.Count) { $taskResults.RemoveAt(0) }
    [pscustomobject]@{ LastTaskResult = $result }
}
function Unregister-ScheduledTask($TaskName, [switch] $Confirm) { $unregistered.Add($TaskName) }
