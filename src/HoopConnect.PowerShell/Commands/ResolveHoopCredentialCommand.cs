using System.Management.Automation;
using System.Security;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication;
using HoopConnect.IamAuthentication.Markers;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;
using HoopConnect.Secrets;

namespace HoopConnect.PowerShell.Commands;

/// <summary>
/// Makes a usable credential, or value, of what stands in its place: a pair that asks for a token, a reference to a vault.
/// </summary>
[Cmdlet(VerbsDiagnostic.Resolve, "HoopCredential", DefaultParameterSetName = PairSet)]
[OutputType(typeof(ResolvedCredential), typeof(SecureString), typeof(string))]
public sealed class ResolveHoopCredentialCommand : AwsCmdlet
{
    private const string PairSet = "Pair";
    private const string LoginSet = "Login";
    private const string ReferenceSet = "Reference";

    /// <summary>The user, or what stands for it.</summary>
    [Parameter(ParameterSetName = PairSet, Mandatory = true, Position = 0)]
    [Alias("User")]
    [ValidateNotNullOrEmpty]
    public string UserName { get; set; } = "";

    /// <summary>The password, or what stands for it: a SecureString or a string.</summary>
    [Parameter(ParameterSetName = PairSet, Mandatory = true, Position = 1)]
    [Alias("Pass")]
    [SecretArgument]
    [ValidateNotNull]
    public Secret? Password { get; set; }

    /// <summary>Both, as one credential.</summary>
    [Parameter(ParameterSetName = LoginSet, Mandatory = true)]
    [Credential]
    [ValidateNotNull]
    public PSCredential? DbCredential { get; set; }

    /// <summary>References to a vault, of any values.</summary>
    [Parameter(ParameterSetName = ReferenceSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string[] Reference { get; set; } = [];

    /// <summary>The database a token is for: one of Find-HoopRdsInstance, or its ARN.</summary>
    [Parameter(ParameterSetName = PairSet, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = LoginSet, ValueFromPipeline = true)]
    [Alias("Arn")]
    [DatabaseArgument]
    [ValidateNotNull]
    public RdsDatabase? InputObject { get; set; }

    /// <summary>The endpoint a token is for, by its real name.</summary>
    [Parameter(ParameterSetName = PairSet)]
    [Parameter(ParameterSetName = LoginSet)]
    [Alias("Server", "ServerInstance", "SqlInstance")]
    [ValidateNotNullOrEmpty]
    public string? HostName { get; set; }

    /// <summary>RDS's engine name, for the port where none is given.</summary>
    [Parameter(ParameterSetName = PairSet)]
    [Parameter(ParameterSetName = LoginSet)]
    [ArgumentCompleter(typeof(EngineCompleter))]
    [ValidateNotNullOrEmpty]
    public string Engine { get; set; } = "postgres";

    /// <summary>The TCP port, 1 to 65535.</summary>
    [Parameter(ParameterSetName = PairSet)]
    [Parameter(ParameterSetName = LoginSet)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    /// <summary>Gives the password, token or value as text.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    /// <inheritdoc/>
    private protected override string? SessionRegion =>
        Region ?? InputObject?.Region ?? (HostName is null ? null : RdsEndpointName.Region(HostName));

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (ParameterSetName == ReferenceSet)
        {
            foreach (var reference in Reference)
                await ForTargetAsync(nameof(Reference), () => WriteReferenceAsync(reference, cancellationToken));
            return;
        }

        var login = DbCredential?.ToLogin() ?? new DatabaseLogin(UserName, Password!);
        var resolved = await Services.ResolveWholeAsync(login, await TargetAsync(cancellationToken), cancellationToken);
        await WriteAsync(AsPlainText ? resolved.Password.Reveal() : resolved, cancellationToken);
    }

    private async Task WriteReferenceAsync(string text, CancellationToken cancellationToken)
    {
        using var reference = Secret.From(text);
        if (!CredentialResolver.IsReference(reference))
        {
            throw MarkerErrors.NotAReference.Error("What was given is no reference to a vault.");
        }

        using var value = await Services.Resolver.ResolveAsync(reference, cancellationToken);
        await WriteAsync(AsPlainText ? value.Reveal() : value.ToSecureString(), cancellationToken);
    }

    private async Task<LoginTarget> TargetAsync(CancellationToken cancellationToken)
    {
        if (InputObject is null)
            return new LoginTarget(HostName, Port > 0 ? Port : DatabaseEngines.For(Engine).DefaultPort) { Region = Region };
        var target = LoginTarget.Of(await LookUpAsync(InputObject, cancellationToken), Region);
        return target with { Host = HostName ?? target.Host, Port = Port > 0 ? Port : target.Port };
    }
}
