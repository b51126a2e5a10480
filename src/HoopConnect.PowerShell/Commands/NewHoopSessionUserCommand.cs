using System.Management.Automation;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;
using HoopConnect.Secrets;
using HoopConnect.SessionUsers;
using HoopConnect.SessionUsers.Granters;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Gives the expiring user of a policy: the one that is there, or a new one.</summary>
[Cmdlet(VerbsCommon.New, "HoopSessionUser", DefaultParameterSetName = EntrySet, SupportsShouldProcess = true)]
[OutputType(typeof(SessionUser))]
public sealed class NewHoopSessionUserCommand : DatabaseCmdlet
{
    private const string EntrySet = "Entry";
    private const string DsnSet = "Dsn";

    private string? _caller;

    /// <summary>A policy, or the name of one in -PolicyFile.</summary>
    [Parameter(ParameterSetName = EntrySet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = DsnSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ServerSet, Mandatory = true, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = DatabaseSet, Mandatory = true, Position = 1)]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [PolicyArgument]
    [ValidateNotNull]
    public PolicyChoice? Policy { get; set; }

    /// <summary>The file or folder with the policies.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PolicyFile { get; set; }

    /// <summary>The granter: postgres://user:password@host:port/postgres, as a SecureString.</summary>
    [Parameter(ParameterSetName = DsnSet, Mandatory = true)]
    [SecretArgument]
    [ValidateNotNull]
    public Secret? Dsn { get; set; }

    /// <summary>A shorter life than the policy gives.</summary>
    [Parameter]
    [DurationArgument]
    public TimeSpan? Expiration { get; set; }

    /// <summary>A user of one's own, with the caller's name.</summary>
    [Parameter]
    public SwitchParameter Personal { get; set; }

    /// <summary>Sets a new password even where the shared one is good.</summary>
    [Parameter]
    public SwitchParameter Rotate { get; set; }

    /// <summary>Takes over a user of that name that was not made by HoopConnect.</summary>
    [Parameter]
    public SwitchParameter Adopt { get; set; }

    /// <summary>The vault through which the password is shared; the default one where not given.</summary>
    [Parameter]
    [Alias("VaultName")]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>Uses no vault: only this process shares the password.</summary>
    [Parameter]
    public SwitchParameter NoVault { get; set; }

    /// <summary>How many databases of the server are worked on at a time.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 4;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var policy = await Policy!.ResolveAsync(PolicyFile is null ? null : await FullPathAsync(PolicyFile, cancellationToken), cancellationToken);
        var vault = NoVault ? null : await OpenVaultAsync(Vault, cancellationToken);
        var order = new SessionUserOrder(policy)
        {
            Expiration = Expiration,
            Caller = Personal ? _caller ??= await CallerAsync(cancellationToken) : null,
            Rotate = Rotate,
            Adopt = Adopt,
            ThrottleLimit = ThrottleLimit,
        };
        var provider = new SessionUserProvider(await GranterAsync(policy, vault, cancellationToken), vault);
        var user = await provider.ProvideAsync(order, mayRepairVault: !await IsWhatIfAsync(cancellationToken), HoopHost, cancellationToken);
        if (user is not null)
            await WriteAsync(user, cancellationToken);
    }

    private async Task<Granter> GranterAsync(SessionPolicy policy, CheckedVault? vault, CancellationToken cancellationToken)
    {
        switch (ParameterSetName)
        {
            case DsnSet:
                return await OverriddenAsync(GranterDsn.Parse(Dsn!, Defaults()), cancellationToken);
            case EntrySet:
                return vault is not null
                    ? await OverriddenAsync(await VaultGranter.FindAsync(vault, policy, Defaults(), cancellationToken), cancellationToken)
                    : throw new HoopException("Granter.NotGiven", HoopErrorKind.InvalidArgument, $"Without a vault nothing says who makes the user of policy '{policy.Name}', and where.")
                    {
                        Target = policy.Name,
                        RecommendedAction = "Give -Dsn, or -HostName and -DbCredential, or let a vault be used.",
                    };
            default:
                if (!MyInvocation.BoundParameters.ContainsKey(nameof(Engine)))
                    Engine = policy.Engine;
                var database = await DatabaseAsync(cancellationToken);
                // A login that is given is not tried first: a user who is there needs no granter.
                var login = DbLogin ?? (await FindMasterAsync(database, vault, cancellationToken)).Login;
                return new Granter(IdentityOf(database), DatabaseEngines.For(database.Engine), await SettingsAsync(database, login, cancellationToken) with { Database = null });
        }
    }

    /// <summary>What the command line says counts for more than what the DSN or the entry says.</summary>
    private async Task<Granter> OverriddenAsync(Granter granter, CancellationToken cancellationToken)
    {
        var given = MyInvocation.BoundParameters;
        var settings = granter.Settings;
        if (given.ContainsKey(nameof(SslMode)))
            settings = settings with { SslMode = SslMode };
        if (CaFile is not null)
            settings = settings with { CaFile = await FullPathAsync(CaFile, cancellationToken) };
        if (given.ContainsKey(nameof(TimeoutSeconds)))
            settings = settings with { Timeout = TimeSpan.FromSeconds(TimeoutSeconds) };
        return granter with { Settings = settings };
    }

    private static GranterDefaults Defaults() => new() { KeptCertificates = KeptCertificates };

    /// <summary>The name that AWS knows, where AWS credentials are on the command line, else the operating system's.</summary>
    private async Task<string> CallerAsync(CancellationToken cancellationToken)
    {
        string[] ofAws = [nameof(ProfileName), nameof(AccessKey), nameof(Credential)];
        return ofAws.Any(MyInvocation.BoundParameters.ContainsKey)
            ? (await (await AwsAsync(cancellationToken)).GetCallerIdentityAsync(cancellationToken)).Name
            : Environment.UserName;
    }
}
