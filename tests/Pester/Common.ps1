# What every test file begins with: . $PSScriptRoot/Common.ps1 in a BeforeAll. Run.ps1 prepares the process; a file run alone prepares
# itself.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
$repository = Split-Path (Split-Path $PSScriptRoot)
$modulePath = Join-Path $repository out HoopConnect
. $repository/build/Pwsh.ps1

# The module as it is built, in a clean state.
function Import-HoopConnect {
    if (-not (Test-Path $modulePath)) { throw "There is no $modulePath. Run ./build.sh build first." }
    Remove-Module HoopConnect -ErrorAction Ignore
    Import-Module $modulePath -Global
}

# Runs a script in a process of its own, where nothing is loaded yet. Gives its lines; a failure of it is a failure here.
function Invoke-CleanPwsh {
    param([Parameter(Mandatory)] [string] $Script, [switch] $AllowFailure)
    $whole = "`$ErrorActionPreference = 'Stop'; `$modulePath = '$modulePath'; $Script"
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($whole))
    $lines = & $pwshProgram @pwshArguments -NoProfile -NonInteractive -OutputFormat Text -EncodedCommand $encoded 2>&1 |
        ForEach-Object { "$_" }
    if ($LASTEXITCODE -ne 0 -and -not $AllowFailure) {
        throw "The script ended with ${LASTEXITCODE}: $($lines -join [Environment]::NewLine)"
    }
    $lines
}

# Folders of this run's own, so that neither vaults nor state of the user are touched. Before SecretStore is loaded: it reads HOME once.
function Initialize-TestHome {
    if ($env:HOOPCONNECT_TEST_HOME) { return }
    $folder = Join-Path ([IO.Path]::GetTempPath()) "hoopconnect-pester-$PID"
    [void](New-Item -ItemType Directory -Force $folder)
    $env:HOOPCONNECT_TEST_HOME = $folder
    # What a test builds takes its packages from where the tests have theirs: there are none in the new home, and perhaps no network.
    if ($pester = Get-Module Pester) { $env:NUGET_PACKAGES ??= [IO.Path]::GetFullPath((Join-Path $pester.ModuleBase '../../..')) }
    $env:HOME = $folder
    $env:HOOPCONNECT_STATE = Join-Path $folder state
    foreach ($name in 'AWS_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN',
        'AWS_ENDPOINT_URL') {
        Remove-Item "Env:$name" -ErrorAction Ignore
    }
    if (-not (Test-RealVault)) {
        $env:HOOPCONNECT_STANDIN_VAULTS = Join-Path $folder vaults
        $standIn = Join-Path $repository tests HoopConnect.SecretManagement bin Release
        $env:PSModulePath = $standIn + [IO.Path]::PathSeparator + $env:PSModulePath
    }
}

# Whether the vaults of the tests are those of SecretManagement and SecretStore themselves. On Windows both keep their files where they
# are the user's own, so there it is the stand-in (tests/HoopConnect.SecretManagement), unless HOOPCONNECT_TEST_RESETS_STORE says that the
# user's store may be reset, as on a machine that is thrown away afterwards.
function Test-RealVault {
    if ($env:HOOPCONNECT_STANDIN_VAULTS -or ($IsWindows -and -not $env:HOOPCONNECT_TEST_RESETS_STORE)) { return $false }
    $modules = 'Microsoft.PowerShell.SecretManagement', 'Microsoft.PowerShell.SecretStore'
    @(Get-Module -ListAvailable $modules | Select-Object -Unique Name).Count -eq $modules.Count
}

# The sandbox of this run: an AWS organisation on loopback with real PostgreSQL servers. Started once, ends with this process. Options are
# those of the sandbox's program.
function Get-Sandbox {
    param([string[]] $Option = @())
    if (-not $env:HOOPCONNECT_SANDBOX_INFO -or -not (Test-Path $env:HOOPCONNECT_SANDBOX_INFO)) {
        Initialize-TestHome
        $program = Get-ChildItem (Join-Path $repository tests HoopConnect.Sandbox bin) -Filter HoopConnect.Sandbox.dll -Recurse |
            Sort-Object LastWriteTime -Descending | Select-Object -First 1
        if (-not $program) { throw 'The sandbox is not built. Run ./build.sh build first.' }
        $env:HOOPCONNECT_SANDBOX_INFO = Join-Path $env:HOOPCONNECT_TEST_HOME sandbox.json
        $log = Join-Path $env:HOOPCONNECT_TEST_HOME sandbox.log
        $arguments = @($program.FullName, 'run', '--info', $env:HOOPCONNECT_SANDBOX_INFO, '--parent', $PID) + $Option
        $process = Start-Process dotnet -ArgumentList $arguments -PassThru -RedirectStandardOutput "$log.out" -RedirectStandardError $log
        $deadline = [DateTime]::UtcNow.AddSeconds(90)
        while (-not (Test-Path $env:HOOPCONNECT_SANDBOX_INFO)) {
            if ($process.HasExited -or [DateTime]::UtcNow -gt $deadline) { throw "The sandbox did not start: $(Get-Content $log -Raw)" }
            Start-Sleep -Milliseconds 100
        }
    }
    Get-Content $env:HOOPCONNECT_SANDBOX_INFO -Raw | ConvertFrom-Json
}

