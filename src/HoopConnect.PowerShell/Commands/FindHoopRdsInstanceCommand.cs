using System.Collections;
using System.Management.Automation;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Finds databases over accounts and regions: DB instances, DB clusters each as one, and proxies.</summary>
[Cmdlet(VerbsCommon.Find, "HoopRdsInstance")]
[OutputType(typeof(RdsDatabase))]
public sealed class FindHoopRdsInstanceCommand : AwsSessionCmdlet
{
    private readonly List<NamePattern> _accounts = [];

    /// <summary>Identifiers, with wildcards.</summary>
    [Parameter(Position = 0)]
    [Alias("Identifier", "DBInstanceIdentifier")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Account ids or names, with wildcards; the caller's own account where not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("AccountId", "Id")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Account { get; set; } = [];

    /// <summary>Regions; the session's where not given.</summary>
    [Parameter]
    [RegionArgument]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Region { get; set; } = [];

    /// <summary>Looks in every region that is enabled in each account.</summary>
    [Parameter]
    public SwitchParameter AllRegions { get; set; }

    /// <summary>Kinds of databases; all of them where not given.</summary>
    [Parameter]
    [ValidateNotNull]
    public DatabaseKind[] Kind { get; set; } = [];

    /// <summary>RDS engine names, with wildcards.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(EngineCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Engine { get; set; } = [];

    /// <summary>Tags that a database must have, all of them; values may have wildcards.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable Tag { get; set; } = [];

    /// <summary>How many accounts and regions are asked at a time.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 16;

    /// <inheritdoc/>
    private protected override string? SessionRegion => Region.Length > 0 ? Region[0] : null;

    /// <inheritdoc/>
    private protected override int SessionThrottleLimit => ThrottleLimit;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _accounts.AddRange(Account.Select(NamePattern.Parse));
        return Task.CompletedTask;
    }

    // All accounts of the pipeline are one search, so that they are asked side by side.
    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_accounts.Count == 0 && MyInvocation.ExpectingInput)
            return;
        var query = new DatabaseQuery
        {
            Accounts = _accounts,
            Regions = Region,
            AllRegions = AllRegions,
            Kinds = Kind,
            Engines = [.. Engine.Select(NamePattern.Parse)],
            Names = [.. Name.Select(NamePattern.Parse)],
            Tags = Tag.Cast<DictionaryEntry>()
                .ToDictionary(tag => tag.Key.ToString()!, tag => NamePattern.Parse(tag.Value?.ToString() ?? ""), StringComparer.Ordinal),
            ThrottleLimit = ThrottleLimit,
        };
        var finder = new DatabaseFinder(await AwsAsync(cancellationToken));
        await WriteAllAsync(finder.FindAsync(query, HoopHost, cancellationToken), cancellationToken);
    }
}
