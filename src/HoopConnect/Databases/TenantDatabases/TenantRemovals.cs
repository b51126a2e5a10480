using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.TenantDatabases;

/// <summary>The users of tenants go by the same rules as all that we make; what became of them is what became of the tenants.</summary>
internal static class TenantRemovals
{
    /// <summary>Removes the users whose databases are gone.</summary>
    /// <param name="users">The engine's users.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="names">The users.</param>
    /// <param name="host">Who is told.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyDictionary<string, UserRemoval>> RemoveUsersAsync(
        this IManagedUsers users, TenantRemovalRequest request, IReadOnlyList<string> names, IHoopHost host,
        CancellationToken cancellationToken)
    {
        var removed = new Dictionary<string, UserRemoval>(StringComparer.Ordinal);
        if (names.Count == 0)
            return removed;
        var plan = await users.PlanRemovalAsync(RequestFor(request, names), host, cancellationToken);
        await foreach (var outcome in plan.ApplyAsync(_ => { }, host, cancellationToken))
            removed[outcome.UserName] = outcome;
        return removed;
    }

    /// <summary>The removal of the users alone.</summary>
    public static UserRemovalRequest RequestFor(TenantRemovalRequest request, IReadOnlyList<string> names) =>
        new(request.Master with { Database = null }, [.. names.Select(name => new UserToRemove(name, OnlyIfExpired: false))])
        {
            Kind = ManagedKind.Tenant,
            ThrottleLimit = request.ThrottleLimit,
        };

    /// <summary>What became of a tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="wasThere">There was a database or a user.</param>
    /// <param name="retain">The database was to be kept.</param>
    /// <param name="user">What became of the user; null where it was not to go.</param>
    /// <param name="failure">What failed before that.</param>
    public static TenantDatabaseOutcome Outcome(
        TenantToServe tenant, bool wasThere, bool retain, UserRemoval? user, HoopException? failure)
    {
        if (failure is null && user is { State: not (UserRemovalState.Removed or UserRemovalState.Missing) })
        {
            failure = TenantDatabaseErrors.NotRemoved.Error(
                $"The user '{tenant.Name}' of the tenant '{tenant.Tenant}' is still there: {string.Join("; ", user.Findings)}",
                tenant.Name);
        }

        return failure is not null ? TenantDatabaseOutcome.Failed(tenant, failure) with { Findings = user?.Findings ?? [] }
            : new TenantDatabaseOutcome(tenant, !wasThere ? TenantDatabaseState.Missing
                : retain ? TenantDatabaseState.Retained : TenantDatabaseState.Removed)
            {
                Findings = user?.Findings ?? [],
            };
    }
}