# The AWS parameters of every cmdlet, for the sandbox: splat them.
function Get-SandboxAws {
    param([string] $Region)
    $sandbox = Get-Sandbox
    @{
        EndpointUrl = $sandbox.EndpointUrl
        AccessKey   = $sandbox.AccessKeyId
        SecretKey   = $sandbox.SecretAccessKey
        Region      = $Region ? $Region : $sandbox.Region
    }
}

# The same for jane of IAM Identity Center, in the session of a permission set.
function Get-SandboxPerson {
    param([string] $AccountId = '222233334444')
    $sandbox = Get-Sandbox
    $person = $sandbox.people | Where-Object accountId -EQ $AccountId
    @{
        EndpointUrl  = $sandbox.EndpointUrl
        AccessKey    = $person.AccessKeyId
        SecretKey    = $person.SecretAccessKey
        SessionToken = $person.SessionToken
        Region       = $sandbox.Region
    }
}

# Steers the sandbox: Set-Sandbox @{ fault = @{ kind = 'Throttle'; service = 'rds' } }; see ControlEndpoint.cs.
function Set-Sandbox {
    param([Parameter(Mandatory)] [hashtable] $Command)
    [void](Invoke-RestMethod (Get-Sandbox).controlUrl -Method Post -ContentType application/json -Body ($Command | ConvertTo-Json -Depth 5))
}

# The calls the sandbox has had since it was last cleared.
function Get-SandboxRequest { Invoke-RestMethod (Get-Sandbox).controlUrl }

# The vault of this run, in its own folder and without a password.
function Initialize-TestVault {
    param([string] $Name = 'Team')
    Initialize-TestHome
    Import-Module Microsoft.PowerShell.SecretManagement -Global
    if (Get-SecretVault -Name $Name -ErrorAction Ignore) { return }
    if (-not (Test-RealVault)) {
        Register-TestVault $Name -DefaultVault
        return
    }
    # What is reset here must be this run's store and never the user's: SecretStore takes its folder from HOME, once for a process.
    $isLoaded = [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -contains 'Microsoft.PowerShell.SecretStore'
    if ($isLoaded -and -not $env:HOOPCONNECT_TEST_STORE) {
        throw 'SecretStore is in use in this session. Run tests/Pester/Run.ps1 in a process of its own.'
    }
    $env:HOOPCONNECT_TEST_STORE = $env:HOOPCONNECT_TEST_HOME
    Import-Module Microsoft.PowerShell.SecretStore -Global
    Reset-SecretStore -Scope CurrentUser -Authentication None -Interaction None -Force -Confirm:$false -WarningAction Ignore
    Register-SecretVault -Name $Name -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault
}

# A vault with habits: Register-TestVault Lower @{ LowerCase = $true }; see Vaults/HoopConnect.TestVault.
function Register-TestVault {
    param([Parameter(Mandatory)] [string] $Name, [hashtable] $Habit = @{}, [switch] $DefaultVault)
    $parameters = @{ File = Join-Path $env:HOOPCONNECT_TEST_HOME "$Name.xml" } + $Habit
    $module = Join-Path $repository tests Pester Vaults HoopConnect.TestVault
    Register-SecretVault -Name $Name -ModuleName $module -VaultParameters $parameters -DefaultVault:$DefaultVault
}

# The error that a command ends with, or wrote.
function Get-ErrorOf {
    param([Parameter(Mandatory)] [scriptblock] $Command)
    try { [void](& $Command) } catch { return $_ }
    throw 'There was no error.'
}

Initialize-TestHome

# Each file begins with no fault set and an empty log of calls; what it changes in a database or the vault stays for the next one.
if ($env:HOOPCONNECT_SANDBOX_INFO -and (Test-Path $env:HOOPCONNECT_SANDBOX_INFO)) { Set-Sandbox @{ clear = $true } }

# Runs pwsh as a job does, with the keys of the sandbox's management account ($sandbox). Gives the lines; the exit code is in $LASTEXITCODE.
function Invoke-Job([string[]] $Argument) {
    $saved = $env:PSModulePath, $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY, $env:AWS_ENDPOINT_URL
    try {
        $env:PSModulePath = (Split-Path $modulePath) + [IO.Path]::PathSeparator + $env:PSModulePath
        $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY = $sandbox.accessKeyId, $sandbox.secretAccessKey
        $env:AWS_ENDPOINT_URL = $sandbox.endpointUrl
        & $pwshProgram @pwshArguments -NoProfile -NonInteractive @Argument 2>&1 | ForEach-Object { "$_" }
    }
    finally {
        $env:PSModulePath, $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY, $env:AWS_ENDPOINT_URL = $saved
    }
}

# That a file is YAML, where something here reads it.
function Test-Yaml([string] $Path) {
    if (-not (Get-Command python3 -ErrorAction Ignore)) { return }
    $read = python3 -c 'import sys
try: import yaml
except ImportError: sys.exit(3)
yaml.safe_load(open(sys.argv[1]))' $Path 2>&1
    $LASTEXITCODE | Should -BeIn 0, 3 -Because "$read"
}
