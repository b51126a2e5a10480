using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>Makes and alters the roles themselves, one run of the product at a time on each server.</summary>
internal sealed class RoleChanger(RoleRequest request, IRolePasswords passwords, IHoopHost host, TimeProvider time)
{
    private const int Attempts = 3;

    private readonly IReadOnlyList<string> _names = request.Kinds.Select(kind => kind.RoleName()).ToList();

    /// <summary>Applies the changes under the lock. A role that fails is a result that says so; the others go on.</summary>
    /// <param name="session">A connection to the maintenance database.</param>
    /// <param name="planned">The changes of the plan.</param>
    /// <param name="cancellationToken">Stops between and inside the changes.</param>
    public async Task<IReadOnlyList<RoleChangeResult>> ApplyAsync(IDatabaseSession session, IReadOnlyList<RoleChange> planned, CancellationToken cancellationToken)
    {
        await ServerLock.TakeAsync(session, host, time, cancellationToken);
        var server = await ServerReader.ReadAsync(session, _names, cancellationToken);
        var results = new List<RoleChangeResult>();
        foreach (var change in planned)
        {
            try
            {
                results.Add(await ApplyAsync(session, server, change, cancellationToken));
            }
            catch (HoopException exception)
            {
                results.Add(new RoleChangeResult(change.Kind) { Failure = exception });
            }
        }

        await Retry.ReopenIfBrokenAsync(session, cancellationToken);
        await ServerLock.GiveBackAsync(session, cancellationToken);
        return results;
    }

    private async Task<RoleChangeResult> ApplyAsync(IDatabaseSession session, ServerReading server, RoleChange planned, CancellationToken cancellationToken)
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
                server = await ServerReader.ReadAsync(session, _names, cancellationToken);
            }
        }
    }

    private async Task<RoleChangeResult> MakeAsync(IDatabaseSession session, ServerReading server, RoleChange change, CancellationToken cancellationToken)
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
    /// Since the plan was made somebody else may have made the role, or given it its password: then that is the state to go on from, not to undo.
    /// </summary>
    private async Task<RoleChange> UpToDateAsync(ServerReading server, RoleChange planned, CancellationToken cancellationToken)
    {
        var isThere = server.Role(planned.Kind.RoleName()) is not null;
        if (!isThere && !planned.Create)
        {
            throw new HoopException("Roles.PlanOutOfDate", HoopErrorKind.InvalidOperation, $"The role '{planned.Kind.RoleName()}' was there when the plan was made and is gone.")
            {
                Target = planned.Kind.RoleName(),
                RecommendedAction = "Plan again.",
            };
        }

        return isThere && (planned.Create || (planned.SetPassword && !request.RotatePassword))
            ? await RoleDifference.CompareAsync(server, request, planned.Kind, passwords, cancellationToken)
            : planned;
    }

    private async Task SetPasswordAsync(IDatabaseSession session, ServerReading server, RoleChange change, Secret password, bool again, CancellationToken cancellationToken)
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
        (await ServerReader.ReadAsync(session, [kind.RoleName()], cancellationToken)).Role(kind.RoleName()) is { } role && RoleMark.IsOn(role);

    private Task ExecuteAsync(IDatabaseSession session, IReadOnlyList<string> statements, CancellationToken cancellationToken) =>
        Retry.ExecuteAsync(session, statements, host, time, cancellationToken);
}
