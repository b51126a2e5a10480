using System.Management.Automation;
using Amazon.Runtime;
using HoopConnect.Aws;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;
using HoopConnect.PowerShell.Pipeline;
using HoopConnect.Secrets;

namespace HoopConnect.PowerShell;

/// <summary>
/// The base of the cmdlets that reach AWS. Parameter names, aliases and precedence are those of AWS.Tools; the region is left to
/// <see cref="AwsCmdlet"/> and to cmdlets that take several.
/// </summary>
public abstract class AwsSessionCmdlet : HoopCmdlet
{
    /// <summary>How long RDS may take to say how a database is now, where the object will do.</summary>
    private static readonly TimeSpan TimeToAsk = TimeSpan.FromSeconds(10);

    private volatile bool _cannotAsk;

    /// <summary>A profile of the credential files; one that does not exist is an error.</summary>
    [Parameter]
    [Alias("StoredCredentials", "AWSProfileName")]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ProfileName { get; set; }

    /// <summary>The credential file; where it is not given, the usual places.</summary>
    [Parameter]
    [Alias("AWSProfilesLocation", "ProfilesLocation")]
    [ValidateNotNullOrEmpty]
    public string? ProfileLocation { get; set; }

    /// <summary>An access key id.</summary>
    [Parameter]
    [Alias("AK")]
    [ValidateNotNullOrEmpty]
    public string? AccessKey { get; set; }

    /// <summary>The secret access key: a SecureString or, as AWS.Tools takes it, a string.</summary>
    [Parameter]
    [Alias("SK", "SecretAccessKey")]
    [SecretArgument]
    [ValidateNotNull]
    public Secret? SecretKey { get; set; }

    /// <summary>The session token of temporary keys: a SecureString or a string.</summary>
    [Parameter]
    [Alias("ST")]
    [SecretArgument]
    [ValidateNotNull]
    public Secret? SessionToken { get; set; }

    /// <summary>AWS credentials: what Get-AWSCredential returns, or a PSCredential with the access key as its user name.</summary>
    [Parameter]
    [AwsCredentialsArgument]
    [ValidateNotNull]
    public object? Credential { get; set; }

    /// <summary>One endpoint for all services instead of AWS's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EndpointUrl { get; set; }

    /// <summary>The role assumed in other accounts than the caller's own.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RoleNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string RoleName { get; set; } = AwsSessionOptions.DefaultRoleName;

    /// <summary>The external id that the role's trust policy asks for.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ExternalId { get; set; }

    /// <summary>Allows the role of this EC2 instance where nothing else gives credentials.</summary>
    [Parameter]
    public SwitchParameter AllowInstanceRole { get; set; }

    /// <summary>The region of the session, where the command line names one.</summary>
    private protected virtual string? SessionRegion => null;

    /// <summary>How many calls the cmdlet has under way at a time.</summary>
    private protected virtual int SessionThrottleLimit => 16;

    /// <summary>
    /// AWS, opened at the first use and kept for the command. A failure ends the command: every target would fail the same way.
    /// </summary>
    private protected Task<IAwsServices> AwsAsync(CancellationToken cancellationToken) => Services.AwsAsync(null, cancellationToken);

    /// <summary>
    /// The database as RDS describes it, where only its ARN was given, or where it would be refused as the object has it: that may be
    /// over since the object was made. Otherwise as it is, which is enough where only its address and names are used.
    /// </summary>
    private protected async Task<RdsDatabase> LookUpAsync(RdsDatabase database, CancellationToken cancellationToken) =>
        NeedsLookUp(database) ? await DescribeAsync(database, cancellationToken) : database;

    /// <summary>
    /// The database as RDS describes it now: what is decided is not decided on what an object said when it was made. Where RDS cannot be
    /// asked (no credentials, no right, no way to it), the object is taken as it is, unless only its ARN was given or it would be refused.
    /// Credentials that the command line names and AWS refuses are an error.
    /// </summary>
    /// <exception cref="HoopException"><c>Discovery.DatabaseNotFound</c>, AWS errors.</exception>
    private protected async Task<RdsDatabase> DescribeNowAsync(RdsDatabase database, CancellationToken cancellationToken)
    {
        if (database.Arn.Length == 0)
            return database;
        if (NeedsLookUp(database))
            return await DescribeAsync(database, cancellationToken);
        if (_cannotAsk)
            return database;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeToAsk);
        try
        {
            // The session is the whole command's and not given up with this question.
            var aws = await AwsAsync(cancellationToken).WaitAsync(limit.Token);
            return await new DatabaseFinder(aws).GetAsync(database.Arn, limit.Token);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && CannotAsk(failure))
        {
            // Databases of other accounts may be asked about; who cannot ask at all is not made to wait for each.
            _cannotAsk = !IsDenied(failure);
            var why = failure is OperationCanceledException ? $"no answer in {TimeToAsk.TotalSeconds:0} seconds" : failure.Message;
            HoopHost.Verbose($"RDS cannot be asked about '{database.Identifier}', which is taken as the object has it: {why}");
            return database;
        }
    }

    // Who names credentials means them: that they do not work is an error.
    private bool SaysCredentials => ProfileName is not null || AccessKey is not null || Credential is not null;

    private bool CannotAsk(Exception failure) => failure switch
    {
        TerminatingException { InnerException: { } cause } => CannotAsk(cause),
        OperationCanceledException => true,
        HoopException ours => AwsFailures.AreOfTheCaller(ours) ? !SaysCredentials : IsDenied(ours) || AwsErrors.Unreachable.Is(ours),
        _ => false,
    };

    private static bool IsDenied(Exception failure) =>
        failure is HoopException ours && ours.IsAnyOf(AwsErrors.AccessDenied, AwsErrors.AssumeRoleDenied);

    private bool NeedsLookUp(RdsDatabase database) =>
        DatabaseRecord.IsReference(database) || (database.Arn.Length > 0 && !IsServed(database));

    private async Task<RdsDatabase> DescribeAsync(RdsDatabase database, CancellationToken cancellationToken) =>
        await new DatabaseFinder(await AwsAsync(cancellationToken)).GetAsync(database.Arn, cancellationToken);

    /// <summary>Whether the cmdlet can do its work on a database in the state that the object has it in.</summary>
    private protected virtual bool IsServed(RdsDatabase database) =>
        database is { HostName: not null, Port: > 0, ReplicaOf: null } && DatabaseStatus.IsReady(database.Status);

    /// <inheritdoc/>
    private protected override bool ConcernsAll(Exception failure) => AwsFailures.AreOfTheCaller(failure);

    /// <inheritdoc/>
    private protected override CmdletServices MakeServices() => new(this, HoopHost) { AwsOptions = Options, NeedsAws = true };

    // On the pipeline thread: the user's session is read here.
    private AwsSessionOptions Options(string? tokenRegion) =>
        new()
        {
            ProfileName = ProfileName,
            ProfileLocation = ProfileLocation is null ? null : SessionPath.Of(this, ProfileLocation),
            Region = SessionRegion ?? StoredAws.Region(SessionState) ?? tokenRegion,
            AccessKey = AccessKey,
            SecretKey = SecretKey,
            SessionToken = SessionToken,
            Credentials = (Credential as AWSCredentials) ?? StoredAws.Credentials(SessionState),
            EndpointUrl = EndpointUrl,
            RoleName = RoleName,
            ExternalId = ExternalId,
            AllowInstanceRole = AllowInstanceRole,
            ThrottleLimit = SessionThrottleLimit,
        };
}
