using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>Makes and alters the roles themselves, then grants in each database. A role that fails is told of; the others go on.</summary>
internal sealed class RoleChanger(IDatabaseEngine engine, RoleChangePlan shown, IRolePasswords passwords, IHoopHost host, TimeProvider time)
    : IManagedChange<IDatabaseSession, RoleChangePlan, IReadOnlyList<RoleOutcome>>
{
    private const int Attempts = 3;

    private readonly RoleRequest _request = shown.Request;
    private readonly IReadOnlyList<string> _names = shown.Request.Kinds.Select(kind => kind.RoleName()).ToList();
    private readonly RoleOutcomes _outcomes = new(shown);

    public Task<IDatabaseSession> LockAsync(CancellationToken cancellationToken) =>
        ServerLock.HoldAsync(
            engine.OpenWaitingAsync(_request.Master with { Database = null }, time, cancellationToken),
            ServerLock.Key, host, time, cancellationToken);

    /// <summary>The roles again; what their databases lack, the shown plan knows, and what is left then is read afterwards.</summary>
    public async Task<RoleChangePlan> PlanAsync(IDatabaseSession session, CancellationToken cancellationToken)
    {
        var server = await ReadAsync(session, cancellationToken);
        UnservableServer.Refuse(server, _request.Master);
        return shown with { Server = server };
    }

    public async Task ChangeAsync(IDatabaseSession session, RoleChangePlan plan, CancellationToken cancellationToken)
    {
        var results = new List<RoleChangeResult>();
        foreach (var change in plan.Roles)
        {
            try
            {
                results.Add(await ApplyAsync(session, plan.Server, change, cancellationToken));
            }
            catch (HoopException exception)
            {
                results.Add(new RoleChangeResult(change.Kind) { Failure = exception });
            }
        }

        await Retry.ReopenIfBrokenAsync(session, cancellationToken);
        _outcomes.Add(results, plan.Server);
    }

    public async Task GrantAsync(IDatabaseSession session, RoleChangePlan plan, CancellationToken cancellationToken)
    {
        var changer = new DatabaseChanger(engine, _request, session, plan.Server, host, time);
        _outcomes.Add(await changer.ApplyAsync(plan.Databases, _outcomes.KindsThatAreThere, cancellationToken));
    }

    public async Task UnlockAsync(IDatabaseSession session, CancellationToken cancellationToken)
    {
        await Retry.ReopenIfBrokenAsync(session, cancellationToken);
        await ServerLock.GiveBackAsync(session, ServerLock.Key, cancellationToken);
    }

    public async Task<IReadOnlyList<RoleOutcome>> ReportAsync(
        IDatabaseSession session, RoleChangePlan plan, CancellationToken cancellationToken)
    {
        _outcomes.Add(await ReadAsync(session, cancellationToken));
        return _outcomes.All();
    }

    private async Task<ServerReading> ReadAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        (await ServerReader.ReadAsync(session, _names, cancellationToken)).In(_request.Databases);

    private async Task<RoleChangeResult> ApplyAsync(
        IDatabaseSession session, ServerReading server, RoleChange planned, CancellationToken cancellationToken)
    {
        if (planned.IsEmpty)
            return new RoleChangeResult(planned.Kind) { Login = planned.Login };
        for (var attempt = 1; ; attempt++)
        {
            var change = await UpToDateAsync(server, planned, cancellationToken);
            try
            {
                return await MakeAsync(session, server, change, cancellationToken);
            }
            catch (StatementException exception) when (change.Create && attempt < Attempts && Retry.IsTaken(exception))
            {
                host.Debug($"Attempt {attempt}: somebody else made the role meanwhile: {exception.Message}");
                server = await ReadAsync(session, cancellationToken);
            }
        }
    }

    private async Task<RoleChangeResult> MakeAsync(
        IDatabaseSession session, ServerReading server, RoleChange change, CancellationToken cancellationToken)
    {
        if (!change.Create && change.Alterations(server.HasMembershipOptions) is { Count: > 0 } alterations)
            await ExecuteAsync(session, alterations, cancellationToken);
        if (!change.SetPassword)
            return new RoleChangeResult(change.Kind) { Login = change.Login };

        var asked = false;
        var login = await passwords.ChangeAsync(
            change.Kind,
            (password, stop) =>
            {
                var again = asked;
                asked = true;
                return SetPasswordAsync(session, server, change, password, again, stop);
            },
            cancellationToken);
        return new RoleChangeResult(change.Kind) { Login = login, Created = change.Create, PasswordChanged = true };
    }

    /// <summary>
    /// Since the plan was made somebody else may have made the role, given it its password, or taken it over: then that is the state to go
    /// on from, not to undo.
    /// </summary>
    private async Task<RoleChange> UpToDateAsync(ServerReading server, RoleChange planned, CancellationToken cancellationToken)
    {
        var role = server.Role(planned.Kind.RoleName());
        if (role is null && !planned.Create)
        {
            throw RoleErrors.PlanOutOfDate.Error(
                $"The role '{planned.Kind.RoleName()}' was there when the plan was made and is gone.", planned.Kind.RoleName());
        }

        var goesOn = role is null || (!planned.Create && (!planned.SetPassword || _request.RotatePassword));
        if (goesOn && role?.Mark is null or { Kind: ManagedKind.Role } && !HasNewPower(server, role, planned))
            return planned;
        return (await RoleDifference.CompareAsync(server, _request, planned.Kind, passwords, cancellationToken)).WithMarkRenewed();
    }

    /// <summary>Somebody gave it a power since the plan was made: that goes before a password is set.</summary>
    private static bool HasNewPower(ServerReading server, ServerRole? role, RoleChange planned) =>
        role is not null && RoleDifference.Compare(server, role, planned.Kind) is var now
        && now.Mendable.Concat(now.Lasting).Where(finding => finding.IsPower).Select(finding => finding.Subject)
            .Except(planned.Mendable.Concat(planned.Lasting).Select(finding => finding.Subject), StringComparer.Ordinal).Any();

    private async Task SetPasswordAsync(
        IDatabaseSession session, ServerReading server, RoleChange change, Secret password, bool again, CancellationToken cancellationToken)
    {
        var verifier = Literal.Quote(ScramVerifier.Create(password, server.ScramIterations));
        // Asked again after a failure, the role may be there by the first call, whose answer was lost.
        if (change.Create && !(again && await IsOursAsync(session, change.Kind, cancellationToken)))
        {
            await Retry.CreateAsync(session, change.CreateStatements(verifier), host, time, cancellationToken);
            return;
        }

        await ExecuteAsync(session, [change.PasswordStatement(verifier)], cancellationToken);
    }

    private static async Task<bool> IsOursAsync(IDatabaseSession session, RoleKind kind, CancellationToken cancellationToken) =>
        (await ServerReader.ReadAsync(session, [kind.RoleName()], cancellationToken))
            .Role(kind.RoleName())?.Mark is { Kind: ManagedKind.Role };

    private Task ExecuteAsync(IDatabaseSession session, IReadOnlyList<string> statements, CancellationToken cancellationToken) =>
        Retry.ExecuteAsync(session, statements, host, time, cancellationToken);
}
