using System.Management.Automation;
using HoopConnect.Databases;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;
using HoopConnect.Provisioning.Roles;
using HoopConnect.SessionUsers.Policies;
using HoopConnect.SessionUsers.Sweep;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Lists the session users that are on a server.</summary>
[Cmdlet(VerbsCommon.Get, "HoopSessionUser", DefaultParameterSetName = ServerSet)]
[OutputType(typeof(FoundSessionUser))]
public sealed class GetHoopSessionUserCommand : MasterCmdlet
{
    private readonly HashSet<NamePattern> _missing = [];
    private SessionUserFilter _filter = new();

    /// <summary>Only users of such a name, with wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] UserName { get; set; } = [];

    /// <summary>Only users whose time is over, by the server's clock.</summary>
    [Parameter]
    public SwitchParameter Expired { get; set; }

    /// <summary>Only users of these policies.</summary>
    [Parameter]
    [PolicyArgument]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public PolicyChoice[] Policy { get; set; } = [];

    /// <summary>The files or folders with the policies that are in use.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] PolicyFile { get; set; } = [];

    /// <summary>Only users that no policy of -PolicyFile explains.</summary>
    [Parameter]
    public SwitchParameter Stale { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        var given = Policy.Select(choice => choice.Given).OfType<SessionPolicy>().ToList();
        var names = Policy.Where(choice => choice.Given is null).Select(choice => NamePattern.Parse(choice.Name)).ToList();
        var inFiles = PolicyFile.Length == 0 ? null : await ReadAsync(cancellationToken);
        if (Stale && inFiles is null)
            throw SessionUserErrors.PoliciesNeeded.Error(
                "Which users are stale can be told only where the policies are known: give all that are in use with -PolicyFile.");
        var chosen = inFiles?.Where(policy => names.Any(pattern => pattern.Matches(policy.Name))).ToList() ?? [];
        if (inFiles is not null && names.FirstOrDefault(pattern => !inFiles.Any(policy => pattern.Matches(policy.Name))) is { } missing)
            throw PolicyErrors.NotFound.Error($"There is no policy '{missing}' in what was read.", missing.Text);
        _filter = new SessionUserFilter
        {
            Known = inFiles is null && given.Count == 0 ? null : [.. inFiles ?? [], .. given],
            Policies = [.. given, .. chosen],
            // Without a file the name alone says which: the mark on the server has it.
            PolicyNames = inFiles is null ? names : [],
            UserNames = [.. UserName.Select(NamePattern.Parse)],
            Expired = Expired,
            Stale = Stale,
        };
        _missing.UnionWith(_filter.UserNames.Where(name => !name.HasWildcard));
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        var engine = DatabaseReadiness.Check(database, DatabaseEngines.For);
        var master = await FindMasterAsync(database, cancellationToken);
        var settings = await SettingsAsync(database, master.Login, cancellationToken);
        await foreach (var user in new SessionUserFinder(database, engine).FindAsync(settings, _filter, HoopHost, cancellationToken))
        {
            _missing.RemoveWhere(name => name.Matches(user.UserName));
            await WriteAsync(user, cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (var name in _missing)
            ReportError(SessionUserErrors.NotFound.Error($"There is no session user '{name}' that fits what was asked for.", name.Text));
        return Task.CompletedTask;
    }

    // A file that could not be read would make its users look stale.
    private async Task<IReadOnlyList<SessionPolicy>> ReadAsync(CancellationToken cancellationToken)
    {
        var files = new List<string>();
        foreach (var file in PolicyFile)
            files.Add(await FullPathAsync(file, cancellationToken));
        var reading = await PolicyFiles.ReadAsync(files, cancellationToken);
        return reading.Errors.Count == 0 ? reading.Policies : throw reading.Errors[0];
    }
}
