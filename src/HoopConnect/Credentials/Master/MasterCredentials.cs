using HoopConnect.Aws;
using HoopConnect.Aws.Rds;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Master;

/// <summary>Finds and resets the master credential of a database. The password on the server is in the vault at any time.</summary>
public sealed class MasterCredentials
{
    private readonly IAwsServices? _aws;
    private readonly IDatabaseDirectory? _directory;
    private readonly CheckedVault? _vault;
    private readonly StateFolder? _state;
    private readonly MasterCredentialOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<ProtocolStep, CancellationToken, Task>? _afterStep;

    /// <summary>Master credentials of one AWS session and one vault.</summary>
    /// <param name="aws">The AWS session; null where only servers named by hand are asked for.</param>
    /// <param name="directory">Looks databases up; null like <paramref name="aws"/>.</param>
    /// <param name="vault">Where they are kept; null for none.</param>
    /// <param name="state">The state folder, in which runs of this machine lock each other out of one database; null for no lock.</param>
    public MasterCredentials(IAwsServices? aws, IDatabaseDirectory? directory, CheckedVault? vault, StateFolder? state)
        : this(aws, directory, vault, state, new MasterCredentialOptions(), TimeProvider.System)
    {
    }

    internal MasterCredentials(
        IAwsServices? aws, IDatabaseDirectory? directory, CheckedVault? vault, StateFolder? state,
        MasterCredentialOptions options, TimeProvider time, Func<ProtocolStep, CancellationToken, Task>? afterStep = null) =>
        (_aws, _directory, _vault, _state, _options, _time, _afterStep) = (aws, directory, vault, state, options, time, afterStep);

    /// <summary>
    /// Finds the credential: the one the caller gave, else what the vault has (current, pending, previous) if it logs in, else what RDS
    /// keeps in Secrets Manager, where it manages the master, else a token, where the master logs in by IAM. Changes nothing, neither on
    /// the server
    /// nor in the vault.
    /// </summary>
    /// <returns>Null where there is none that works.</returns>
    /// <exception cref="HoopException">
    /// <c>MasterCredential.Refused</c> (the given one), <c>MasterCredential.SecretNotReadable</c> and <c>.SecretRefused</c> (RDS manages
    /// it),
    /// <c>MasterCredential.ManagedByRds</c> (the same, and no AWS session to read it with), <c>MasterCredential.Proxy</c>,
    /// <c>Database.EngineNotServed</c>, <c>Database.NoEndpoint</c>, and those of the vault and of a login.
    /// </exception>
    public Task<MasterCredential?> GetAsync(MasterCredentialRequest request, IHoopHost host, CancellationToken cancellationToken) =>
        FindAsync(request, host, RunMode.Show, cancellationToken);

    /// <summary>Finds the credential as <see cref="GetAsync"/> does, for who cannot do without.</summary>
    /// <exception cref="HoopException"><c>MasterCredential.NotFound</c>, and those of <see cref="GetAsync"/>.</exception>
    public async Task<MasterCredential> RequireAsync(MasterCredentialRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await GetAsync(request, host, cancellationToken)
            ?? throw MasterCredentialErrors.NotFound.Error(
                $"No credential that logs in is known for the master user of '{request.Database.Identifier}'.",
                request.Database.Arn.Length > 0 ? request.Database.Arn : request.Database.HostName);
    }

