using System.Runtime.CompilerServices;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>
/// Lists and removes the logins that we made, with their users in databases. Session users and IAM users are not served here.
/// </summary>
/// <param name="notServed">Answers for the kinds that are not served.</param>
internal sealed class ManagedUsers(IManagedUsers notServed) : IManagedUsers
{
    /// <inheritdoc/>
    public IAsyncEnumerable<ManagedUser> ListAsync(ManagedUserQuery query, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Serves(query.Kind) ? ListServedAsync(query, host, cancellationToken) : notServed.ListAsync(query, host, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<UserRemovalPlan> PlanRemovalAsync(UserRemovalRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Serves(request.Kind)
            ? await new RemovalPlanner(request, host).PlanAsync(cancellationToken)
            : await notServed.PlanRemovalAsync(request, host, cancellationToken);
    }

    private static bool Serves(ManagedKind kind) => kind is not (ManagedKind.Session or ManagedKind.Iam);

    private static async IAsyncEnumerable<ManagedUser> ListServedAsync(
        ManagedUserQuery query, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Logins here have no expiry.
        if (query.Expired)
            yield break;
        await using var session = await Session.OpenAsync(query.Master with { Database = null }, cancellationToken);
        var logins = (await ServerReader.ListAsync(session, LoginSid.Prefix(query.Kind), cancellationToken))
            .Where(login => LoginSid.KindOf(login.Sid, login.Name) == query.Kind).ToList();
        if (logins.Count == 0)
            yield break;
        var principals = new PrincipalQuery([.. logins.Select(login => login.Name)], [.. logins.Select(login => login.Sid)]);
        var server = await ServerReader.ReadAsync(session, principals, cancellationToken);
        var visits = new DatabaseVisits(query.Master, 4, host);
        var readings = await visits.VisitAsync(server.Databases, new DatabaseReader(principals, server.IsBabelfish, []).ReadWithOwnedAsync,
            cancellationToken);
        foreach (var login in logins)
        {
            var sessions = await session.QueryAsync(LoginStatements.Sessions(login.Name), [], cancellationToken);
            var databases = readings.Where(reading => reading.Principal(login.Name) is { } user && user.HasSid(login.Sid)).ToList();
            yield return new ManagedUser(login.Name)
            {
                Expired = false,
                Locked = login.IsDisabled,
                Mark = databases.Select(reading => UserMark.Parse(reading.Mark(login.Name)))
                    .FirstOrDefault(mark => mark is not null) ?? new ManagedMark(query.Kind),
                OpenSessions = sessions.Count,
                OwnedObjects = databases.Sum(reading => reading.Owned.Count(owned => owned.Owner == login.Name)),
                Databases = [.. databases.Select(reading => reading.Name)],
            };
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<OrphanedCode> FindOrphanedCodeAsync(
        ConnectionSettings master, IHoopHost host, CancellationToken cancellationToken) =>
        new OrphanedCodeFinder(master, host).FindAsync(cancellationToken);
}
