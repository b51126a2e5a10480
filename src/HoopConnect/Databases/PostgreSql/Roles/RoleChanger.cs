using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>Makes and alters the roles themselves, one run of the product at a time on each server.</summary>
internal sealed class RoleChanger(RoleRequest request, IRolePasswords passwords, IHoopHost host, TimeProvider time)
{
    /// <summary>Applies the changes under the lock. A role that fails is a result that says so; the others go on.</summary>
    /// <param name="session">A connection to the maintenance database.</param>
    /// <param name="planned">The changes of the plan.</param>
    /// <param name="cancellationToken">Stops between and inside the changes.</param>
    public async Task<IReadOnlyList<RoleChangeResult>> ApplyAsync(IDatabaseSession session, IReadOnlyList<RoleChange> planned, CancellationToken cancellationToken)
    {
        await RoleLock.TakeAsync(session, host, time, cancellationToken);
        var names = request.Kinds.Select(kind => kind.RoleName()).ToList();
        var server = await ServerReader.ReadAsync(session, names, cancellationToken);
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

        await RoleLock.GiveBackAsync(session, cancellationToken);
        return results;
    }

    private async Task<RoleChangeResult> ApplyAsync(IDatabaseSession session, ServerReading server, RoleChange planned, CancellationToken cancellationToken)
    {
        if (planned.IsEmpty)
            return new RoleChangeResult(planned.Kind) { Login = planned.Login };
        var change = await UpToDateAsync(server, planned, cancellationToken);
        if (!change.Create && change.Alterations(server.HasMembershipOptions) is { Count: > 0 } alterations)
            await ExecuteAsync(session, alterations, cancellationToken);
        if (!change.SetPassword)
            return new RoleChangeResult(change.Kind) { Login = change.Login };

        var login = await passwords.ChangeAsync(change.Kind, (password, stop) => SetPasswordAsync(session, server, change, password, stop), cancellationToken);
        return new RoleChangeResult(change.Kind) { Login = login, Created = change.Create, PasswordChanged = true };
    }

    /// <summary>
    /// Between plan and lock another run may have made the role, or given it its password: then that is the state to go on from, not to undo.
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
            ? await RoleDiffer.CompareAsync(server, request, planned.Kind, passwords, cancellationToken)
            : planned;
    }

    private async Task SetPasswordAsync(IDatabaseSession session, ServerReading server, RoleChange change, Secret password, CancellationToken cancellationToken)
    {
        var verifier = PgLiteral.Quote(ScramVerifier.Create(password, server.ScramIterations));
        if (change.Create)
        {
            // Asked again after a failure, the role may be there by the first call, whose answer was lost.
            var present = await ServerReader.ReadAsync(session, [change.Kind.RoleName()], cancellationToken);
            if (present.Roles.Count == 0)
            {
                await ExecuteAsync(session, change.CreateStatements(verifier), cancellationToken);
                return;
            }
        }

        await ExecuteAsync(session, [change.PasswordStatement(verifier)], cancellationToken);
    }

    private Task ExecuteAsync(IDatabaseSession session, IReadOnlyList<string> statements, CancellationToken cancellationToken) =>
        PgRetry.ExecuteAsync(session, statements, host, time, cancellationToken);
}