    /// <summary>
    /// Finds the credential, puts right in the vault what an interrupted run left there, and resets it where none works and that is
    /// allowed.
    /// </summary>
    /// <exception cref="HoopException"><c>MasterCredential.ResetNotAllowed</c>, and those of <see cref="GetAsync"/> and <see
    /// cref="ResetAsync"/>.</exception>
    public async Task<MasterCredential> EnsureAsync(
        MasterCredentialRequest request, bool allowReset, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await FindAsync(request, host, RunMode.Apply, cancellationToken) is { } found)
            return found;
        if (!allowReset || !IsOnRds(request))
            throw ResetNotAllowed(request);
        var plan = await PlanResetAsync(request, host, cancellationToken);
        using var alone = await LockAsync(plan.Database, host, cancellationToken);
        // Another run of this machine may have reset it while we waited for it.
        return await FindAsync(request, host, RunMode.Apply, cancellationToken) ?? await ResetAloneAsync(plan, host, cancellationToken);
    }

    /// <summary>
    /// Looks at the database as it is now, checks everything that can be known to fail, and says what a reset would do. Changes nothing.
    /// </summary>
    /// <exception cref="HoopException">
    /// <c>Database.EngineNotServed</c>, <c>MasterCredential.NotAvailable</c>, <c>.ReadReplica</c>, <c>.ManagedByRds</c>,
    /// <c>.PendingModifications</c>,
    /// <c>.Proxy</c>, <c>.NoVault</c>, <c>.Unreachable</c>, <c>.InvalidDeadline</c>, <c>.NotOnRds</c>, and those of AWS, the vault and the
    /// handshake.
    /// </exception>
    public async Task<MasterResetPlan> PlanResetAsync(MasterCredentialRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        var (database, vault) = await CheckAsync(request, cancellationToken);
        var operation = database.Kind == DatabaseKind.Cluster ? "ModifyDBCluster" : "ModifyDBInstance";
        var parameter = database.Kind == DatabaseKind.Cluster ? "DBClusterIdentifier" : "DBInstanceIdentifier";
        var entry = VaultNames.ForMaster(database);
        return new MasterResetPlan(request, database, new Plan(database.ToString(), "reset master credential",
        [
            new PlanStep(vault.Name, "store pending password", $"{VaultNames.PendingPrefix(entry)}... = {PlanStep.Hole}"),
                    new PlanStep(
                        database.Arn,
                        "reset master password",
                        $"rds:{operation} {parameter}={database.Identifier} MasterUserPassword={PlanStep.Hole}")
            {
                Note = $"applications that log in as '{database.MasterUserName}' stop until they have the new password",
            },
                    new PlanStep(
                        vault.Name,
                        "store current password",
                        $"{entry} = {PlanStep.Hole}, the former one as {VaultNames.Previous(entry)}"),
        ]));
    }

    /// <summary>
    /// Applies a plan (whoever made it has asked <see cref="IHoopHost.ShouldApplyAsync"/>): checks again, then stores, resets, waits,
    /// proves by logging in, and makes the new password the current one.
    /// </summary>
    /// <exception cref="HoopException">
    /// Those of <see cref="PlanResetAsync"/> before anything was changed; then <c>MasterCredential.NotApplied</c>,
    /// <c>Password.NotProved</c>,
    /// <c>Vault.ReadBackFailed</c> and AWS's own. After each of them the next run finds the password that works.
    /// </exception>
    public async Task<MasterCredential> ResetAsync(MasterResetPlan plan, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var alone = await LockAsync(plan.Database, host, cancellationToken);
        return await ResetAloneAsync(plan, host, cancellationToken);
    }

    /// <summary>The databases without repetition: two members of a cluster stand for one cluster, which is reset once.</summary>
    public static IReadOnlyList<RdsDatabase> Distinct(IEnumerable<RdsDatabase> databases) =>
        [.. databases.DistinctBy(database => database.Arn, StringComparer.OrdinalIgnoreCase)];

    private async Task<MasterCredential> ResetAloneAsync(MasterResetPlan plan, IHoopHost host, CancellationToken cancellationToken)
    {
        // Again, and not from the plan: it may have been shown to somebody who went to lunch.
        var (database, vault) = await CheckAsync(plan.Request, cancellationToken);
        var request = plan.Request with { Database = database };
        var engine = DatabaseEngines.For(database.Engine);
        var tryLogin = TryLoginTo(request, engine);
        var rds = _aws!.Rds(database.AccountId, database.Region);
        var wait = new MasterPasswordWait(_directory!, _options, _time);

        var login = await Protocol(vault).ChangeAsync(
            PasswordSubject.Master(DatabaseIdentity.Of(database), database.MasterUserName),
            async (password, cancel) =>
            {
                var change = new ModifyDatabaseRequest(database.Identifier) { MasterUserPassword = password };
                if (database.Kind == DatabaseKind.Cluster)
                    await rds.ModifyDBClusterAsync(change, cancel);
                else
                    await rds.ModifyDBInstanceAsync(change, cancel);
                host.Verbose($"RDS took the new master password of '{database.Identifier}'.");
                var candidate = new DatabaseLogin(database.MasterUserName, password);
                    await wait.UntilAppliedAsync(
                        database, request.Deadline, async stop => await tryLogin(candidate, stop) == LoginOutcome.Accepted, host, cancel);
            },
            tryLogin,
            cancellationToken);
        return Credential(request, engine, login, MasterCredentialSource.Reset, VaultNames.ForMaster(database));
    }

    private async Task<(RdsDatabase Database, CheckedVault Vault)> CheckAsync(
        MasterCredentialRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!IsOnRds(request) || _directory is null || _aws is null)
        {
            throw MasterCredentialErrors.NotOnRds.Error(
                $"'{request.Database.HostName}' was named by its address; only the master of a database that RDS knows can be reset.",
                request.Database.HostName);
        }

        var database = await _directory.GetAsync(request.Database.Arn, cancellationToken);
        MasterResetChecks.RequireResettable(database, request);
        var vault = await MasterResetChecks.RequireVaultAsync(_vault, database, cancellationToken);
        if (request.CheckReachability)
        {
            var engine = DatabaseEngines.For(database.Engine);
            var settings = (request with { Database = database }).Settings(
                new DatabaseLogin(database.MasterUserName, PasswordGenerator.Generate()), engine);
            await MasterResetChecks.RequireReachableAsync(database, engine, settings, _options.ConnectTimeout, cancellationToken);
        }

        return (database, vault);
    }

    private async Task<MasterCredential?> FindAsync(
        MasterCredentialRequest request, IHoopHost host, RunMode mode, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Database.Kind == DatabaseKind.Proxy)
            throw MasterResetChecks.Proxy(request.Database);
        var engine = DatabaseEngines.For(request.Database.Engine);
        var tryLogin = TryLoginTo(request, engine);
        if (request.DbCredential is { } given)
        {
            return await tryLogin(given, cancellationToken) == LoginOutcome.Accepted
                ? Credential(request, engine, given, MasterCredentialSource.Given, entry: null)
                : throw Refused(request, given);
        }

        if (_vault is not null)
        {
            var subject = PasswordSubject.Master(
                DatabaseIdentity.Of(request.Database), request.Database.MasterUserName is { Length: > 0 } name ? name : null);
            var protocol = Protocol(_vault);
            var found = await protocol.FindAsync(subject, tryLogin, mode, cancellationToken);
            if (found is not null)
                return Credential(
                    request, engine, found.Login, SourceOf(found.Source), mode == RunMode.Apply ? subject.EntryName : found.EntryName);
            host.Verbose($"Vault '{_vault.Name}' has no entry '{subject.EntryName}' that logs in.");
        }

        if (request.Database.MasterUserSecretArn is not { } secretArn)
            return await FindByTokenAsync(request, engine, tryLogin, host, cancellationToken);
        if (_aws is null)
            throw MasterResetChecks.ManagedByRds(request.Database);
        var managed = await new ManagedMasterSecret(_aws, request.Database, secretArn).FindWorkingAsync(tryLogin, host, cancellationToken);
        return Credential(request, engine, managed, MasterCredentialSource.SecretsManager, secretArn);
    }

    /// <summary>The login of a master who is an IAM user: where the password of one stops working, a token is the way in.</summary>
    private async Task<MasterCredential?> FindByTokenAsync(
        MasterCredentialRequest request, IDatabaseEngine engine, TryLogin tryLogin, IHoopHost host, CancellationToken cancellationToken)
    {
        if (request is not { TokenLogin: { } makeToken, Database: { IamDatabaseAuthenticationEnabled: true, MasterUserName.Length: > 0 } })
            return null;
        DatabaseLogin token;
        try
        {
            token = await makeToken(cancellationToken);
        }
        catch (HoopException error)
        {
            // It was a last try that nobody asked for: what is missing is the credential.
            host.Verbose($"No token for '{request.Database.MasterUserName}' of '{request.Database.Identifier}': {error.Message}");
            return null;
        }

        if (await tryLogin(token, cancellationToken) == LoginOutcome.Accepted)
            return Credential(request, engine, token, MasterCredentialSource.IamToken, entry: null);
        host.Verbose($"'{request.Database.MasterUserName}' of '{request.Database.Identifier}' does not log in by IAM.");
        return null;
    }

    private PasswordProtocol Protocol(CheckedVault vault) => new(vault, _options.Protocol, _time, _afterStep);

    private static TryLogin TryLoginTo(MasterCredentialRequest request, IDatabaseEngine engine) =>
        (login, cancellationToken) => engine.TryLoginAsync(request.Settings(login, engine), cancellationToken);

    private async Task<FileLock?> LockAsync(RdsDatabase database, IHoopHost host, CancellationToken cancellationToken)
    {
        if (_state is null)
            return null;
        var held = await FileLock.TryAcquireAsync(_state, "master " + database.Arn, _options.LockPatience, _time, cancellationToken);
        if (held is null)
            host.Warning(
                $"Another run on this machine has worked on the master credential of '{database.Identifier}' for more than " +
                    $"{_options.LockPatience.TotalMinutes:0} minutes; going on beside it."
            );
        return held;
    }

    private MasterCredential Credential(
        MasterCredentialRequest request, IDatabaseEngine engine, DatabaseLogin login, MasterCredentialSource source, string? entry)
    {
        var settings = request.Settings(login, engine);
        return new MasterCredential
        {
            AccountId = request.Database.AccountId,
            Region = request.Database.Region,
            Identifier = request.Database.Identifier,
            Arn = request.Database.Arn,
            Engine = request.Database.Engine,
            HostName = settings.Host,
            Port = settings.Port,
            Login = login,
            Source = source,
            VaultName = entry is null || source == MasterCredentialSource.SecretsManager ? null : _vault?.Name,
            SecretName = entry,
        };
    }

    private static MasterCredentialSource SourceOf(PasswordSource source) => source switch
    {
        PasswordSource.Pending => MasterCredentialSource.VaultPending,
        PasswordSource.Previous => MasterCredentialSource.VaultPrevious,
        _ => MasterCredentialSource.Vault,
    };

    private static bool IsOnRds(MasterCredentialRequest request) => request.Database.Arn.Length > 0;

    private static string? TargetOf(MasterCredentialRequest request) => IsOnRds(request) ? request.Database.Arn : request.Database.HostName;

    private static HoopException Refused(MasterCredentialRequest request, DatabaseLogin given) =>
        MasterCredentialErrors.Refused.Error(
            $"The server '{request.HostName ?? request.Database.HostName}' refuses the given credential of '{given.UserName}'.",
            TargetOf(request));

    /// <summary>The failure of who has no credential and may not make a new one.</summary>
    internal static HoopException ResetNotAllowed(MasterCredentialRequest request) =>
        MasterCredentialErrors.ResetNotAllowed.Error(
            $"No credential that logs in is known for the master user of '{request.Database.Identifier}', and a reset was not allowed.",
            TargetOf(request));
}
