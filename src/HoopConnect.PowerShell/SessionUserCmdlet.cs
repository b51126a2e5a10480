using System.Management.Automation;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Markers;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;
using HoopConnect.Secrets;
using HoopConnect.SessionUsers;
using HoopConnect.SessionUsers.Granters;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.PowerShell;

/// <summary>
/// The base of the cmdlets that provide the session user of a policy. The granter is the one that the policy names in the vault, a DSN, or
/// a database login of the command line.
/// </summary>
public abstract class SessionUserCmdlet : OptionalVaultCmdlet
{
    /// <summary>The parameter set in which the vault has the granter, under the name that the policy gives.</summary>
    protected const string EntrySet = "Entry";

    /// <summary>The parameter set in which the granter's DSN is given.</summary>
    protected const string DsnSet = "Dsn";

    private string? _caller;

    /// <summary>A database of Find-HoopRdsInstance, or the ARN of one.</summary>
    // As on every database cmdlet, but without a position: there it would take the policy's name.
    [Parameter(ParameterSetName = DatabaseSet, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Arn")]
    [DatabaseArgument]
    [ValidateNotNull]
    public new RdsDatabase? InputObject
    {
        get => base.InputObject;
        set => base.InputObject = value;
    }

    /// <summary>A policy, or the name of one in -PolicyFile.</summary>
    [Parameter(ParameterSetName = EntrySet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = DsnSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ServerSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = DatabaseSet, Mandatory = true, Position = 0)]
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
    // As on every cmdlet of the master, and a connection brings its own.
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("VaultName")]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public new string? Vault
    {
        get => base.Vault;
        set => base.Vault = value;
    }

    /// <summary>How many databases of the server are worked on at a time.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 4;

    /// <summary>The user of <c>-Policy</c>; null where the plan was refused (<c>-WhatIf</c>, <c>-Confirm</c>).</summary>
    private protected async Task<SessionUser?> ProvideAsync(CancellationToken cancellationToken)
    {
        var policy = await Policy!.ResolveAsync(
            PolicyFile is null ? null : await FullPathAsync(PolicyFile, cancellationToken), cancellationToken);
        var vault = await OpenVaultAsync(cancellationToken);
        return await ProvideAsync(policy, vault, await GranterAsync(policy, vault, cancellationToken), cancellationToken);
    }

    /// <summary>The user of a policy, made by the granter that its entry in the vault names.</summary>
    private protected async Task<SessionUser?> ProvideAsync(
        SessionPolicy policy,
        CheckedVault vault,
        CancellationToken cancellationToken
    ) => await ProvideAsync(policy, vault, await EntryGranterAsync(policy, vault, cancellationToken), cancellationToken);

    private async Task<SessionUser?> ProvideAsync(
        SessionPolicy policy, CheckedVault? vault, Granter granter, CancellationToken cancellationToken)
    {
        var order = new SessionUserOrder(policy)
        {
            Expiration = Expiration,
            Caller = Personal ? _caller ??= await CallerAsync(cancellationToken) : null,
            Rotate = Rotate,
            Adopt = Adopt,
            ThrottleLimit = ThrottleLimit,
        };
        return await new SessionUserProvider(granter, vault).ProvideAsync(
            order, await ModeAsync(cancellationToken), HoopHost, cancellationToken);
    }

    private async Task<Granter> GranterAsync(SessionPolicy policy, CheckedVault? vault, CancellationToken cancellationToken)
    {
        switch (ParameterSetName)
        {
            case DsnSet:
                return await UsableAsync(
                    GranterDsn.Parse(await Services.Resolver.ResolveAsync(Dsn!, cancellationToken), TransportParameters.Usual),
                    cancellationToken);
            case EntrySet:
                return vault is not null
                    ? await EntryGranterAsync(policy, vault, cancellationToken)
                    : throw GranterErrors.NotGiven.Error(
                        $"Without a vault nothing says who makes the user of policy '{policy.Name}', and where.", policy.Name);
            default:
                if (!MyInvocation.BoundParameters.ContainsKey(nameof(Engine)))
                    Engine = policy.Engine;
                var database = await DatabaseAsync(cancellationToken);
                // A login that is given is not tried first: a user who is there needs no granter.
                var login =
                    await DbLoginAsync(database, cancellationToken) ?? (await FindMasterAsync(database, vault, cancellationToken)).Login;
                return new Granter(
                    IdentityOf(database),
                    DatabaseEngines.For(database.Engine),
                    await SettingsAsync(database, login, cancellationToken) with
                    {
                        Database = null,
                    });
        }
    }

    private async Task<Granter> EntryGranterAsync(SessionPolicy policy, CheckedVault vault, CancellationToken cancellationToken) =>
        await UsableAsync(await VaultGranter.FindAsync(vault, policy, TransportParameters.Usual, cancellationToken), cancellationToken);

    /// <summary>The granter as the command line has it, with the login that its markers, if it has any, stand for.</summary>
    private async Task<Granter> UsableAsync(Granter granter, CancellationToken cancellationToken)
    {
        // What the command line says counts for more than what the DSN or the entry says.
        var transport = await TransportAsync(granter.Settings.Transport, cancellationToken);
        var target = new LoginTarget(granter.Settings.Host, granter.Settings.Port) { Region = Region, SslMode = transport.SslMode };
        var login = await Services.ResolveAsync(granter.Settings.Login, target, cancellationToken);
        return granter with { Settings = granter.Settings with { Transport = transport, Login = login } };
    }

    /// <summary>The name that AWS knows, where AWS credentials are on the command line, else the operating system's.</summary>
    private async Task<string> CallerAsync(CancellationToken cancellationToken)
    {
        string[] ofAws = [nameof(ProfileName), nameof(AccessKey), nameof(Credential)];
        if (!ofAws.Any(MyInvocation.BoundParameters.ContainsKey))
            return Environment.UserName;
        var caller = await (await AwsAsync(cancellationToken)).GetCallerIdentityAsync(cancellationToken);
        if (caller.NameIsChosen)
        {
            // A source identity would be better, and AWS shows it to policies and to CloudTrail, not to the caller.
            HoopHost.Warning(
                $"-Personal takes the name '{caller.Name}' of the role session {caller.Arn}, and whoever may assume the role chooses it. "
                    + "Have the role's trust policy bind sts:RoleSessionName to who may use it.");
        }

        return caller.Name;
    }
}
