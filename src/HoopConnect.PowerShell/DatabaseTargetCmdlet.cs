using System.Management.Automation;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;

namespace HoopConnect.PowerShell;

/// <summary>
/// The base of the cmdlets that are about one database: one that RDS knows (piped, or by its ARN) or a server named by its address. What the
/// address is for (to connect to, to sign for) is the derived cmdlet's to say: <c>-HostName</c> is its own, and its default parameter set
/// is <see cref="ServerSet"/>.
/// </summary>
public abstract class DatabaseTargetCmdlet : AwsCmdlet
{
    /// <summary>The parameter set in which RDS knows the database.</summary>
    protected const string DatabaseSet = "Database";

    /// <summary>The parameter set in which a server is named by its address.</summary>
    protected const string ServerSet = "Server";

    /// <summary>A database of Find-HoopRdsInstance, or the ARN of one.</summary>
    [Parameter(ParameterSetName = DatabaseSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Arn")]
    [DatabaseArgument]
    [ValidateNotNull]
    public RdsDatabase? InputObject { get; set; }

    /// <summary>RDS's engine name of a server named by its address, also for the port where none is given.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ArgumentCompleter(typeof(EngineCompleter))]
    [ValidateNotNullOrEmpty]
    public string Engine { get; set; } = "postgres";

    /// <summary>The TCP port, 1 to 65535; where it is not given, the database's own or the engine's.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    /// <inheritdoc/>
    private protected override string? SessionRegion => Region ?? InputObject?.Region;

    /// <summary>The host of its endpoint.</summary>
    /// <exception cref="HoopException"><c>Database.NoEndpoint</c>.</exception>
    private protected static string EndpointOf(RdsDatabase database, string advice) =>
        database.HostName ?? throw new HoopException("Database.NoEndpoint", HoopErrorKind.InvalidOperation, $"The database {database} has no endpoint yet: its status is {database.Status}.")
        {
            Target = database.Arn,
            RecommendedAction = advice,
        };
}
